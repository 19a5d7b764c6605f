/// The lowest of the last `period` values.
package struct Lowest: Indicator {
  private var lowest: SlidingLowest

  /// - Parameter period: at least 1.
  package init(period: Int) { lowest = SlidingLowest(period: period) }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    let result = lowest.push(value)
    return lowest.isFull ? result : nil
  }
}
