/// Money flow index, 0…100: the share of the turnover of `period` bars that came with a rising typical price.
///
/// Bars with an unchanged typical price count on neither side. 0 while there is no turnover, and so always for an
/// index, as in TA-Lib.
/// - Source: G. Quong and A. Soudack, Stocks & Commodities, March 1989.
package struct MFI: Indicator {
  /// Turnover of each bar, negative with a falling price.
  private var flows: SlidingWindow
  private var rising = 0.0
  private var falling = 0.0
  /// Bars in a row that counted on neither side: once the window holds only such, the sums are 0, whatever rounding
  /// left in them.
  private var emptyBars = 0
  private var previous = Double.nan

  /// - Parameter period: at least 1. The first output comes with bar `period + 1`.
  package init(period: Int) { flows = SlidingWindow(capacity: period) }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Double? {
    let price = bar.typicalPrice
    let move = price - previous
    previous = price
    guard !move.isNaN else { return nil }
    let value = price * bar.volume
    let isUnmoved = move.isRounding(beside: price.magnitude + (price - move).magnitude)
    push(isUnmoved ? 0 : Double(signOf: move, magnitudeOf: value))
    guard flows.isFull else { return nil }
    let turnover = rising + falling
    return turnover > 0 ? 100 * (min(max(rising, 0), turnover) / turnover) : 0
  }

  @inline(__always)
  private mutating func push(_ flow: Double) {
    let old = flows.push(flow)
    rising += flow.positivePart - old.positivePart
    falling += flow.negativePart - old.negativePart
    emptyBars = flow == 0 ? emptyBars + 1 : 0
    if flows.isLapComplete || emptyBars == flows.capacity { addUp() }
  }

  /// Keeps rounding errors from piling up.
  private mutating func addUp() {
    rising = flows.slots.reduce(0) { $0 + $1.positivePart }
    falling = flows.slots.reduce(0) { $0 + $1.negativePart }
  }
}
