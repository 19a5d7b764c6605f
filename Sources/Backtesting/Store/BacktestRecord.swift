package import Market

/// A run with everything a person may ask about it later: what is stored, and what a report is drawn from.
package struct BacktestRecord: Hashable, Sendable, Codable {
  /// `bt-20261121-153012-ema-crossover`; empty until ``BacktestStore/save(_:)`` gives it one.
  package var id = ""
  /// When it ran: ISO 8601 in Indian time.
  package var created: String
  package var programVersion: String
  /// As it was typed, so that it can be run again.
  package var commandLine: String
  /// Which driver made it: the fast one, or the desk's own engine with the simulated exchange.
  package var driver: String
  package var strategy: RecordedStrategy
  package var exit: RecordedStrategy?
  package var plan: BacktestPlan
  /// One for each instrument.
  package var data: [RecordedData]
  package var statistics: BacktestStatistics
  @AsText package var finalEquity: Money
  /// Ascending in time; at most a few thousand.
  package var equity: [RecordedPoint]
  /// By time of closing.
  package var trades: [RecordedTrade]
  /// Wishes that were refused, by reason.
  package var denials: [String: Int]
  package var barsOutsideSessions: Int
  /// How long it took.
  package var secondsTaken: Double
  /// Variants tried before this one was chosen, itself included; 1 when it was run alone.
  package var trials = 1
  /// What the prices and trades give reason to doubt, in sentences; nil in records of earlier versions.
  package var doubts: [String]?

  package init(
    created: String, programVersion: String, commandLine: String, driver: String, strategy: RecordedStrategy,
    exit: RecordedStrategy?, plan: BacktestPlan, data: [RecordedData], statistics: BacktestStatistics,
    finalEquity: Money, equity: [RecordedPoint], trades: [RecordedTrade], denials: [String: Int] = [:],
    barsOutsideSessions: Int = 0, secondsTaken: Double
  ) {
    self.created = created
    self.programVersion = programVersion
    self.commandLine = commandLine
    self.driver = driver
    self.strategy = strategy
    self.exit = exit
    self.plan = plan
    self.data = data
    self.statistics = statistics
    self.finalEquity = finalEquity
    self.equity = equity
    self.trades = trades
    self.denials = denials
    self.barsOutsideSessions = barsOutsideSessions
    self.secondsTaken = secondsTaken
  }

  /// `NIFTY`, `RELIANCE, TCS and 3 more`.
  package var instrumentText: String {
    let names = data.map(\.symbol)
    return names.count <= 3
      ? names.joined(separator: ", ") : "\(names[0]), \(names[1]) and \(names.count - 2) more"
  }

  /// The first and last day with bars of any instrument; nil without bars.
  package var dayRange: ClosedRange<TradingDay>? {
    guard let first = data.compactMap(\.firstDay).min(), let last = data.compactMap(\.lastDay).max(), first <= last
    else { return nil }
    return first...last
  }
}
