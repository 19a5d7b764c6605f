/// A trailing line `multiplier` average true ranges from the middle of the bars, on the side the trend leaves behind.
///
/// Each band moves only towards the price, unless the previous close was beyond it. The trend turns when a close is
/// beyond the line's band. It starts as down with the first ``ATR``; the next close above the upper band turns it up.
/// - Source: O. Seban; bands and start as charting programs draw them, with TA-Lib's seeding of the range.
package struct Supertrend: Indicator {
  package struct Output: IndicatorOutput {
    /// The lower band while up, the upper band while down.
    package var line: Double
    package var isUp: Bool

    /// `direction` is 1 while up, −1 while down.
    package static var columns: [String] { ["", "direction"] }
    package static var undefined: Self { Self(line: .nan, isUp: false) }
    package var row: [Double] { [line, isUp ? 1 : -1] }
  }

  private var range: ATR
  private let multiplier: Double
  private var upper = Double.infinity
  private var lower = -Double.infinity
  private var previousClose = Double.nan
  private var isUp = false

  /// - Parameter period: of the ``ATR``, at least 1. The first output comes with bar `period + 1`.
  package init(period: Int, multiplier: Double) {
    range = ATR(period: period)
    self.multiplier = multiplier
  }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Output? {
    guard let range = range.update(bar) else { return nil }
    let middle = (bar.high + bar.low) / 2
    let band = multiplier * range
    upper = previousClose > upper ? middle + band : min(middle + band, upper)
    lower = previousClose < lower ? middle - band : max(middle - band, lower)
    isUp = isUp ? bar.close >= lower : bar.close > upper
    previousClose = bar.close
    return Output(line: isUp ? lower : upper, isUp: isUp)
  }
}
