/// Cuts a file into blocks of whole lines. A block is valid until the next is asked for.
struct LineBlocks {
  let file: FileBytes
  private let buffer: ReadBuffer
  /// What of the buffer was read but not handed out: the beginning of a line.
  private var rest: Range<Int> = 0..<0
  private var isAtEnd = false

  init(_ file: FileBytes, buffer: ReadBuffer) {
    self.file = file
    self.buffer = buffer
  }

  /// The next block, ending with a line feed (one is added to a last line without); nil at the end of the file.
  mutating func next() throws(HistoryError) -> UnsafeRawBufferPointer? {
    guard !isAtEnd else { return nil }
    let memory = UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<ReadBuffer.capacity])
    if !rest.isEmpty { memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer.bytes[rest])) }
    let wanted = UnsafeMutableRawBufferPointer(rebasing: memory[rest.count...])
    let filled = rest.count + (try file.read(into: wanted))
    guard filled < ReadBuffer.capacity else { return try wholeLines(in: filled) }
    isAtEnd = true
    guard filled > 0 else { return nil }
    var end = filled
    if buffer.bytes[filled - 1] != .newline {
      buffer.bytes[filled] = .newline
      end += 1
    }
    return UnsafeRawBufferPointer(rebasing: buffer.bytes[..<end])
  }

  private mutating func wholeLines(in filled: Int) throws(HistoryError) -> UnsafeRawBufferPointer {
    var end = filled
    while end > 0, buffer.bytes[end - 1] != .newline { end -= 1 }
    guard end > 0 else {
      throw HistoryError(
        file: file.path, problem: "a line is longer than 256 KiB", fix: "This is no table of prices.")
    }
    rest = end..<filled
    return UnsafeRawBufferPointer(rebasing: buffer.bytes[..<end])
  }
}

extension UInt8 {
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")

  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}
