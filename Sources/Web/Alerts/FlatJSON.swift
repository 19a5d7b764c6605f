/// Reads one flat JSON object and keeps the text of its numbers, so that no value passes through binary floating point.
///
/// Wrapping is tolerated: a byte order mark, white space around everything, CRLF, line breaks inside a string. Bare words
/// (`NaN`, `null`), nested values, long texts and second values of a name are kept with what is wrong with them: only a
/// field that somebody reads has a reason to object.
struct FlatJSON {
  struct Field: Hashable {
    /// As sent.
    let name: String
    /// White space at both ends is gone.
    let text: String
    let isQuoted: Bool
    /// Why it says nothing that can be used; nil when it does.
    var problem: Problem?
  }

  enum Problem: Hashable {
    case nested, tooLong, repeated
    /// No value of JSON's, in the words for whoever needs it.
    case malformed(String, fix: String)
  }

  /// The body's size bounds them already; this bounds what is kept of them.
  static let maximumFields = 1024
  static let maximumNameBytes = 4096
  static let maximumValueBytes = 4096
  private static let maximumDepth = 64
  private static let maximumBodyBytes = 1 << 20

  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  static func fields(of bytes: [UInt8]) throws(AlertError) -> [Field] {
    var scanner = FlatJSON(bytes)
    return try scanner.object()
  }

  private mutating func object() throws(AlertError) -> [Field] {
    skipSpace()
    guard next == UInt8(ascii: "{") else { throw notAnObject() }
    position += 1
    var fields: [Field] = []
    var places: [String: Int] = [:]
    skipSpace()
    if next == UInt8(ascii: "}") {
      position += 1
    } else {
      while true {
        let field = try self.field()
        if let place = places.updateValue(fields.count, forKey: field.name.lowercased()) {
          places[field.name.lowercased()] = place
          fields[place].problem = .repeated
        } else {
          fields.append(field)
        }
        guard fields.count <= Self.maximumFields else {
          throw AlertError(
            field: "body", problem: "has more than \(Self.maximumFields) fields",
            fix: "Send only the fields of an alert.")
        }
        skipSpace()
        let separator = next
        position += 1
        if separator == UInt8(ascii: "}") { break }
        guard separator == UInt8(ascii: ",") else {
          throw broken("after the value of \"\(field.name)\" a comma or the closing brace is missing")
        }
        skipSpace()
        // A comma too many means nothing else.
        if next == UInt8(ascii: "}") {
          position += 1
          break
        }
      }
    }
    skipSpace()
    guard position >= bytes.count else { throw broken("text follows the closing brace") }
    return fields
  }

  private mutating func field() throws(AlertError) -> Field {
    guard next == UInt8(ascii: "\"") else { throw broken("a field name in double quotes is expected") }
    let name = try string(of: "body", limit: Self.maximumNameBytes)
    skipSpace()
    guard next == UInt8(ascii: ":") else { throw broken("a colon is missing after the field name \"\(name)\"") }
    position += 1
    skipSpace()
    if next == UInt8(ascii: "\"") {
      let raw = try rawString(of: name, limit: Self.maximumBodyBytes)
      let text: String
      do throws(AlertError) {
        text = try self.text(raw, of: name, limit: Self.maximumBodyBytes)
      } catch {
        return Field(name: name, text: "", isQuoted: true, problem: .malformed(error.problem, fix: error.fix))
      }
      guard text.utf8.count <= Self.maximumValueBytes else {
        return Field(name: name, text: "", isQuoted: true, problem: .tooLong)
      }
      return Field(name: name, text: text.trimmed, isQuoted: true)
    }
    if next == UInt8(ascii: "[") || next == UInt8(ascii: "{") && peek(1) != UInt8(ascii: "{") {
      try skipNested(of: name)
      return Field(name: name, text: "", isQuoted: false, problem: .nested)
    }
    return bareValue(of: name)
  }

