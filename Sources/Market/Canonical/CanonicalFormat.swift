/// The bytes behind journal, snapshots and hashes.
///
/// A value is a tag byte and what follows it. The form depends on the value only: integers have one shortest encoding,
/// fields come in the order their type encodes them, absent optionals are left out. So the same value always has the
/// same bytes, provided it holds no `Dictionary` or `Set` (their order is not fixed) — types that are stored use
/// arrays.
///
/// | tag | value | then |
/// |---|---|---|
/// | 0 | nil | |
/// | 1, 2 | false, true | |
/// | 3 | signed integer | zigzag varint |
/// | 4 | unsigned integer | varint |
/// | 5 | floating point | 8 bytes of the `Double`, least significant first; every NaN is one NaN |
/// | 6 | text | length, UTF-8 |
/// | 7 | list | length of the rest in bytes, then its values |
/// | 8 | record | length of the rest in bytes, then name (length, UTF-8) and value of each field |
///
/// A varint has seven bits a byte, the least significant first, the high bit set on all but the last byte. Fields are
/// found by name: a field may be added later if it is optional, and unknown fields are passed over. Renaming a field or
/// an enum case makes old bytes unreadable.
package enum CanonicalFormat {
  /// Levels of nesting, so that hostile bytes cannot exhaust the stack.
  package static var maximumDepth: UInt8 { 64 }

  package enum Tag {
    package static var null: UInt8 { 0 }
    package static var falseValue: UInt8 { 1 }
    package static var trueValue: UInt8 { 2 }
    package static var signed: UInt8 { 3 }
    package static var unsigned: UInt8 { 4 }
    package static var double: UInt8 { 5 }
    package static var text: UInt8 { 6 }
    package static var list: UInt8 { 7 }
    package static var record: UInt8 { 8 }
  }
}
