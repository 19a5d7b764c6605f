struct CanonicalRecordDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let source: CanonicalBytes
  let start: Int
  let end: Int
  let depth: UInt8
  /// Fields are mostly asked for in the order they were written: the search begins at the last one found.
  private let cursor: Cursor

  private final class Cursor {
    // Read and written in single steps that call nothing.
    @exclusivity(unchecked) var position: Int
    init(_ position: Int) { self.position = position }
  }

  init(source: CanonicalBytes, start: Int, end: Int, depth: UInt8) {
    self.source = source
    self.start = start
    self.end = end
    self.depth = depth
    cursor = Cursor(start)
  }

  var codingPath: [any CodingKey] { [] }

  /// The names that are written and known to the type. Damaged contents end the list; reading a field reports them.
  var allKeys: [Key] {
    var keys: [Key] = []
    var position = start
    while position < end, let name = try? source.extent(at: position, limit: end),
      let item = try? source.item(at: name.upperBound, limit: end)
    {
      if let text = try? source.text(name), let key = Key(stringValue: text) { keys.append(key) }
      position = item.end
    }
    return keys
  }

  /// Damaged contents count as present, so that reading the field reports them.
  func contains(_ key: Key) -> Bool {
    do { return try find(key.stringValue) != nil } catch { return true }
  }

  func decodeNil(forKey key: Key) throws -> Bool { try value(key).decodeNil() }
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try value(key).decode(type) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try value(key).decode(type) }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try value(key).decode(type) }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try value(key).decode(type) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try value(key).decode(type) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try value(key).decode(type) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try value(key).decode(type) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try value(key).decode(type) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try value(key).decode(type) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try value(key).decode(type) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try value(key).decode(type) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try value(key).decode(type) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try value(key).decode(type) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try value(key).decode(type) }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try value(key).read(type) }

  /// A field that is missing or nil is nil; anything else is read.
  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    guard let item = try find(key.stringValue), item.tag != CanonicalFormat.Tag.null else { return nil }
    return try CanonicalValueDecoder(source: source, item: item, depth: depth).read(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try value(key).container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try value(key).unkeyedContainer()
  }
  func superDecoder() throws -> any Decoder { try value(SuperKey()) }
  func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }

  private func value(_ key: some CodingKey) throws(CanonicalError) -> CanonicalValueDecoder {
    guard let item = try find(key.stringValue) else {
      throw CanonicalError(offset: start, problem: .missingKey(key.stringValue))
    }
    return CanonicalValueDecoder(source: source, item: item, depth: depth)
  }

  private func find(_ name: String) throws(CanonicalError) -> CanonicalBytes.Item? {
    let utf8 = name.utf8
    let found = try source.field(start: start, cursor: cursor.position, end: end) {
      $0.count == utf8.count && source.matches(utf8, at: $0.lowerBound)
    }
    if let found { cursor.position = found.start }
    return found?.item
  }
}
