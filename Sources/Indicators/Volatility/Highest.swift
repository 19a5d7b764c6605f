/// The highest of the last `period` values.
package struct Highest: Indicator {
  private var highest: SlidingHighest

  /// - Parameter period: at least 1.
  package init(period: Int) { highest = SlidingHighest(period: period) }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    let result = highest.push(value)
    return highest.isFull ? result : nil
  }
}
