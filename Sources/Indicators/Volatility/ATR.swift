/// Average true range: Wilder's average of ``TrueRange``.
///
/// - Source: J. W. Wilder 1978, "New Concepts in Technical Trading Systems".
package struct ATR: Indicator {
  private var range = TrueRange()
  private var average: WilderAverage

  /// - Parameter period: at least 1. The first output comes with bar `period + 1`.
  package init(period: Int) { average = WilderAverage(period: period) }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Double? {
    guard let range = range.update(bar) else { return nil }
    return average.update(range)
  }
}
