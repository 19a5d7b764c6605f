/// Classic floor pivots, from high, low and close of the previous day; the same all day long.
///
/// Days are dates in India, of bars that came: the previous day is the last one with bars. Undefined on the first.
/// - Source: floor traders' pivots.
package struct Pivots: Indicator {
  package struct Output: IndicatorOutput {
    package var pivot: Double
    package var r1: Double
    package var r2: Double
    package var r3: Double
    package var s1: Double
    package var s2: Double
    package var s3: Double

    package static var columns: [String] { ["", "r1", "r2", "r3", "s1", "s2", "s3"] }
    package static var undefined: Self { Self(high: .nan, low: .nan, close: .nan) }
    package var row: [Double] { [pivot, r1, r2, r3, s1, s2, s3] }
  }

  private var day = IndianDay()
  private var high = Double.nan
  private var low = Double.nan
  private var close = Double.nan
  private var levels: Output?

  package init() {}

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Output? {
    if day.begins(with: bar) {
      levels = close.isNaN ? nil : Output(high: high, low: low, close: close)
      high = bar.high
      low = bar.low
    } else {
      high = high.orHigher(bar.high)
      low = low.orLower(bar.low)
    }
    close = bar.close
    return levels
  }
}

extension Pivots.Output {
  fileprivate init(high: Double, low: Double, close: Double) {
    let pivot = (high + low + close) / 3
    self.init(
      pivot: pivot, r1: 2 * pivot - low, r2: pivot + (high - low), r3: high + 2 * (pivot - low),
      s1: 2 * pivot - high, s2: pivot - (high - low), s3: low - 2 * (high - pivot))
  }
}
