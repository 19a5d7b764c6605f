import History
import Market
import Trading

/// Walks one instrument's bars and fills and says how its part of the account's worth changes from bar to bar.
///
/// While nothing is held nothing changes, so those bars are skipped.
struct HoldingWalk {
  let bars: SessionBars
  let fills: [BacktestFill]
  let grid: TimeGrid

  /// Adds each change of cash plus position value to the grid.
  /// - Returns: the number of bars at whose end something was held.
  func add(to changes: UnsafeMutableBufferPointer<Int64>) -> Int {
    guard bars.count > 0, !grid.seconds.isEmpty else { return 0 }
    var barsHeld = 0
    var cash: Int64 = 0
    var units: Int64 = 0
    var worth: Int64 = 0
    var next = 0
    var first = fills.isEmpty ? 0 : bars.index(at: fills[0].time, from: 0)
    while next < fills.count {
      // All fills of one bar belong together: what counts is what is held after it.
      var last = first
      while next < fills.count, last == first {
        book(fills[next], &cash, &units)
        next += 1
        last = next < fills.count ? bars.index(at: fills[next].time, from: first) : bars.count
      }
      if units == 0 {
        change(&worth, to: cash, at: slot(first), changes)
      } else {
        mark(first..<last, cash: cash, units: units, &worth, changes)
        barsHeld += last - first
      }
      first = last
    }
    return barsHeld
  }

  private func book(_ fill: BacktestFill, _ cash: inout Int64, _ units: inout Int64) {
    let sign = fill.side.sign
    cash -= sign * (fill.price * fill.quantity).raw + fill.charges.total.raw
    units += sign * fill.quantity.units
  }

  /// A stretch of bars over which the same quantity is held.
  private func mark(
    _ held: Range<Int>, cash: Int64, units: Int64, _ worth: inout Int64, _ changes: UnsafeMutableBufferPointer<Int64>
  ) {
    guard !held.isEmpty else { return }
    let starts = bars.bars.columns.seconds.elements
    let closes = bars.bars.columns.close.elements
    let span = TimeGrid.span(bars.bars)
    let value = bars.bars.priceUnit * units
    if isGrid, bars.kept == nil {
      for index in held { change(&worth, to: cash + Int64(closes[index]) * value, at: index, changes) }
      return
    }
    var slot = slot(held.lowerBound)
    grid.seconds.withUnsafeBufferPointer { seconds in
      for index in held {
        let place = bars.place(index)
        let second = starts[place] + span
        while seconds[slot] < second { slot += 1 }
        change(&worth, to: cash + Int64(closes[place]) * value, at: slot, changes)
      }
    }
  }

  @inline(__always)
  private func change(_ worth: inout Int64, to now: Int64, at slot: Int, _ changes: UnsafeMutableBufferPointer<Int64>) {
    changes[slot] += now - worth
    worth = now
  }

  /// Whether the bars themselves are the grid, as those of an only instrument are.
  private var isGrid: Bool { bars.count == grid.seconds.count }

  private func slot(_ index: Int) -> Int {
    if isGrid { return index }
    return grid.index(of: bars.bars.columns.seconds[bars.place(index)] + TimeGrid.span(bars.bars))
  }
}
