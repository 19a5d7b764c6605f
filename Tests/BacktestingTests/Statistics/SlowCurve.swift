import Backtesting
import History
import Market

/// Equity the slow way: at each time of all bars, all fills so far and each instrument's last close.
struct SlowCurve {
  var points: [EquityPoint] = []
  var barsHeld = 0

  init(_ run: RandomRun) {
    var ends: Set<Timestamp> = []
    for instrument in run.instruments {
      for index in 0..<instrument.bars.count { ends.insert(instrument.bars.start(index) + .seconds(59)) }
    }
    for end in ends.sorted() {
      var equity = run.result.capital
      for instrument in run.instruments {
        // A fill belongs to the bar that began last before it: its instrument's worth changes at that bar's end.
        let began = instrument.bars.index(from: end - .seconds(58)) - 1
        guard began >= 0 else { continue }
        let next = began + 1 < instrument.bars.count ? instrument.bars.start(began + 1) : .distantFuture
        var units = Quantity.zero
        for fill in run.result.fills where fill.instrument == instrument.id && fill.time < next {
          let signed = Quantity(fill.quantity.units * fill.side.sign)
          equity -= fill.price * signed + fill.charges.total
          units += signed
        }
        equity += instrument.bars.candle(began).close * units
        if units != .zero, instrument.bars.start(began) + .seconds(59) == end { barsHeld += 1 }
      }
      points.append(EquityPoint(time: end, equity: equity))
    }
  }
}
