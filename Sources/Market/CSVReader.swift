/// Splits CSV bytes into fields, one record at a time, without copying them: quoted fields, doubled quotes, LF or CRLF,
/// a byte order mark, blank lines. Validates UTF-8 as it goes.
struct CSVReader {
  enum Fault: Error {
    case unclosedQuote, textAfterQuote, notUTF8
  }

  /// Lines that begin with `#` are comments.
  let allowsComments: Bool
  /// Line of the current record, from 1.
  private(set) var line = 0
  private(set) var fieldCount = 0

  private let bytes: [UInt8]
  private var position = 0
  private var lineAtPosition = 1
  private var fields: [Field] = []

  private struct Field {
    var range: Range<Int>
    var hasDoubledQuotes = false
  }

  init(_ bytes: [UInt8], allowsComments: Bool = false) {
    self.bytes = bytes
    self.allowsComments = allowsComments
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// Whether the last line is complete. A file cut off in transit usually is not.
  var endsWithNewline: Bool { bytes.last == .newline }
  var isAtEnd: Bool { position >= bytes.count }

  /// Moves to the next record; false at the end.
  mutating func next() throws(Fault) -> Bool {
    skipEmptyLines()
    line = lineAtPosition
    fields.removeAll(keepingCapacity: true)
    fieldCount = 0
    guard position < bytes.count else { return false }
    let start = position
    var seenHighBit: UInt8 = 0
    while try readField(&seenHighBit) {}
    fieldCount = fields.count
    if seenHighBit >= 0x80, String(validating: bytes[start..<position], as: UTF8.self) == nil { throw .notUTF8 }
    return true
  }

  /// The bytes of a field, unquoted; empty when the record has no such field.
  func bytes(_ index: Int) -> ArraySlice<UInt8> {
    guard fields.indices.contains(index) else { return [] }
    let field = fields[index]
    guard field.hasDoubledQuotes else { return bytes[field.range] }
    var unescaped: [UInt8] = []
    var isSecondQuote = false
    for byte in bytes[field.range] {
      isSecondQuote = byte == .quote && !isSecondQuote
      if !isSecondQuote { unescaped.append(byte) }
    }
    return unescaped[...]
  }

  func text(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

  /// Reads one field and what ends it; false when the record ends with it.
  private mutating func readField(_ seen: inout UInt8) throws(Fault) -> Bool {
    if position < bytes.count, bytes[position] == .quote {
      try readQuotedField(&seen)
    } else {
      let start = position
      while position < bytes.count {
        let byte = bytes[position]
        if byte == .comma || byte == .newline { break }
        seen |= byte
        position += 1
      }
      let isCRLF = position > start && bytes[position - 1] == .carriageReturn
      fields.append(Field(range: start..<(isCRLF ? position - 1 : position)))
    }
    guard position < bytes.count else { return false }
    let isComma = bytes[position] == .comma
    if !isComma { lineAtPosition += 1 }
    position += 1
    return isComma
  }

  private mutating func readQuotedField(_ seen: inout UInt8) throws(Fault) {
    position += 1
    var field = Field(range: position..<position)
    while true {
      guard position < bytes.count else { throw .unclosedQuote }
      let byte = bytes[position]
      if byte == .quote {
        guard position + 1 < bytes.count, bytes[position + 1] == .quote else { break }
        field.hasDoubledQuotes = true
        position += 1
      }
      if byte == .newline { lineAtPosition += 1 }
      seen |= byte
      position += 1
    }
    field.range = field.range.lowerBound..<position
    fields.append(field)
    position += 1
    if position < bytes.count, bytes[position] == .carriageReturn { position += 1 }
    guard position == bytes.count || bytes[position] == .comma || bytes[position] == .newline else {
      throw .textAfterQuote
    }
  }

  private mutating func skipEmptyLines() {
    while position < bytes.count {
      if bytes[position] == .newline {
        position += 1
        lineAtPosition += 1
      } else if bytes[position] == .carriageReturn, position + 1 < bytes.count, bytes[position + 1] == .newline {
        position += 1
      } else if allowsComments, bytes[position] == UInt8(ascii: "#") {
        while position < bytes.count, bytes[position] != .newline { position += 1 }
      } else {
        return
      }
    }
  }
}

extension UInt8 {
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let comma = UInt8(ascii: ",")
  static let quote = UInt8(ascii: "\"")
}

extension CSVReader.Fault {
  func error(file: String, line: Int) -> DataFileError {
    switch self {
    case .unclosedQuote:
      DataFileError(
        file: file, line: line, problem: "a quoted field is never closed",
        fix: "Close the quote; if the file was downloaded, it was probably cut off: download it again.")
    case .textAfterQuote:
      DataFileError(
        file: file, line: line, problem: "text follows a closing quote",
        fix: "Put a comma or the end of the line after the quote; write a quote inside a field twice.")
    case .notUTF8:
      DataFileError(
        file: file, line: line, problem: "the line is not UTF-8 text",
        fix: "Save the file as UTF-8; if it was downloaded, download it again.")
    }
  }
}
