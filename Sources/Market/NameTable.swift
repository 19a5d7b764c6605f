/// Underlyings' names, each stored once and numbered.
struct NameTable: Sendable {
  private var names: [String] = []
  private var table = HashTable()

  subscript(index: Int32) -> String { names[Int(index)] }

  func index(of bytes: some Collection<UInt8>) -> Int32? {
    table.find(hash: Self.hash(bytes)) { names[$0].utf8.elementsEqual(bytes) }.map { Int32($0) }
  }

  mutating func intern(_ bytes: some Collection<UInt8>) -> Int32 {
    if let known = index(of: bytes) { return known }
    names.append(String(decoding: bytes, as: UTF8.self))
    table.insert(names.count - 1, hash: Self.hash(bytes)) { Self.hash(names[$0].utf8) }
    return Int32(names.count - 1)
  }

  /// FNV-1a.
  private static func hash(_ bytes: some Collection<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash.mixed
  }
}
