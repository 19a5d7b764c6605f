/// Writes numbers and strings in the lowest-byte-first form that ``ByteReader`` reads.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func put(_ value: Int64) { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }

  mutating func put(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  mutating func put(_ text: String) {
    put(Int64(text.utf8.count))
    bytes += text.utf8
  }

  mutating func put<Element>(_ list: [Element], element: (inout ByteWriter, Element) -> Void) {
    put(Int64(list.count))
    for value in list { element(&self, value) }
  }
}

/// Reads what ``ByteWriter`` wrote; nil wherever it could not have been written.
struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func integer() -> Int64? {
    guard bytes.count - position >= 8 else { return nil }
    defer { position += 8 }
    return Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Int64.self))
  }

  mutating func flag() -> Bool? {
    guard position < bytes.count, bytes[position] < 2 else { return nil }
    defer { position += 1 }
    return bytes[position] == 1
  }

  mutating func string() -> String? {
    guard let count = integer(), count >= 0, count <= bytes.count - position else { return nil }
    defer { position += Int(count) }
    return String(decoding: bytes[position..<position + Int(count)], as: UTF8.self)
  }

  mutating func list<Element>(_ element: (inout ByteReader) -> Element?) -> [Element]? {
    // Every element takes at least a byte.
    guard let count = integer(), count >= 0, count <= bytes.count - position else { return nil }
    var list: [Element] = []
    for _ in 0..<count {
      guard let value = element(&self) else { return nil }
      list.append(value)
    }
    return list
  }
}
