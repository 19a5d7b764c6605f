/// Linearly weighted moving average: weight 1 for the oldest of `period` values, `period` for the newest.
package struct WMA: Indicator {
  private var sums: SlidingWeightedSum

  /// - Parameter period: at least 1.
  package init(period: Int) { sums = SlidingWeightedSum(period: period) }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    sums.push(value)
    return sums.isFull ? sums.weightedMean : nil
  }
}
