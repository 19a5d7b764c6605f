import Foundation

/// Reads a page strictly: what is open, what was closed wrongly, which attributes and texts there are.
struct MarkupReader {
  private(set) var problems: [String] = []
  private(set) var attributes: [(element: String, name: String, value: String)] = []
  private(set) var elements: [String] = []
  private(set) var ids: [String] = []
  /// Contents of the script elements.
  private(set) var scripts: [String] = []

  private static let void: Set = ["meta", "br", "img", "link", "input", "hr", "col"]
  private var open: [String] = []

  init(_ page: String) {
    var rest = page[...]
    while let start = rest.firstIndex(of: "<") {
      text(rest[..<start])
      rest = rest[start...]
      if rest.hasPrefix("<!DOCTYPE html>") {
        rest = rest.dropFirst("<!DOCTYPE html>".count)
        continue
      }
      guard let end = Self.end(of: rest) else {
        problems.append("a tag is not closed: \(rest.prefix(60))")
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      take(tag)
      if let raw = open.last, raw == "script" || raw == "style" { rest = skip(raw, rest) }
    }
    if !open.isEmpty { problems.append("left open: \(open)") }
    for id in Set(ids) where ids.count(where: { $0 == id }) > 1 { problems.append("two elements have the id \(id)") }
  }

  /// The `>` that ends a tag: not one inside quotes.
  private static func end(of text: Substring) -> Substring.Index? {
    var quote: Character?
    for index in text.indices {
      let letter = text[index]
      if let open = quote {
        if letter == open { quote = nil }
      } else if letter == "\"" || letter == "'" {
        quote = letter
      } else if letter == ">" {
        return index
      }
    }
    return nil
  }

  private mutating func take(_ tag: Substring) {
    if tag.hasPrefix("/") {
      let name = String(tag.dropFirst())
      if open.last == name { open.removeLast() } else { problems.append("</\(name)> where \(open.suffix(3)) is open") }
      return
    }
    let name = String(tag.prefix { $0.isLetter || $0.isNumber })
    if name.isEmpty { problems.append("a bare <: \(tag.prefix(40))") }
    elements.append(name)
    for match in tag.matches(of: /([a-zA-Z-]+)=(?:"([^"]*)"|([^\s"'>\/]+))/) {
      let value = String(match.2 ?? match.3 ?? "")
      attributes.append((name, String(match.1), value))
      if match.1 == "id" { ids.append(value) }
    }
    if !Self.void.contains(name), !tag.hasSuffix("/") { open.append(name) }
  }

  private mutating func skip(_ raw: String, _ rest: Substring) -> Substring {
    guard let end = rest.range(of: "</\(raw)") else {
      problems.append("\(raw) does not end")
      return ""
    }
    if raw == "script" { scripts.append(String(rest[..<end.lowerBound])) }
    return rest[end.lowerBound...]
  }

  private mutating func text(_ text: Substring) {
    if text.contains(">") { problems.append("a bare > in \(text.prefix(40))") }
    for match in text.matches(of: /&(?!amp;|lt;|gt;|quot;|#39;)/) {
      problems.append("a bare & at \(text[match.range.lowerBound...].prefix(20))")
    }
  }
}
