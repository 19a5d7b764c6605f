import Market

/// High and low of the day's first `minutes`, counted from the start of the day's first bar.
///
/// Given from the bar on with which the range is complete, until the date in India changes. A bar that starts inside
/// the range belongs to it as a whole.
package struct OpeningRange: Indicator {
  package struct Output: IndicatorOutput {
    package var high: Double
    package var low: Double

    package static var columns: [String] { ["high", "low"] }
    package static var undefined: Self { Self(high: .nan, low: .nan) }
    package var row: [Double] { [high, low] }
  }

  private let length: Interval
  private var day = IndianDay()
  private var end = Timestamp.distantPast
  private var range = Output.undefined

  /// - Parameter minutes: at least 1.
  package init(minutes: Int) {
    precondition(minutes >= 1, "an opening range lasts at least a minute")
    length = .minutes(Int64(minutes))
  }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Output? {
    if day.begins(with: bar) {
      end = bar.start + length
      range = Output(high: bar.high, low: bar.low)
    } else if bar.start < end {
      range = Output(high: range.high.orHigher(bar.high), low: range.low.orLower(bar.low))
    }
    return bar.end >= end ? range : nil
  }
}
