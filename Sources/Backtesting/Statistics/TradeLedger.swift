package import Market
import Trading

/// All trades of a run in their order: the one source of every number about trades, in the statistics and in the file.
package struct TradeLedger: Sendable {
  package let capital: Money
  package let lines: [TradeLine]

  /// - Parameters:
  ///   - result: its trades are in order of closing, and an instrument's do not overlap.
  ///   - calendar: the one that the run used.
  package init(result: BacktestResult, instruments: [BacktestInstrument], calendar: TradingCalendar = .bundled) {
    capital = result.capital
    var places: [InstrumentID: Int] = [:]
    for (place, instrument) in instruments.enumerated() { places[instrument.id] = place }
    let symbols = instruments.map(\.instrument.symbol)
    let series = instruments.map { SessionBars($0, calendar: calendar) }
    var lastBar = Array(repeating: 0, count: instruments.count)
    var equity = result.capital
    var lines: [TradeLine] = []
    lines.reserveCapacity(result.trades.count)
    for trade in result.trades {
      guard let place = places[trade.instrument] else {
        preconditionFailure("a trade names instrument \(trade.instrument.index), which is not in the run")
      }
      let opened = series[place].index(at: trade.opened, from: lastBar[place])
      let closed = series[place].index(at: trade.closed, from: opened)
      lastBar[place] = closed
      equity += trade.net
      lines.append(
        TradeLine(
          number: lines.count + 1, symbol: symbols[place], trade: trade, barsHeld: closed - opened,
          equityAfter: equity))
    }
    self.lines = lines
  }

  package init(capital: Money, lines: [TradeLine]) {
    self.capital = capital
    self.lines = lines
  }
}
