/// The change in percent, from one value to the next, of a triple exponential average.
///
/// - Source: J. Hutson, Stocks & Commodities, 1983.
package struct TRIX: Indicator {
  private var first: EMA
  private var second: EMA
  private var third: EMA
  private var previous = Double.nan

  /// - Parameter period: at least 1. The first output comes with value `3 × period − 1`.
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
    let earlier = previous
    previous = third
    if earlier.isNaN { return nil }
    return earlier == 0 ? 0 : (third / earlier - 1) * 100
  }
}
