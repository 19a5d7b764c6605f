import Backtesting
import History
import Market
import Trading

/// An account followed candle by candle: cash, units held, and each instrument's last close.
struct AccountWalk {
  private(set) var points: [EquityPoint] = []

  /// - Parameter setup: does not fill at closes, so that a fill belongs to the candle that it is inside of.
  init(_ setup: BacktestSetup, _ result: BacktestResult) {
    var equity = result.capital
    var steps: [Timestamp: Money] = [:]
    for instrument in setup.instruments {
      var worth = Money.zero
      for (time, value) in Self.worths(of: instrument, setup, result) {
        steps[time, default: .zero] += value - worth
        worth = value
      }
    }
    for (time, change) in steps.sorted(by: { $0.key < $1.key }) {
      equity += change
      points.append(EquityPoint(time: time, equity: equity))
    }
  }

  /// Cash spent or gained on the instrument, and what is held of it, after each of its candles in session.
  private static func worths(
    of instrument: BacktestInstrument, _ setup: BacktestSetup, _ result: BacktestResult
  ) -> [(Timestamp, Money)] {
    let bars = instrument.bars
    var fills = result.fills.filter { $0.instrument == instrument.id }[...]
    var cash = Money.zero
    var units = Quantity.zero
    var worths: [(Timestamp, Money)] = []
    for index in 0..<bars.count where setup.isDaily || setup.session(of: instrument, at: bars.start(index)) != nil {
      let end = bars.start(index) + bars.interval
      while let fill = fills.first, fill.time < end {
        let signed = Quantity(fill.quantity.units * fill.side.sign)
        cash -= fill.price * signed + fill.charges.total
        units += signed
        fills.removeFirst()
      }
      // A curve's points lie in the last second of a candle, a daily one's in that of its session.
      let length = setup.isDaily ? .minutes(375) : bars.interval
      worths.append((bars.start(index) + length - .seconds(1), cash + bars.candle(index).close * units))
    }
    return worths
  }
}
