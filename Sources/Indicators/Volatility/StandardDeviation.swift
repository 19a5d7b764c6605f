/// Population standard deviation of the last `period` values.
package struct StandardDeviation: Indicator {
  private var moments: SlidingMoments

  /// - Parameter period: at least 1.
  package init(period: Int) { moments = SlidingMoments(period: period) }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    moments.push(value)
    return moments.isFull ? moments.variance.squareRoot() : nil
  }
}
