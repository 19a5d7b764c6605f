/// Smoothed candles: the close is the mean of the bar's four prices, the open the middle of the previous body.
///
/// The first open is the middle of the bar's own body.
/// - Source: D. Valcu, Stocks & Commodities, February 2004.
package struct HeikinAshi: Indicator {
  package struct Output: IndicatorOutput {
    package var open: Double
    package var high: Double
    package var low: Double
    package var close: Double

    package static var columns: [String] { ["open", "high", "low", "close"] }
    package static var undefined: Self { Self(open: .nan, high: .nan, low: .nan, close: .nan) }
    package var row: [Double] { [open, high, low, close] }
  }

  private var previous: Output?

  package init() {}

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Output? {
    let close = (bar.open + bar.high + bar.low + bar.close) / 4
    let open = previous.map { ($0.open + $0.close) / 2 } ?? (bar.open + bar.close) / 2
    let candle = Output(
      open: open, high: bar.high.orHigher(open).orHigher(close), low: bar.low.orLower(open).orLower(close), close: close
    )
    previous = candle
    return candle
  }
}
