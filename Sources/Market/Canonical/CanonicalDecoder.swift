/// Reads a value from its canonical bytes (``CanonicalFormat``).
package enum CanonicalDecoder {
  /// Reads one value that fills `bytes` exactly.
  ///
  /// Safe on arbitrary bytes: whatever they are, the result is a value or an error.
  /// - Parameter limit: longer input is refused unread.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], limit: Int = 256 << 20
  ) throws(CanonicalError) -> Value {
    let decoder = try decoder(of: bytes, limit: limit)
    do {
      return try decoder.read(type)
    } catch let error as CanonicalError {
      throw error
    } catch {
      throw CanonicalError(offset: 0, problem: .refused("\(error)"))
    }
  }

  package static func decode<Value: CanonicalDecodable>(
    _ type: Value.Type, from bytes: [UInt8], limit: Int = 256 << 20
  ) throws(CanonicalError) -> Value {
    try Value(reading: try decoder(of: bytes, limit: limit))
  }

  private static func decoder(of bytes: [UInt8], limit: Int) throws(CanonicalError) -> CanonicalValueDecoder {
    let limit = min(limit, Int(UInt32.max))
    guard bytes.count <= limit else { throw CanonicalError(offset: 0, problem: .tooLong(limit: limit)) }
    let source = CanonicalBytes(bytes: bytes)
    let item = try source.item(at: 0, limit: bytes.count)
    guard item.end == bytes.count else { throw CanonicalError(offset: item.end, problem: .trailingBytes) }
    return CanonicalValueDecoder(source: source, item: item, depth: 0)
  }
}

/// The `Decoder` handed to a value: what lies at one place of the bytes.
package struct CanonicalValueDecoder: Decoder {
  let source: CanonicalBytes
  let item: CanonicalBytes.Item
  let depth: UInt8
  package var codingPath: [any CodingKey] { [] }
  package var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// The fields of the record that must lie here.
  package func fields() throws(CanonicalError) -> CanonicalFields {
    guard item.tag == CanonicalFormat.Tag.record else { throw mismatch("a record") }
    guard depth < CanonicalFormat.maximumDepth else { throw tooDeep }
    return CanonicalFields(source, start: item.start, end: item.end, depth: depth + 1)
  }

  package func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard item.tag == CanonicalFormat.Tag.record else { throw mismatch("a record") }
    return KeyedDecodingContainer(
      CanonicalRecordDecoder<Key>(source: source, start: item.start, end: item.end, depth: depth))
  }

  package func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard item.tag == CanonicalFormat.Tag.list else { throw mismatch("a list") }
    return CanonicalListDecoder(source: source, start: item.start, end: item.end, depth: depth)
  }

  package func singleValueContainer() -> any SingleValueDecodingContainer { self }

  /// Reads a value of any type; what the type itself refuses is reported with its place.
  func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let type = Value.self as? any CanonicalDecodable.Type { return try read(Value.self, as: type) }
    guard depth < CanonicalFormat.maximumDepth else { throw tooDeep }
    do {
      return try Value(from: CanonicalValueDecoder(source: source, item: item, depth: depth + 1))
    } catch let error as DecodingError {
      throw CanonicalError(offset: item.offset, problem: .refused(Self.text(error)))
    }
  }

  private func read<Value, Same: CanonicalDecodable>(_ type: Value.Type, as same: Same.Type) throws -> Value {
    // Both are the same type; a cast from an existential would allocate.
    unsafeBitCast(try Same(reading: self), to: type)
  }

  var tooDeep: CanonicalError { CanonicalError(offset: item.offset, problem: .tooDeep) }

  func mismatch(_ expected: String) -> CanonicalError {
    CanonicalError(offset: item.offset, problem: .typeMismatch(expected: expected))
  }

  private static func text(_ error: DecodingError) -> String {
    switch error {
    case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context):
      context.debugDescription
    @unknown default: "\(error)"
    }
  }
}

extension CanonicalValueDecoder: SingleValueDecodingContainer {
  package func decodeNil() -> Bool { item.tag == CanonicalFormat.Tag.null }
  package func decode(_ type: Bool.Type) throws -> Bool { try source.bool(item) }
  package func decode(_ type: String.Type) throws -> String { try source.text(item) }
  package func decode(_ type: Double.Type) throws -> Double { try source.double(item) }
  package func decode(_ type: Float.Type) throws -> Float { Float(try source.double(item)) }
  package func decode(_ type: Int.Type) throws -> Int { try source.integer(item) }
  package func decode(_ type: Int8.Type) throws -> Int8 { try source.integer(item) }
  package func decode(_ type: Int16.Type) throws -> Int16 { try source.integer(item) }
  package func decode(_ type: Int32.Type) throws -> Int32 { try source.integer(item) }
  package func decode(_ type: Int64.Type) throws -> Int64 { try source.integer(item) }
  package func decode(_ type: UInt.Type) throws -> UInt { try source.integer(item) }
  package func decode(_ type: UInt8.Type) throws -> UInt8 { try source.integer(item) }
  package func decode(_ type: UInt16.Type) throws -> UInt16 { try source.integer(item) }
  package func decode(_ type: UInt32.Type) throws -> UInt32 { try source.integer(item) }
  package func decode(_ type: UInt64.Type) throws -> UInt64 { try source.integer(item) }
  package func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try read(type) }
}
