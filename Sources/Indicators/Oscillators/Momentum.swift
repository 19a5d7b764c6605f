/// The change against the value `period` earlier.
package struct Momentum: Indicator {
  private var window: SlidingWindow

  /// - Parameter period: at least 1. The first output comes with value `period + 1`.
  package init(period: Int) { window = SlidingWindow(capacity: period) }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    let hasEarlier = window.isFull
    let earlier = window.push(value)
    return hasEarlier ? value - earlier : nil
  }
}
