/// Commodity channel index: how many mean deviations, in units of 0.015, the typical price is from its average.
///
/// 0 while nothing moves. A mean deviation from a moving mean has no constant-time form, so an update takes time in
/// proportion to `period`.
/// - Source: D. Lambert, Commodities, October 1980.
package struct CCI: Indicator {
  private static let scale = 0.015

  private var prices: SlidingSum
  private let inverse: Double

  /// - Parameter period: at least 1.
  package init(period: Int) {
    prices = SlidingSum(period: period)
    inverse = 1 / Double(period)
  }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Double? {
    let price = bar.typicalPrice
    prices.push(price)
    guard prices.isFull else { return nil }
    let mean = prices.sum * inverse
    let distance = price - mean
    let deviation = prices.window.totalDistance(from: mean) * inverse
    // An average of equal prices may differ from them in the last digit.
    if deviation.isRounding(beside: mean.magnitude) || distance.isRounding(beside: mean.magnitude) { return 0 }
    return distance / (Self.scale * deviation)
  }
}
