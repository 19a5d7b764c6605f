/// The SplitMix64 generator (Steele, Lea, Flood, 2014): one `UInt64` of state, the same numbers on every machine.
package struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
  package var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// The generator's output function: a bijection that spreads each bit over all 64.
  package static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from a seed and two coordinates: random access instead of a running state, so a restart cannot shift it.
  package static func hash(_ seed: UInt64, _ a: Int64, _ b: Int64) -> UInt64 {
    let first = mix(seed &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(truncatingIfNeeded: a))
    return mix(first &+ 0xD1B5_4A32_D192_ED03 &* (UInt64(truncatingIfNeeded: b) &+ 1))
  }
}
