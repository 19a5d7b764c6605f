/// ``ATR`` in percent of the close; 0 when that is 0.
///
/// - Source: J. Forman, Stocks & Commodities, May 2006.
package struct NATR: Indicator {
  private var range: ATR

  /// - Parameter period: at least 1. The first output comes with bar `period + 1`.
  package init(period: Int) { range = ATR(period: period) }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Double? {
    guard let range = range.update(bar) else { return nil }
    return bar.close == 0 ? 0 : range / bar.close * 100
  }
}
