/// Relative strength index, 0…100: the share of the gains in all moves, both smoothed by Wilder's average.
///
/// 0 while nothing moves, as in TA-Lib.
/// - Source: J. W. Wilder 1978, "New Concepts in Technical Trading Systems".
package struct RSI: Indicator {
  private var gain: WilderAverage
  private var loss: WilderAverage
  private var previous = Double.nan

  /// - Parameter period: at least 1. The first output comes with value `period + 1`.
  package init(period: Int) {
    gain = WilderAverage(period: period)
    loss = gain
  }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    let move = value - previous
    previous = value
    guard !move.isNaN else { return nil }
    let gain = gain.update(move.positivePart)
    let loss = loss.update(move.negativePart)
    guard let gain, let loss else { return nil }
    let total = gain + loss
    return total == 0 ? 0 : 100 * (gain / total)
  }
}
