package import History
package import Market
package import Strategies
import Trading

extension BacktestRecord {
  /// Who ran it, when and how: what neither the setup nor the result knows.
  package struct Circumstances: Sendable {
    package var created: Timestamp
    package var programVersion: String
    package var commandLine: String
    package var driver: String
    package var secondsTaken: Double

    package init(
      created: Timestamp, programVersion: String, commandLine: String, driver: String, secondsTaken: Double
    ) {
      self.created = created
      self.programVersion = programVersion
      self.commandLine = commandLine
      self.driver = driver
      self.secondsTaken = secondsTaken
    }
  }

  /// - Parameters:
  ///   - strategy: the description of the setup's strategy, and `exit` of its exit strategy.
  ///   - loads: for each of the setup's instruments, in order, the reports on its files; may be shorter.
  package init(
    _ setup: BacktestSetup, _ result: BacktestResult, curve: EquityCurve, statistics: BacktestStatistics,
    strategy: StrategyDescription, exit: StrategyDescription? = nil, loads: [[LoadReport]] = [],
    circumstances: Circumstances
  ) {
    var places: [InstrumentID: Int] = [:]
    for (place, instrument) in setup.instruments.enumerated() { places[instrument.id] = place }
    var denials: [String: Int] = [:]
    for (code, count) in result.denials { denials[code.code] = count }
    self.init(
      created: circumstances.created.description, programVersion: circumstances.programVersion,
      commandLine: circumstances.commandLine, driver: circumstances.driver,
      strategy: RecordedStrategy(strategy, setup.strategy.values),
      exit: setup.exit.flatMap { choice in exit.map { RecordedStrategy($0, choice.values) } }, plan: setup.plan,
      data: setup.instruments.enumerated().map { place, instrument in
        RecordedData(instrument, loads: loads.indices.contains(place) ? loads[place] : [])
      },
      statistics: statistics, finalEquity: result.finalEquity,
      equity: curve.points.map { RecordedPoint(time: $0.time, equity: $0.equity) },
      trades: result.trades.map { Self.recorded($0, places[$0.instrument] ?? 0, setup, result) }, denials: denials,
      barsOutsideSessions: result.barsOutsideSessions, secondsTaken: circumstances.secondsTaken)
    doubts = RunDoubts(setup, result).sentences
  }

  private static func recorded(
    _ trade: Trade, _ place: Int, _ setup: BacktestSetup, _ result: BacktestResult
  ) -> RecordedTrade {
    var recorded = RecordedTrade(trade, instrument: place)
    guard setup.instruments.indices.contains(place) else { return recorded }
    let excursion = TradeExcursion(trade, in: setup.instruments[place].bars)
    recorded.adverse = excursion.adverse
    recorded.favourable = excursion.favourable
    if let stop = result.firstStops[trade.position] {
      let risk = (trade.entryPrice > stop ? trade.entryPrice - stop : stop - trade.entryPrice) * trade.quantity
      if risk > .zero { recorded.riskMultiple = trade.gross.rupees / risk.rupees }
    }
    return recorded
  }
}
