/// Simple moving average: the mean of the last `period` values.
package struct SMA: Indicator {
  private var sum: SlidingSum
  private let period: Double

  /// - Parameter period: at least 1.
  package init(period: Int) {
    sum = SlidingSum(period: period)
    self.period = Double(period)
  }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    sum.push(value)
    return sum.isFull ? sum.sum / period : nil
  }
}
