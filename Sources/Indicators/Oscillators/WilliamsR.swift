/// Williams' %R, −100…0: how far the close is below the highest high, in percent of the range of `period` bars.
///
/// 0 while the range is empty, as in TA-Lib.
/// - Source: L. Williams, "How I Made One Million Dollars Last Year Trading Commodities", 1973.
package struct WilliamsR: Indicator {
  private var highest: SlidingHighest
  private var lowest: SlidingLowest

  /// - Parameter period: at least 1.
  package init(period: Int) {
    highest = SlidingHighest(period: period)
    lowest = SlidingLowest(period: period)
  }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Double? {
    let high = highest.push(bar.high)
    let low = lowest.push(bar.low)
    guard highest.isFull else { return nil }
    let range = high - low
    return range.isRounding(beside: low.magnitude + high.magnitude) ? 0 : -100 * (high - bar.close) / range
  }
}
