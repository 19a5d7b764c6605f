/// Simple average, with bands at a number of population standard deviations above and below.
///
/// - Source: J. Bollinger, "Bollinger on Bollinger Bands", 2001.
package struct BollingerBands: Indicator {
  package struct Output: IndicatorOutput {
    package var upper: Double
    package var middle: Double
    package var lower: Double

    package static var columns: [String] { ["upper", "middle", "lower"] }
    package static var undefined: Self { Self(upper: .nan, middle: .nan, lower: .nan) }
    package var row: [Double] { [upper, middle, lower] }
  }

  private var moments: SlidingMoments
  private let deviations: Double

  /// - Parameter period: at least 1.
  package init(period: Int, deviations: Double) {
    moments = SlidingMoments(period: period)
    self.deviations = deviations
  }

  @inline(__always)
  package mutating func update(_ value: Double) -> Output? {
    moments.push(value)
    guard moments.isFull else { return nil }
    let middle = moments.mean
    let band = deviations * moments.variance.squareRoot()
    return Output(upper: middle + band, middle: middle, lower: middle - band)
  }
}
