import Market

/// Markup in the making. What is written as a literal is markup; what is interpolated is text and gets escaped, so that
/// a name from outside cannot become markup by mistake.
package struct HTML: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  package private(set) var markup: String

  package init() { markup = "" }
  package init(stringLiteral value: String) { markup = value }
  package init(stringInterpolation: Interpolation) { markup = stringInterpolation.markup }

  /// Takes markup as it is: for what was escaped, encoded or written by us before.
  package init(trusted markup: String) { self.markup = markup }

  package static func += (a: inout HTML, b: HTML) { a.markup += b.markup }
  package static func + (a: HTML, b: HTML) -> HTML { HTML(trusted: a.markup + b.markup) }

  package struct Interpolation: StringInterpolationProtocol {
    var markup = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      markup.reserveCapacity(literalCapacity + interpolationCount * 8)
    }
    package mutating func appendLiteral(_ literal: String) { markup += literal }
    package mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
    package mutating func appendInterpolation(_ number: Int) { markup += String(number) }
    package mutating func appendInterpolation(_ text: some StringProtocol) { markup += HTML.escaped(text) }
  }

  /// For text and for attribute values in either kind of quotes. What a reader would not see is written out.
  package static func escaped(_ text: some StringProtocol) -> String {
    var escaped = ""
    for scalar in VisibleText.of(String(text), lines: .several).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension Sequence<HTML> {
  func joined() -> HTML { reduce(into: HTML()) { $0 += $1 } }
}
