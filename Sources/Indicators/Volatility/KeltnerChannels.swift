/// Exponential average of the close, with bands at a number of average true ranges above and below.
///
/// - Source: C. Keltner 1960, in the form of L. Raschke: EMA and ``ATR``, both seeded as in TA-Lib.
package struct KeltnerChannels: Indicator {
  package struct Output: IndicatorOutput {
    package var upper: Double
    package var middle: Double
    package var lower: Double

    package static var columns: [String] { ["upper", "middle", "lower"] }
    package static var undefined: Self { Self(upper: .nan, middle: .nan, lower: .nan) }
    package var row: [Double] { [upper, middle, lower] }
  }

  private var average: EMA
  private var range: ATR
  private let multiplier: Double

  /// - Parameters:
  ///   - period: of the average.
  ///   - multiplier: average true ranges from the middle to a band.
  ///   - rangePeriod: of the ATR. The first output comes with bar `max(period, rangePeriod + 1)`.
  package init(period: Int, multiplier: Double, rangePeriod: Int) {
    average = EMA(period: period)
    range = ATR(period: rangePeriod)
    self.multiplier = multiplier
  }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Output? {
    let middle = average.update(bar.close)
    let range = range.update(bar)
    guard let middle, let range else { return nil }
    return Output(upper: middle + multiplier * range, middle: middle, lower: middle - multiplier * range)
  }
}
