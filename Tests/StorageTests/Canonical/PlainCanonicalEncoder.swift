import Market

/// The canonical form of a value by its `Codable` form alone, in the plainest way: a tree of bytes. What writes itself
/// faster must give the same bytes.
final class PlainCanonicalEncoder: Encoder {
  private enum Shape {
    case nothing
    case value([UInt8])
    case list([PlainCanonicalEncoder])
    case record([(String, PlainCanonicalEncoder)])
  }

  private var shape = Shape.nothing
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = PlainCanonicalEncoder()
    try value.encode(to: encoder)
    return encoder.bytes
  }

  private var bytes: [UInt8] {
    switch shape {
    case .nothing: [8, 0]
    case .value(let bytes): bytes
    case .list(let items): [7] + Self.counted(items.flatMap(\.bytes))
    case .record(let fields): [8] + Self.counted(fields.flatMap { Self.counted(Array($0.0.utf8)) + $0.1.bytes })
    }
  }

  private static func counted(_ bytes: [UInt8]) -> [UInt8] { varint(UInt64(bytes.count)) + bytes }

  private static func varint(_ value: UInt64) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .nothing = shape { shape = .record([]) }
    return KeyedEncodingContainer(Fields<Key>(owner: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .nothing = shape { shape = .list([]) }
    return Items(owner: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(owner: self) }

  private func field(_ key: some CodingKey) -> PlainCanonicalEncoder {
    let value = PlainCanonicalEncoder()
    if case .record(let fields) = shape { shape = .record(fields + [(key.stringValue, value)]) }
    return value
  }

  private func item() -> PlainCanonicalEncoder {
    let value = PlainCanonicalEncoder()
    if case .list(let items) = shape { shape = .list(items + [value]) }
    return value
  }

  private func put(_ value: some Encodable) throws {
    switch value {
    case let value as Bool: shape = .value([value ? 2 : 1])
    case let value as String: shape = .value([6] + Self.counted(Array(value.utf8)))
    case let value as any SignedInteger:
      let number = Int64(value)
      shape = .value([3] + Self.varint(UInt64(bitPattern: (number << 1) ^ (number >> 63))))
    case let value as any UnsignedInteger: shape = .value([4] + Self.varint(UInt64(value)))
    default: try value.encode(to: self)
    }
  }

  private struct Fields<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let owner: PlainCanonicalEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { owner.field(key).shape = .value([0]) }
    func encode(_ value: some Encodable, forKey key: Key) throws { try owner.field(key).put(value) }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
      owner.field(key).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { owner.field(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { owner }
    func superEncoder(forKey key: Key) -> any Encoder { owner.field(key) }
  }

  private struct Items: UnkeyedEncodingContainer {
    let owner: PlainCanonicalEncoder
    var codingPath: [any CodingKey] { [] }
    var count: Int { if case .list(let items) = owner.shape { items.count } else { 0 } }

    func encodeNil() { owner.item().shape = .value([0]) }
    func encode(_ value: some Encodable) throws { try owner.item().put(value) }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
      owner.item().container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { owner.item().unkeyedContainer() }
    func superEncoder() -> any Encoder { owner.item() }
  }

  private struct Single: SingleValueEncodingContainer {
    let owner: PlainCanonicalEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { owner.shape = .value([0]) }
    func encode(_ value: some Encodable) throws { try owner.put(value) }
  }
}