  /// An object or a list to its end, whatever it holds.
  private mutating func skipNested(of name: String) throws(AlertError) {
    var depth = 0
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        _ = try string(of: name, limit: Self.maximumBodyBytes)
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      position += 1
      if depth == 0 { return }
      guard depth <= Self.maximumDepth else { break }
    }
    throw broken("the object or list in \"\(name)\" has no end")
  }

  /// A number, `null`, `NaN` and the like. What else stands there up to the next separator, a placeholder that nobody
  /// filled in or text without quotes, matters only to who needs the field.
  private mutating func bareValue(of name: String) -> Field {
    let start = position
    while let byte = next, byte != UInt8(ascii: ",") {
      if byte == UInt8(ascii: "}") { break }
      if byte == UInt8(ascii: "{"), peek(1) == UInt8(ascii: "{") { skipPlaceholder() } else { position += 1 }
    }
    let text = String(decoding: bytes[start..<position].prefix(Self.maximumValueBytes), as: UTF8.self).trimmed
    let isWord = !text.isEmpty && text.utf8.count <= 64 && text.utf8.allSatisfy(\.isBareWord)
    guard !isWord, !text.hasPrefix("{{") else { return Field(name: name, text: text, isQuoted: false) }
    let problem = text.utf8.count <= 64 ? "has no value, or one that is not JSON" : "is too long"
    return Field(
      name: name, text: "", isQuoted: false,
      problem: .malformed(problem, fix: "Put text in straight double quotes, or leave the field out."))
  }

  /// `{{strategy.order.contracts}}`.
  private mutating func skipPlaceholder() {
    position += 2
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: "}"), next == UInt8(ascii: "}") {
        position += 1
        return
      }
    }
  }

  private mutating func string(of name: String, limit: Int) throws(AlertError) -> String {
    let raw = try rawString(of: name, limit: limit)
    return try text(raw, of: name, limit: limit)
  }

  /// What stands between the quotes, as sent.
  private mutating func rawString(of name: String, limit: Int) throws(AlertError) -> ArraySlice<UInt8> {
    position += 1
    let start = position
    while let byte = next, byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\") {
        position += 1
      } else if byte < 0x20, !byte.isSpace {
        throw AlertError(field: name, problem: "holds a control character", fix: "Send plain text.")
      }
      position += 1
      guard position - start <= limit * 6 else { break }
    }
    guard next == UInt8(ascii: "\""), position <= bytes.count else {
      throw AlertError(field: name, problem: "has no closing quote, or is too long", fix: "Close the double quotes.")
    }
    position += 1
    return bytes[start..<position - 1]
  }

  private func text(_ raw: ArraySlice<UInt8>, of name: String, limit: Int) throws(AlertError) -> String {
    let content = raw.contains(UInt8(ascii: "\\")) ? try unescaped(raw, of: name) : raw
    guard content.count <= limit else {
      throw AlertError(field: name, problem: "is longer than \(limit) bytes", fix: "Shorten it.")
    }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw AlertError(field: name, problem: "is not UTF-8 text", fix: "Send the alert as UTF-8.")
    }
    return text
  }

  private func unescaped(_ raw: ArraySlice<UInt8>, of name: String) throws(AlertError) -> ArraySlice<UInt8> {
    var result: [UInt8] = []
    var rest = raw
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "r"): result.append(UInt8(ascii: "\r"))
      case UInt8(ascii: "t"): result.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "b"), UInt8(ascii: "f"): result.append(UInt8(ascii: " "))
      case .some(let plain)
      where plain == UInt8(ascii: "\"") || plain == UInt8(ascii: "\\") || plain == UInt8(ascii: "/"):
        result.append(plain)
      case UInt8(ascii: "u"):
        guard let scalar = Self.scalar(&rest) else { throw badEscape(name) }
        result += Array(String(Character(scalar)).utf8)
      default: throw badEscape(name)
      }
    }
    return result[...]
  }

  private func badEscape(_ name: String) -> AlertError {
    AlertError(field: name, problem: "holds a backslash that starts no JSON escape", fix: "Write \\\\ for a backslash.")
  }

  /// The scalar after `\u`, both halves of a surrogate pair together.
  private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
    guard let first = hex4(&rest) else { return nil }
    guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
    guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u"), let second = hex4(&rest),
      (0xDC00..<0xE000).contains(second)
    else { return nil }
    return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
  }

  private static func hex4(_ rest: inout ArraySlice<UInt8>) -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = rest.popFirst(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  // MARK: Bytes

  private var next: UInt8? { peek(0) }
  private func peek(_ offset: Int) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }
  private mutating func skipSpace() {
    while let byte = next, byte.isSpace { position += 1 }
  }

  private func broken(_ problem: String) -> AlertError {
    AlertError(
      field: "body", seen: String(decoding: bytes.dropFirst(min(position, bytes.count)).prefix(20), as: UTF8.self),
      problem: "is not JSON (byte \(min(position, bytes.count) + 1)): \(problem)",
      fix: quoteFix ?? "Check the alert's message text.")
  }

  /// What a phone or a word processor makes of double quotes, and what other languages write for them.
  private var quoteFix: String? {
    if next == UInt8(ascii: "'") { return "Write double quotes in place of single ones." }
    guard next == 0xE2, peek(1) == 0x80, let last = peek(2), [0x98, 0x99, 0x9C, 0x9D].contains(last) else { return nil }
    return "Write straight double quotes in place of curly ones."
  }

  private func notAnObject() -> AlertError {
    AlertError(
      field: "body", seen: String(decoding: bytes.dropFirst(position).prefix(48), as: UTF8.self),
      problem: next == nil ? "is empty" : "is not a JSON object",
      fix: "Send a message such as {\"action\": \"BUY\", \"symbol\": \"NSE:RELIANCE\"}.")
  }
}

extension UInt8 {
  fileprivate var isSpace: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") || self == UInt8(ascii: "\t")
  }
  fileprivate var isBareWord: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension String {
  /// Without white space and line breaks at both ends.
  fileprivate var trimmed: String {
    guard let first = utf8.first, let last = utf8.last, first.isSpace || last.isSpace else { return self }
    let start = utf8.firstIndex { !$0.isSpace } ?? utf8.endIndex
    let end = utf8.lastIndex { !$0.isSpace }.map { utf8.index(after: $0) } ?? start
    return String(self[start..<end])
  }
}
