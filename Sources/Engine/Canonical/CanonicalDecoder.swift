/// Reads a value from its canonical bytes (``CanonicalFormat``).
package enum CanonicalDecoder {
  /// Reads one value that fills `bytes` exactly.
  ///
  /// Safe on arbitrary bytes: whatever they are, the result is a value or an error.
  /// - Parameter limit: longer input is refused unread.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], limit: Int = 256 << 20
  ) throws(CanonicalError) -> Value {
    let limit = min(limit, Int(UInt32.max))
    guard bytes.count <= limit else { throw CanonicalError(offset: 0, problem: .tooLong(limit: limit)) }
    let source = CanonicalBytes(bytes: bytes)
    let item = try source.item(at: 0, limit: bytes.count)
    guard item.end == bytes.count else { throw CanonicalError(offset: item.end, problem: .trailingBytes) }
    do {
      return try CanonicalValueDecoder(source: source, item: item, depth: 0).read(type)
    } catch let error as CanonicalError {
      throw error
    } catch {
      throw CanonicalError(offset: 0, problem: .refused("\(error)"))
    }
  }
}

/// The `Decoder` handed to a value: what lies at one place of the bytes.
struct CanonicalValueDecoder: Decoder {
  let source: CanonicalBytes
  let item: CanonicalBytes.Item
  let depth: UInt8
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard item.tag == CanonicalFormat.Tag.record else { throw mismatch("a record") }
    return KeyedDecodingContainer(
      CanonicalRecordDecoder<Key>(source: source, start: item.start, end: item.end, depth: depth))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard item.tag == CanonicalFormat.Tag.list else { throw mismatch("a list") }
    return CanonicalListDecoder(source: source, start: item.start, end: item.end, depth: depth)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  /// Reads a value of any type; what the type itself refuses is reported with its place.
  func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard depth < CanonicalFormat.maximumDepth else { throw CanonicalError(offset: item.offset, problem: .tooDeep) }
    do {
      return try Value(from: CanonicalValueDecoder(source: source, item: item, depth: depth + 1))
    } catch let error as DecodingError {
      throw CanonicalError(offset: item.offset, problem: .refused(Self.text(error)))
    }
  }

  private func mismatch(_ expected: String) -> CanonicalError {
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
  func decodeNil() -> Bool { item.tag == CanonicalFormat.Tag.null }
  func decode(_ type: Bool.Type) throws -> Bool { try source.bool(item) }
  func decode(_ type: String.Type) throws -> String { try source.text(item) }
  func decode(_ type: Double.Type) throws -> Double { try source.double(item) }
  func decode(_ type: Float.Type) throws -> Float { Float(try source.double(item)) }
  func decode(_ type: Int.Type) throws -> Int { try source.integer(item) }
  func decode(_ type: Int8.Type) throws -> Int8 { try source.integer(item) }
  func decode(_ type: Int16.Type) throws -> Int16 { try source.integer(item) }
  func decode(_ type: Int32.Type) throws -> Int32 { try source.integer(item) }
  func decode(_ type: Int64.Type) throws -> Int64 { try source.integer(item) }
  func decode(_ type: UInt.Type) throws -> UInt { try source.integer(item) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try source.integer(item) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try source.integer(item) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try source.integer(item) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try source.integer(item) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try read(type) }
}
