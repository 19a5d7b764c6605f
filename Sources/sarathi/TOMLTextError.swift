import Market

/// What the TOML library would take wrongly without a word, or end the process for; found before it sees the text.
struct TOMLTextError: Error {
  /// Counted from 1.
  let line: Int
  let problem: String

  private static let maximumBytes = 256 << 10
  private static let maximumLineBytes = 16 << 10
  private static let maximumDots = 1000

  static func check(_ text: String) throws(TOMLTextError) {
    guard text.utf8.count <= maximumBytes else {
      throw TOMLTextError(line: 1, problem: "the file is larger than 256 KiB; settings are a few lines")
    }
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      // The library goes one call deeper for each part of a dotted name.
      if line.count > maximumLineBytes || line.count(where: { $0 == UInt8(ascii: ".") }) > maximumDots {
        throw TOMLTextError(line: index + 1, problem: "is too long, or has too many dots")
      }
      if hasZeroByte(line) {
        throw TOMLTextError(line: index + 1, problem: "holds a zero byte; the file is damaged, restore it")
      }
      if isHeaderWithoutName(line) {
        throw TOMLTextError(
          line: index + 1, problem: "after [ the name of a table is expected: letters, digits, - and _, or quotes")
      }
      if hasDateWithoutTime(line) {
        throw TOMLTextError(line: index + 1, problem: "after the T of a date a time is expected; no setting is a date")
      }
    }
  }

  /// To the library a zero byte is the end of the document, and an escaped one the end of a key or value: what stands
  /// behind it, a limit perhaps, would silently not hold.
  private static func hasZeroByte(_ line: Substring.UTF8View) -> Bool {
    line.contains(0) || ["\\u0000", "\\U00000000", "\\x00"].contains { line.contains($0.utf8) }
  }

  /// toml++ 3.4 asserts that a table's name begins with a character of a name, instead of checking it.
  private static func isHeaderWithoutName(_ line: Substring.UTF8View) -> Bool {
    let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let marked = line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line
    var rest = marked.drop(while: isBlank)
    guard rest.popFirst() == UInt8(ascii: "[") else { return false }
    if rest.first == UInt8(ascii: "[") { rest = rest.dropFirst() }
    guard let first = rest.drop(while: isBlank).first else { return true }
    switch first {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "\""),
      UInt8(ascii: "'"), UInt8(ascii: "]"):
      return false
    default: return true
    }
  }

  /// The same of a time behind a date.
  private static func hasDateWithoutTime(_ line: Substring.UTF8View) -> Bool {
    let text = withoutQuotedText(line)
    let shape = Array("0000-00-00".utf8)
    return text.indices.contains { place in
      guard place >= shape.count, text[place] | 0x20 == UInt8(ascii: "t"),
        place + 1 == text.count || !text[place + 1].isDigit
      else { return false }
      return zip(text[(place - shape.count)...], shape).allSatisfy {
        $0.isDigit == $1.isDigit && ($0.isDigit || $0 == $1)
      }
    }
  }

  private static func withoutQuotedText(_ line: Substring.UTF8View) -> [UInt8] {
    var result: [UInt8] = []
    var quote: UInt8?
    var isEscaped = false
    for byte in line {
      if let open = quote {
        if byte == open, !isEscaped { quote = nil }
        isEscaped = open == UInt8(ascii: "\"") && byte == UInt8(ascii: "\\") && !isEscaped
      } else if byte == UInt8(ascii: "#") {
        break
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else {
        result.append(byte)
      }
    }
    return result
  }
}
