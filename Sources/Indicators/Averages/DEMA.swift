/// Double exponential moving average: `2 × EMA − EMA of EMA`, which lags less than either.
///
/// - Source: P. Mulloy, Stocks & Commodities, January 1994.
package struct DEMA: Indicator {
  private var first: EMA
  private var second: EMA

  /// - Parameter period: at least 1. The first output comes with value `2 × period − 1`.
  package init(period: Int) {
    first = EMA(period: period)
    second = first
  }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    guard let first = first.update(value), let second = second.update(first) else { return nil }
    return 2 * first - second
  }
}
