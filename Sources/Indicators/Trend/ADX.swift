/// Average directional index, 0…100: the strength of a trend, whatever its direction.
///
/// Wilder's average of DX. While there is no movement at all it stays what it was, as in TA-Lib.
/// - Source: J. W. Wilder 1978, "New Concepts in Technical Trading Systems".
package struct ADX: Indicator {
  private var sums: DirectionalSums
  private var average: WilderAverage

  /// - Parameter period: at least 1. The first output comes with bar `2 × period`.
  package init(period: Int) {
    sums = DirectionalSums(period: period)
    average = WilderAverage(period: period)
  }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Double? {
    guard sums.push(bar) else { return nil }
    if let index = sums.index { return average.update(index) }
    return average.isSeeded ? average.current : average.update(0)
  }
}
