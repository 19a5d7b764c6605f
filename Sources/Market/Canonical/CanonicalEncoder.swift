/// Turns a value into its canonical bytes (``CanonicalFormat``).
package enum CanonicalEncoder {
  /// The value's bytes; the same value always gives the same ones.
  ///
  /// Invariant: a stored type encodes itself without error, nests less than ``CanonicalFormat/maximumDepth`` levels and
  /// finishes a nested container before it goes on with the outer one, as synthesised `Codable` does.
  package static func encode(_ value: some Encodable) -> [UInt8] {
    let writer = CanonicalWriter()
    writer.write(codable: value)
    return writer.bytes
  }

  package static func encode(_ value: some CanonicalEncodable) -> [UInt8] {
    let writer = CanonicalWriter()
    value.write(to: writer)
    return writer.bytes
  }
}

/// The `Encoder` handed to a value: whatever it asks for is written at the end of the bytes.
struct CanonicalValueEncoder: Encoder {
  let writer: CanonicalWriter
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(
      CanonicalRecordEncoder<Key>(writer: writer, frame: writer.openFrame(CanonicalFormat.Tag.record)))
  }
  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    CanonicalListEncoder(writer: writer, frame: writer.openFrame(CanonicalFormat.Tag.list))
  }
  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  /// Writes a value of any type. One that writes nothing becomes an empty record.
  func write<Value: Encodable>(_ value: Value) throws {
    if let type = Value.self as? any CanonicalEncodable.Type { return write(value, as: type) }
    let start = writer.count
    try value.encode(to: self)
    if writer.count == start { _ = writer.openFrame(CanonicalFormat.Tag.record) }
  }

  private func write<Value, Same: CanonicalEncodable>(_ value: Value, as type: Same.Type) {
    // Both are the same type; a cast to an existential would allocate.
    unsafeBitCast(value, to: type).write(to: writer)
  }
}

extension CanonicalValueEncoder: SingleValueEncodingContainer {
  func encodeNil() { writer.writeNil() }
  func encode(_ value: Bool) { writer.write(value) }
  func encode(_ value: String) { writer.write(value) }
  func encode(_ value: Double) { writer.write(value) }
  func encode(_ value: Float) { writer.write(Double(value)) }
  func encode(_ value: Int) { writer.write(signed: Int64(value)) }
  func encode(_ value: Int8) { writer.write(signed: Int64(value)) }
  func encode(_ value: Int16) { writer.write(signed: Int64(value)) }
  func encode(_ value: Int32) { writer.write(signed: Int64(value)) }
  func encode(_ value: Int64) { writer.write(signed: value) }
  func encode(_ value: UInt) { writer.write(unsigned: UInt64(value)) }
  func encode(_ value: UInt8) { writer.write(unsigned: UInt64(value)) }
  func encode(_ value: UInt16) { writer.write(unsigned: UInt64(value)) }
  func encode(_ value: UInt32) { writer.write(unsigned: UInt64(value)) }
  func encode(_ value: UInt64) { writer.write(unsigned: value) }
  func encode(_ value: some Encodable) throws { try write(value) }
}

struct CanonicalRecordEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let writer: CanonicalWriter
  let frame: CanonicalWriter.Frame
  var codingPath: [any CodingKey] { [] }

  /// Where the value of `key` is written.
  private func value(_ key: some CodingKey) -> CanonicalValueEncoder {
    writer.resume(frame)
    writer.writeName(key.stringValue)
    return CanonicalValueEncoder(writer: writer)
  }

  func encodeNil(forKey key: Key) { value(key).encodeNil() }
  func encode(_ v: Bool, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: String, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: Double, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: Float, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: Int, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: Int8, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: Int16, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: Int32, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: Int64, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: UInt, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: UInt8, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: UInt16, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: UInt32, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: UInt64, forKey key: Key) { value(key).encode(v) }
  func encode(_ v: some Encodable, forKey key: Key) throws { try value(key).write(v) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    value(key).container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { value(key).unkeyedContainer() }
  func superEncoder() -> any Encoder { value(SuperKey()) }
  func superEncoder(forKey key: Key) -> any Encoder { value(key) }
}

struct CanonicalListEncoder: UnkeyedEncodingContainer {
  let writer: CanonicalWriter
  let frame: CanonicalWriter.Frame
  var codingPath: [any CodingKey] { [] }
  private(set) var count = 0

  init(writer: CanonicalWriter, frame: CanonicalWriter.Frame) {
    self.writer = writer
    self.frame = frame
  }

  /// Where the next element is written.
  private mutating func next() -> CanonicalValueEncoder {
    writer.resume(frame)
    count += 1
    return CanonicalValueEncoder(writer: writer)
  }

  mutating func encodeNil() { next().encodeNil() }
  mutating func encode(_ v: Bool) { next().encode(v) }
  mutating func encode(_ v: String) { next().encode(v) }
  mutating func encode(_ v: Double) { next().encode(v) }
  mutating func encode(_ v: Float) { next().encode(v) }
  mutating func encode(_ v: Int) { next().encode(v) }
  mutating func encode(_ v: Int8) { next().encode(v) }
  mutating func encode(_ v: Int16) { next().encode(v) }
  mutating func encode(_ v: Int32) { next().encode(v) }
  mutating func encode(_ v: Int64) { next().encode(v) }
  mutating func encode(_ v: UInt) { next().encode(v) }
  mutating func encode(_ v: UInt8) { next().encode(v) }
  mutating func encode(_ v: UInt16) { next().encode(v) }
  mutating func encode(_ v: UInt32) { next().encode(v) }
  mutating func encode(_ v: UInt64) { next().encode(v) }
  mutating func encode(_ v: some Encodable) throws { try next().write(v) }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    next().container(keyedBy: type)
  }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }
  mutating func superEncoder() -> any Encoder { next() }
}

/// The name under which a class writes its superclass.
struct SuperKey: CodingKey {
  var stringValue: String { "super" }
  var intValue: Int? { nil }
  init() {}
  init?(stringValue: String) { nil }
  init?(intValue: Int) { nil }
}
