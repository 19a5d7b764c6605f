/// Bytes from outside, and where in them a value lies. Every read is checked against the end of its container, so that
/// arbitrary bytes give an error and never a trap.
struct CanonicalBytes {
  let bytes: [UInt8]

  /// A value's tag and the extent of its contents. Small, so that a decoder fits into an existential without being
  /// allocated; input is limited to four gigabytes.
  struct Item {
    private let first: UInt32
    private let contentStart: UInt32
    private let contentEnd: UInt32
    let tag: UInt8

    init(tag: UInt8, offset: Int, start: Int, end: Int) {
      first = UInt32(truncatingIfNeeded: offset)
      contentStart = UInt32(truncatingIfNeeded: start)
      contentEnd = UInt32(truncatingIfNeeded: end)
      self.tag = tag
    }

    var offset: Int { Int(first) }
    /// Payload; for numbers, where the varint lies.
    var start: Int { Int(contentStart) }
    var end: Int { Int(contentEnd) }
  }

  /// The value that begins at `offset` and ends at or before `limit`.
  func item(at offset: Int, limit: Int) throws(CanonicalError) -> Item {
    guard offset < limit else { throw CanonicalError(offset: offset, problem: .truncated) }
    let tag = bytes[offset]
    let start = offset + 1
    switch tag {
    case CanonicalFormat.Tag.null, CanonicalFormat.Tag.falseValue, CanonicalFormat.Tag.trueValue:
      return Item(tag: tag, offset: offset, start: start, end: start)
    case CanonicalFormat.Tag.signed, CanonicalFormat.Tag.unsigned:
      var end = start
      _ = try varint(at: &end, limit: limit)
      return Item(tag: tag, offset: offset, start: start, end: end)
    case CanonicalFormat.Tag.double:
      guard limit - start >= 8 else { throw CanonicalError(offset: start, problem: .truncated) }
      return Item(tag: tag, offset: offset, start: start, end: start + 8)
    case CanonicalFormat.Tag.text, CanonicalFormat.Tag.list, CanonicalFormat.Tag.record:
      let contents = try extent(at: start, limit: limit)
      return Item(tag: tag, offset: offset, start: contents.lowerBound, end: contents.upperBound)
    default:
      throw CanonicalError(offset: offset, problem: .unknownTag(tag))
    }
  }

  /// Length at `offset` and the bytes it spans.
  func extent(at offset: Int, limit: Int) throws(CanonicalError) -> Range<Int> {
    var start = offset
    let length = try varint(at: &start, limit: limit)
    guard length <= UInt64(limit - start) else { throw CanonicalError(offset: offset, problem: .truncated) }
    return start..<start + Int(length)
  }

  func varint(at offset: inout Int, limit: Int) throws(CanonicalError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    let start = offset
    while offset < limit {
      let byte = bytes[offset]
      offset += 1
      // The tenth byte holds the 64th bit only.
      guard shift < 63 || byte <= 1 else { throw CanonicalError(offset: start, problem: .numberOutOfRange) }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw CanonicalError(offset: start, problem: .truncated)
  }

  /// A field of the record that ends at `end`, and where it begins: looked for from `cursor` to the end, then from the start.
  @inline(__always)
  func field(
    start: Int, cursor: Int, end: Int, _ isNamed: (Range<Int>) -> Bool
  ) throws(CanonicalError) -> (start: Int, item: Item)? {
    if let found = try field(from: cursor, to: end, end: end, isNamed) { return found }
    return cursor == start ? nil : try field(from: start, to: cursor, end: end, isNamed)
  }

  @inline(__always)
  private func field(
    from: Int, to: Int, end: Int, _ isNamed: (Range<Int>) -> Bool
  ) throws(CanonicalError) -> (start: Int, item: Item)? {
    var place = from
    while place < to {
      let name = try extent(at: place, limit: end)
      let item = try item(at: name.upperBound, limit: end)
      if isNamed(name) { return (place, item) }
      place = item.end
    }
    return nil
  }

  /// Whether the bytes at `offset` are these. As many were found there before.
  @inline(__always)
  func matches(_ utf8: String.UTF8View, at offset: Int) -> Bool {
    var place = offset
    for byte in utf8 {
      if bytes[place] != byte { return false }
      place += 1
    }
    return true
  }

  func matches(_ name: StaticString, at offset: Int) -> Bool {
    let start = name.utf8Start
    for index in 0..<name.utf8CodeUnitCount where bytes[offset + index] != start[index] { return false }
    return true
  }

  func text(_ range: Range<Int>) throws(CanonicalError) -> String {
    guard let text = String(validating: bytes[range], as: UTF8.self) else {
      throw CanonicalError(offset: range.lowerBound, problem: .notUTF8)
    }
    return text
  }

  func bool(_ item: Item) throws(CanonicalError) -> Bool {
    switch item.tag {
    case CanonicalFormat.Tag.falseValue: return false
    case CanonicalFormat.Tag.trueValue: return true
    default: throw CanonicalError(offset: item.offset, problem: .typeMismatch(expected: "true or false"))
    }
  }

  func text(_ item: Item) throws(CanonicalError) -> String {
    guard item.tag == CanonicalFormat.Tag.text else {
      throw CanonicalError(offset: item.offset, problem: .typeMismatch(expected: "text"))
    }
    return try text(item.start..<item.end)
  }

  func double(_ item: Item) throws(CanonicalError) -> Double {
    guard item.tag == CanonicalFormat.Tag.double else {
      throw CanonicalError(offset: item.offset, problem: .typeMismatch(expected: "a floating-point number"))
    }
    var bits: UInt64 = 0
    for index in (item.start..<item.end).reversed() { bits = bits << 8 | UInt64(bytes[index]) }
    return Double(bitPattern: bits)
  }

  /// A field may change between signed and unsigned: both are read, as long as the number fits.
  func integer<Number: FixedWidthInteger>(_ item: Item) throws(CanonicalError) -> Number {
    var position = item.start
    let number: Number?
    switch item.tag {
    case CanonicalFormat.Tag.signed:
      let zigzag = try varint(at: &position, limit: item.end)
      number = Number(exactly: Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1))
    case CanonicalFormat.Tag.unsigned:
      number = Number(exactly: try varint(at: &position, limit: item.end))
    default:
      throw CanonicalError(offset: item.offset, problem: .typeMismatch(expected: "an integer"))
    }
    guard let number else { throw CanonicalError(offset: item.offset, problem: .numberOutOfRange) }
    return number
  }
}
