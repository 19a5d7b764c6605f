/// Triple exponential moving average: `3 × EMA − 3 × EMA of EMA + EMA of that`.
///
/// - Source: P. Mulloy, Stocks & Commodities, January 1994.
package struct TEMA: Indicator {
  private var first: EMA
  private var second: EMA
  private var third: EMA

  /// - Parameter period: at least 1. The first output comes with value `3 × period − 2`.
  package init(period: Int) {
    first = EMA(period: period)
    second = first
    third = first
  }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    guard let first = first.update(value), let second = second.update(first), let third = third.update(second) else {
      return nil
    }
    return 3 * first - 3 * second + third
  }
}
