struct CanonicalListDecoder: UnkeyedDecodingContainer {
  let source: CanonicalBytes
  let end: Int
  let depth: UInt8
  private var position: Int
  private(set) var currentIndex = 0

  init(source: CanonicalBytes, start: Int, end: Int, depth: UInt8) {
    self.source = source
    self.end = end
    self.depth = depth
    position = start
  }

  var codingPath: [any CodingKey] { [] }
  /// Not written down; an element is known when it is reached.
  var count: Int? { nil }
  var isAtEnd: Bool { position >= end }

  private mutating func next() throws(CanonicalError) -> CanonicalValueDecoder {
    guard position < end else { throw CanonicalError(offset: position, problem: .endOfArray) }
    let item = try source.item(at: position, limit: end)
    position = item.end
    currentIndex += 1
    return CanonicalValueDecoder(source: source, item: item, depth: depth)
  }

  /// Consumes the element only when it is nil, as the protocol asks.
  mutating func decodeNil() throws -> Bool {
    guard position < end else { throw CanonicalError(offset: position, problem: .endOfArray) }
    guard source.bytes[position] == CanonicalFormat.Tag.null else { return false }
    position += 1
    currentIndex += 1
    return true
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try next().decode(type) }
  mutating func decode(_ type: String.Type) throws -> String { try next().decode(type) }
  mutating func decode(_ type: Double.Type) throws -> Double { try next().decode(type) }
  mutating func decode(_ type: Float.Type) throws -> Float { try next().decode(type) }
  mutating func decode(_ type: Int.Type) throws -> Int { try next().decode(type) }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try next().decode(type) }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try next().decode(type) }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try next().decode(type) }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try next().decode(type) }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try next().decode(type) }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next().decode(type) }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next().decode(type) }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next().decode(type) }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next().decode(type) }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().read(type) }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next().container(keyedBy: type)
  }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { try next() }
}
