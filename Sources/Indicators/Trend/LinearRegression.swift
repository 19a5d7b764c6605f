/// The end point of the least-squares line through the last `period` values.
///
/// It equals three times the weighted average less twice the simple one.
package struct LinearRegression: Indicator {
  private var sums: SlidingWeightedSum

  /// - Parameter period: at least 1.
  package init(period: Int) { sums = SlidingWeightedSum(period: period) }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    sums.push(value)
    return sums.isFull ? 3 * sums.weightedMean - 2 * sums.mean : nil
  }
}
