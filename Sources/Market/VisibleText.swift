/// Text from outside, as it may be shown in a terminal, a log, a page or a file.
///
/// A character that is not seen, or that changes how its neighbours are seen, is written out: `U+202E` stands for a
/// right-to-left override. Link names, alerts, symbols, brokers' reasons and file names all pass here on their way out;
/// escaping for HTML, JSON or CSV comes on top.
package enum VisibleText {
  /// Whether line ends and tabs belong to the text or are somebody's way to forge a line.
  package enum Lines: Sendable {
    case one
    case several
  }

  /// `text` with everything hidden written out.
  package static func of(_ text: String, lines: Lines = .one) -> String {
    func hides(_ scalar: Unicode.Scalar) -> Bool {
      isHidden(scalar) && !(lines == .several && (scalar == "\n" || scalar == "\t"))
    }
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) || !text.unicodeScalars.contains(where: hides) {
      return text
    }
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if hides(scalar) { result += code(scalar) } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// The first hidden character, written out; nil when there is none.
  package static func firstHidden(in text: String) -> String? {
    text.unicodeScalars.first(where: isHidden).map(code)
  }

  /// Control and format characters, line and paragraph separators, private and unassigned code points, and what a font
  /// shows as nothing.
  /// Source: Unicode general categories Cc, Cf, Zl, Zp, Co, Cs, Cn, and Default_Ignorable_Code_Point.
  package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return true
    default: return scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  private static func code(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
}
