/// The change against the value `period` earlier, in percent of it; 0 when that was 0.
package struct RateOfChange: Indicator {
  private var window: SlidingWindow

  /// - Parameter period: at least 1. The first output comes with value `period + 1`.
  package init(period: Int) { window = SlidingWindow(capacity: period) }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    let hasEarlier = window.isFull
    let earlier = window.push(value)
    guard hasEarlier else { return nil }
    return earlier == 0 ? 0 : (value / earlier - 1) * 100
  }
}
