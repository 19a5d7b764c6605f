/// A fast 64-bit checksum of a stretch of memory. It finds damage, not malice.
///
/// Eight lanes of eight bytes, so that the processor can multiply in each of them at once. Every step is a bijection of
/// the lane: damage inside one word is always found, and other damage but for one case in 2^64.
struct Checksum {
  private static let seed: UInt64 = 0x9E37_79B9_7F4A_7C15
  /// Odd, with its bits spread.
  private static let factor: UInt64 = 0xC2B2_AE3D_27D4_EB4F

  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var lanes = Lanes()
    let blocks = bytes.count / 64
    if let start = bytes.baseAddress {
      for block in 0..<blocks { lanes.add(start + block * 64) }
    }
    var sum = lanes.folded ^ UInt64(bytes.count)
    for byte in bytes[(blocks * 64)...] { sum = mixed(sum, UInt64(byte)) }
    return finished(sum)
  }

  /// Left in the order of the parts.
  static func joined(_ a: UInt64, _ b: UInt64) -> UInt64 { finished(mixed(mixed(seed, a), b)) }

  @inline(__always)
  fileprivate static func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = state ^ word
    // The turn lets high bits reach low ones; a multiplication alone never does.
    return ((mixed << 29) | (mixed >> 35)) &* factor
  }

  private static func finished(_ sum: UInt64) -> UInt64 {
    let high = (sum ^ (sum >> 32)) &* factor
    return high ^ (high >> 29)
  }

  private struct Lanes {
    private var a = Checksum.seed &+ 1
    private var b = Checksum.seed &+ 2
    private var c = Checksum.seed &+ 3
    private var d = Checksum.seed &+ 4
    private var e = Checksum.seed &+ 5
    private var f = Checksum.seed &+ 6
    private var g = Checksum.seed &+ 7
    private var h = Checksum.seed &+ 8

    @inline(__always)
    mutating func add(_ block: UnsafeRawPointer) {
      a = mixed(a, block.word)
      b = mixed(b, (block + 8).word)
      c = mixed(c, (block + 16).word)
      d = mixed(d, (block + 24).word)
      e = mixed(e, (block + 32).word)
      f = mixed(f, (block + 40).word)
      g = mixed(g, (block + 48).word)
      h = mixed(h, (block + 56).word)
    }

    var folded: UInt64 { [b, c, d, e, f, g, h].reduce(a, mixed) }
  }
}
