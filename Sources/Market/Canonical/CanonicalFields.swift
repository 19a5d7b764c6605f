/// The fields of a record, found by name. They are mostly asked for in the order they were written: the search begins
/// behind the one found last.
package struct CanonicalFields {
  private let source: CanonicalBytes
  private let start: Int
  private let end: Int
  private let depth: UInt8
  private var position: Int

  init(_ source: CanonicalBytes, start: Int, end: Int, depth: UInt8) {
    self.source = source
    self.start = start
    self.end = end
    self.depth = depth
    position = start
  }

  package mutating func read<Value: CanonicalDecodable>(_ name: StaticString) throws(CanonicalError) -> Value {
    try Value(reading: try decoder(name))
  }

  /// Nil when the field is missing or nil.
  package mutating func readIfPresent<Value: CanonicalDecodable>(
    _ name: StaticString
  ) throws(CanonicalError) -> Value? {
    guard let decoder = try decoderIfPresent(name) else { return nil }
    return try Value(reading: decoder)
  }

  package mutating func read<Element: CanonicalDecodable>(_ name: StaticString) throws(CanonicalError) -> [Element] {
    var rest = try decoder(name).elements()
    var elements: [Element] = []
    while let next = try rest.next() { elements.append(try Element(reading: next)) }
    return elements
  }

  package mutating func read<Value: Decodable>(codable name: StaticString) throws(CanonicalError) -> Value {
    let decoder = try decoder(name)
    do {
      return try decoder.read(Value.self)
    } catch let error as CanonicalError {
      throw error
    } catch {
      throw CanonicalError(offset: decoder.item.offset, problem: .refused("\(error)"))
    }
  }

  package mutating func decoder(_ name: StaticString) throws(CanonicalError) -> CanonicalValueDecoder {
    guard let item = try find(name) else {
      throw CanonicalError(offset: start, problem: .missingKey("\(name)"))
    }
    return CanonicalValueDecoder(source: source, item: item, depth: depth)
  }

  package mutating func decoderIfPresent(_ name: StaticString) throws(CanonicalError) -> CanonicalValueDecoder? {
    guard let item = try find(name), item.tag != CanonicalFormat.Tag.null else { return nil }
    return CanonicalValueDecoder(source: source, item: item, depth: depth)
  }

  private mutating func find(_ name: StaticString) throws(CanonicalError) -> CanonicalBytes.Item? {
    let found = try source.field(start: start, cursor: position, end: end) {
      $0.count == name.utf8CodeUnitCount && source.matches(name, at: $0.lowerBound)
    }
    if let found { position = found.item.end }
    return found?.item
  }
}

/// What is left of a list.
package struct CanonicalElements {
  private let source: CanonicalBytes
  private let end: Int
  private let depth: UInt8
  private var position: Int

  init(_ source: CanonicalBytes, start: Int, end: Int, depth: UInt8) {
    self.source = source
    self.end = end
    self.depth = depth
    position = start
  }

  package mutating func next() throws(CanonicalError) -> CanonicalValueDecoder? {
    guard position < end else { return nil }
    let item = try source.item(at: position, limit: end)
    position = item.end
    return CanonicalValueDecoder(source: source, item: item, depth: depth)
  }
}

extension CanonicalValueDecoder {
  package func elements() throws(CanonicalError) -> CanonicalElements {
    guard item.tag == CanonicalFormat.Tag.list else { throw mismatch("a list") }
    guard depth < CanonicalFormat.maximumDepth else { throw tooDeep }
    return CanonicalElements(source, start: item.start, end: item.end, depth: depth + 1)
  }

  /// The case of an enumeration, the one field of its record, and what the case carries.
  package func choice() throws(CanonicalError) -> (name: String, fields: CanonicalFields) {
    guard item.tag == CanonicalFormat.Tag.record else { throw mismatch("a record") }
    guard depth < CanonicalFormat.maximumDepth else { throw tooDeep }
    let name = try source.extent(at: item.start, limit: item.end)
    let value = try source.item(at: name.upperBound, limit: item.end)
    guard value.end == item.end else { throw mismatch("a single case") }
    return (try source.text(name), try CanonicalValueDecoder(source: source, item: value, depth: depth + 1).fields())
  }

  package func unknownCase(_ name: String) -> CanonicalError {
    CanonicalError(offset: item.offset, problem: .refused("there is no case \(name)"))
  }
}
