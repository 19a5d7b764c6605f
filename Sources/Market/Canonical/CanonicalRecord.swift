/// A stored type that writes itself without the boxes of `Codable`: the same bytes as its `Codable` form gives, some ten
/// times faster. Tests compare the two.
///
/// For what is written with every commit. Whatever else is stored is `Codable` only, and the two may hold each other.
package protocol CanonicalEncodable: Encodable {
  func write(to writer: CanonicalWriter)
}

/// A stored type that reads itself without the boxes of `Codable`.
package protocol CanonicalDecodable: Decodable {
  init(reading decoder: CanonicalValueDecoder) throws(CanonicalError)
}

/// A type with fields: those of its `Codable` form, in the same order and under the same names.
package protocol CanonicalRecord: CanonicalEncodable, CanonicalDecodable {
  func writeFields(to writer: CanonicalWriter)
  init(fields: inout CanonicalFields) throws(CanonicalError)
}

extension CanonicalRecord {
  package func write(to writer: CanonicalWriter) { writer.record { writeFields(to: writer) } }

  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    var fields = try decoder.fields()
    try self.init(fields: &fields)
  }
}

// MARK: Writing fields

extension CanonicalWriter {
  @inline(__always)
  package func record(_ writeFields: () -> Void) {
    let start = open(CanonicalFormat.Tag.record)
    writeFields()
    close(start)
  }

  /// A case of an enumeration with what it carries; values without a label are named `_0`, `_1` … by their place.
  @inline(__always)
  package func choice(_ name: StaticString, _ writeFields: () -> Void = {}) {
    record {
      writeName(name)
      record(writeFields)
    }
  }

  @inline(__always)
  package func field(_ name: StaticString, _ value: some CanonicalEncodable) {
    writeName(name)
    value.write(to: self)
  }

  /// Left out when it is nil.
  @inline(__always)
  package func field(_ name: StaticString, _ value: (some CanonicalEncodable)?) {
    if let value { field(name, value) }
  }

  package func field(_ name: StaticString, _ values: [some CanonicalEncodable]) {
    writeName(name)
    let start = open(CanonicalFormat.Tag.list)
    for value in values { value.write(to: self) }
    close(start)
  }

  package func field(_ name: StaticString, codable value: some Encodable) {
    writeName(name)
    write(codable: value)
  }
}

// MARK: Names and numbers

extension Bool: CanonicalEncodable, CanonicalDecodable {
  package func write(to writer: CanonicalWriter) { writer.write(self) }
  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    self = try decoder.source.bool(decoder.item)
  }
}

extension String: CanonicalEncodable, CanonicalDecodable {
  package func write(to writer: CanonicalWriter) { writer.write(self) }
  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    self = try decoder.source.text(decoder.item)
  }
}

extension CanonicalEncodable where Self: SignedInteger {
  package func write(to writer: CanonicalWriter) { writer.write(signed: Int64(self)) }
}

extension CanonicalEncodable where Self: UnsignedInteger {
  package func write(to writer: CanonicalWriter) { writer.write(unsigned: UInt64(self)) }
}

extension CanonicalDecodable where Self: FixedWidthInteger {
  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    self = try decoder.source.integer(decoder.item)
  }
}

extension Int: CanonicalEncodable, CanonicalDecodable {}
extension Int32: CanonicalEncodable, CanonicalDecodable {}
extension Int64: CanonicalEncodable, CanonicalDecodable {}
extension UInt32: CanonicalEncodable, CanonicalDecodable {}
extension UInt64: CanonicalEncodable, CanonicalDecodable {}

extension CanonicalEncodable where Self: RawRepresentable, RawValue: CanonicalEncodable {
  package func write(to writer: CanonicalWriter) { rawValue.write(to: writer) }
}

extension CanonicalDecodable where Self: RawRepresentable, RawValue: CanonicalDecodable {
  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    let name = try RawValue(reading: decoder)
    guard let value = Self(rawValue: name) else {
      throw CanonicalError(offset: decoder.item.offset, problem: .refused("no \(Self.self) is \(name)"))
    }
    self = value
  }
}
