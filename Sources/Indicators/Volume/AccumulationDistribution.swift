/// The running sum of volumes, each weighted by where the close lies in its bar: −1 at the low, 1 at the high.
///
/// A bar without a range adds nothing.
/// - Source: M. Chaikin's accumulation/distribution line.
package struct AccumulationDistribution: Indicator {
  private var line = 0.0

  package init() {}

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Double? {
    let range = bar.high - bar.low
    if range > 0 {
      line += ((bar.close - bar.low) - (bar.high - bar.close)) / range * bar.volume
    }
    return line
  }
}
