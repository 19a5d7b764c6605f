/// The lowest of the last `period` values: ``SlidingHighest`` of the negated series.
struct SlidingLowest: Sendable {
  private var negated: SlidingHighest

  /// - Parameter period: at least 1.
  init(period: Int) { negated = SlidingHighest(period: period) }

  /// - Returns: the lowest of the last `period` values; of all so far while there are fewer.
  @inline(__always)
  mutating func push(_ value: Double) -> Double { -negated.push(-value) }

  /// True once `period` values were pushed.
  @inline(__always) var isFull: Bool { negated.isFull }
}
