/// The highest high and the lowest low of the last `period` bars, the current one included, and their middle.
///
/// - Source: R. Donchian's four-week rule.
package struct DonchianChannels: Indicator {
  package struct Output: IndicatorOutput {
    package var upper: Double
    package var middle: Double
    package var lower: Double

    package static var columns: [String] { ["upper", "middle", "lower"] }
    package static var undefined: Self { Self(upper: .nan, middle: .nan, lower: .nan) }
    package var row: [Double] { [upper, middle, lower] }
  }

  private var highest: SlidingHighest
  private var lowest: SlidingLowest

  /// - Parameter period: at least 1.
  package init(period: Int) {
    highest = SlidingHighest(period: period)
    lowest = SlidingLowest(period: period)
  }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Output? {
    let upper = highest.push(bar.high)
    let lower = lowest.push(bar.low)
    guard highest.isFull else { return nil }
    return Output(upper: upper, middle: (upper + lower) / 2, lower: lower)
  }
}
