/// Slow stochastic, 0…100: where the close lies in the range of the last bars (%K, smoothed), and its average (%D).
///
/// 0 while the range is empty, as in TA-Lib. Both averages are simple.
/// - Source: G. Lane, Stocks & Commodities, 1984.
package struct Stochastic: Indicator {
  package struct Output: IndicatorOutput {
    package var k: Double
    package var d: Double

    package static var columns: [String] { ["k", "d"] }
    package static var undefined: Self { Self(k: .nan, d: .nan) }
    package var row: [Double] { [k, d] }
  }

  private var highest: SlidingHighest
  private var lowest: SlidingLowest
  private var smoothed: SMA
  private var average: SMA

  /// - Parameters:
  ///   - period: bars of the range.
  ///   - smoothing: period of %K's average; 1 gives the fast stochastic.
  ///   - signal: period of %D's.
  package init(period: Int, smoothing: Int, signal: Int) {
    highest = SlidingHighest(period: period)
    lowest = SlidingLowest(period: period)
    smoothed = SMA(period: smoothing)
    average = SMA(period: signal)
  }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Output? {
    let high = highest.push(bar.high)
    let low = lowest.push(bar.low)
    guard highest.isFull, let k = smoothed.update(bar.close.percentile(from: low, to: high)),
      let d = average.update(k)
    else { return nil }
    return Output(k: k, d: d)
  }
}
