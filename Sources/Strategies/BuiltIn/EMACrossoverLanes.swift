package import Indicators

/// Eight ``EMACrossover`` side by side, one pair of periods a lane: what a sweep runs.
///
/// Every lane does what the scalar strategy does, in the same order of operations, so that a sweep's numbers are those
/// of eight single runs to the last bit.
package struct EMACrossoverLanes: Sendable {
  package static let count = 8

  /// The lanes in which the averages crossed: bit `i` is lane `i`.
  package struct Crossings: Hashable, Sendable {
    package var up: UInt8
    package var down: UInt8

    /// - Parameter bits: 0…7 up, 8…15 down.
    @inline(__always)
    fileprivate init(_ bits: UInt16) {
      up = UInt8(truncatingIfNeeded: bits)
      down = UInt8(truncatingIfNeeded: bits >> 8)
    }
  }

  private typealias Lanes = SIMD8<Double>

  private let fastFactor: Lanes
  private let slowFactor: Lanes
  private let fastSeed: Lanes
  private let slowSeed: Lanes
  /// Candles until every lane has its seed.
  private let longestSeed: Int

  /// Until its seed is complete, a lane holds the sum of closes.
  private var fast = Lanes.zero
  private var slow = Lanes.zero
  private var seeded = 0
  /// How the averages stood one candle ago: bits 0…7 above, 8…15 below.
  private var standing: UInt16 = 0

  /// - Parameters:
  ///   - fast: periods, whole numbers; each at least 1 and less than its lane's `slow`.
  ///   - slow: periods, whole numbers.
  package init(fast: SIMD8<Double>, slow: SIMD8<Double>, seed: EMA.Seed) {
    precondition(all(fast .>= 1 .& fast .< slow), "each fast average is shorter than the slow one")
    fastFactor = 2 / (fast + 1)
    slowFactor = 2 / (slow + 1)
    // A first value is the mean of one close.
    fastSeed = seed == .simpleMean ? fast : .one
    slowSeed = seed == .simpleMean ? slow : .one
    longestSeed = Int(slowSeed.max())
  }

  /// Takes the next close.
  package mutating func closed(_ close: Double) -> Crossings {
    let close = Lanes(repeating: close)
    if seeded < longestSeed { return seed(close) }
    fast += fastFactor * (close - fast)
    slow += slowFactor * (close - slow)
    let now = Self.bits(above: fast .> slow, below: fast .< slow)
    defer { standing = now }
    return Crossings(now & ~standing)
  }

  /// A candle while some lane still lacks its seed. A lane's first standing is no crossing.
  private mutating func seed(_ close: Lanes) -> Crossings {
    seeded += 1
    Self.seed(&fast, close, fastFactor, count: Lanes(repeating: Double(seeded)), length: fastSeed)
    Self.seed(&slow, close, slowFactor, count: Lanes(repeating: Double(seeded)), length: slowSeed)
    let isDefined = slowSeed .<= Double(seeded)
    let isFirst = slowSeed .== Double(seeded)
    let now = Self.bits(above: isDefined .& (fast .> slow), below: isDefined .& (fast .< slow))
    let crossed = now & ~standing & ~Self.bits(above: isFirst, below: isFirst)
    standing = now
    return Crossings(crossed)
  }

  /// One candle of an average of which some lanes may still lack their seed of `length` closes.
  private static func seed(_ average: inout Lanes, _ close: Lanes, _ factor: Lanes, count: Lanes, length: Lanes) {
    let sum = average + close
    let moved = average + factor * (close - average)
    average = moved.replacing(with: sum, where: count .< length).replacing(with: sum / length, where: count .== length)
  }

  /// One bit a lane.
  @inline(__always)
  private static func bits(above: SIMDMask<SIMD8<Int64>>, below: SIMDMask<SIMD8<Int64>>) -> UInt16 {
    UInt16(bits(above)) | UInt16(bits(below)) << 8
  }

  /// Halves the lanes' width until each is a byte, all ones or none, and gathers a bit of each by one multiplication.
  /// Written this way the compiler packs registers, in half the time of the plain ways, also without wide registers.
  @inline(__always)
  private static func bits(_ lanes: SIMDMask<SIMD8<Int64>>) -> UInt8 {
    let words = unsafeBitCast(lanes, to: SIMD16<Int32>.self).evenHalf
    let halfWords = unsafeBitCast(words, to: SIMD16<Int16>.self).evenHalf
    let bytes = unsafeBitCast(unsafeBitCast(halfWords, to: SIMD16<Int8>.self).evenHalf, to: UInt64.self)
    return UInt8(truncatingIfNeeded: ((bytes & 0x8040_2010_0804_0201) &* 0x0101_0101_0101_0101) >> 56)
  }
}
