/// Moving average convergence/divergence: a fast EMA less a slow one, the EMA of that, and their difference.
///
/// The fast average starts late, so that the seeds of both end with the same value, as in TA-Lib. All three outputs
/// begin together.
/// - Source: G. Appel, "The Moving Average Convergence-Divergence Trading Method", 1979.
package struct MACD: Indicator {
  package struct Output: IndicatorOutput {
    package var macd: Double
    package var signal: Double
    package var histogram: Double

    package static var columns: [String] { ["", "signal", "histogram"] }
    package static var undefined: Self { Self(macd: .nan, signal: .nan, histogram: .nan) }
    package var row: [Double] { [macd, signal, histogram] }
  }

  private var fast: EMA
  private var slow: EMA
  private var signal: EMA
  /// Values the fast average still has to leave out.
  private var left: Int

  /// Exchanges `fast` and `slow` when `fast` is the longer one, as TA-Lib does.
  ///
  /// - Parameters: periods, at least 1. The first output comes with value `slow + signal − 1`.
  package init(fast: Int, slow: Int, signal: Int) {
    self.fast = EMA(period: min(fast, slow))
    self.slow = EMA(period: max(fast, slow))
    self.signal = EMA(period: signal)
    left = abs(slow - fast)
  }

  @inline(__always)
  package mutating func update(_ value: Double) -> Output? {
    let slow = slow.update(value)
    guard left == 0 else {
      left -= 1
      return nil
    }
    guard let fast = fast.update(value), let slow else { return nil }
    let macd = fast - slow
    guard let signal = signal.update(macd) else { return nil }
    return Output(macd: macd, signal: signal, histogram: macd - signal)
  }
}
