/// How recent the highest high (up) and the lowest low (down) of the last `period + 1` bars are: 100 for now, 0 for
/// `period` bars ago. Of several equal ones the latest counts.
///
/// - Source: T. Chande, Stocks & Commodities, September 1995.
package struct Aroon: Indicator {
  package struct Output: IndicatorOutput {
    package var up: Double
    package var down: Double

    package static var columns: [String] { ["up", "down"] }
    package static var undefined: Self { Self(up: .nan, down: .nan) }
    package var row: [Double] { [up, down] }
  }

  private var highs: SlidingPeak
  /// Of the negated lows.
  private var lows: SlidingPeak
  private let period: Int
  private let scale: Double

  /// - Parameter period: at least 1. The first output comes with bar `period + 1`.
  package init(period: Int) {
    highs = SlidingPeak(period: period + 1)
    lows = SlidingPeak(period: period + 1)
    self.period = period
    scale = 100 / Double(period)
  }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Output? {
    let highAge = highs.push(bar.high)
    let lowAge = lows.push(-bar.low)
    guard highs.isFull else { return nil }
    return Output(up: Double(period - highAge) * scale, down: Double(period - lowAge) * scale)
  }
}
