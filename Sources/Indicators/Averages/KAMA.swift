/// Kaufman's adaptive moving average: fast (as an EMA of 2) in a trend, slow (as an EMA of 30) in noise.
///
/// The efficiency ratio is the move over `period` values divided by the way travelled; 1 when nothing moved. The first
/// average starts from value number `period`.
/// - Source: P. Kaufman, "Smarter Trading", 1995.
package struct KAMA: Indicator {
  private static let fast = 2.0 / 3
  private static let slow = 2.0 / 31

  private var values: SlidingWindow
  private var way: SlidingSum
  private var previous = Double.nan
  private var average = 0.0

  /// - Parameter period: at least 1. The first output comes with value `period + 1`.
  package init(period: Int) {
    values = SlidingWindow(capacity: period)
    way = SlidingSum(period: period)
  }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    let step = abs(value - previous)
    let earlier = values.push(value)
    previous = value
    if !step.isNaN { way.push(step) }
    guard way.isFull else {
      average = value
      return nil
    }
    let move = abs(value - earlier)
    let efficiency = way.sum <= move ? 1 : move / way.sum
    let root = efficiency * (Self.fast - Self.slow) + Self.slow
    average += root * root * (value - average)
    return average
  }
}
