/// The fast stochastic of the ``RSI``, 0…100: where it lies in its own range (%K), and the simple average of that (%D).
///
/// - Source: T. Chande and S. Kroll, "The New Technical Trader", 1994.
package struct StochasticRSI: Indicator {
  package typealias Output = Stochastic.Output

  private var rsi: RSI
  private var highest: SlidingHighest
  private var lowest: SlidingLowest
  private var average: SMA

  /// - Parameters:
  ///   - period: of the RSI.
  ///   - range: RSI values of the range.
  ///   - signal: period of %D's average.
  package init(period: Int, range: Int, signal: Int) {
    rsi = RSI(period: period)
    highest = SlidingHighest(period: range)
    lowest = SlidingLowest(period: range)
    average = SMA(period: signal)
  }

  @inline(__always)
  package mutating func update(_ value: Double) -> Output? {
    guard let rsi = rsi.update(value) else { return nil }
    let high = highest.push(rsi)
    let low = lowest.push(rsi)
    guard highest.isFull else { return nil }
    let k = rsi.percentile(from: low, to: high)
    guard let d = average.update(k) else { return nil }
    return Output(k: k, d: d)
  }
}
