package import Market

/// What a list of stored runs shows of one: the first line of its file, so that a list reads little.
package struct BacktestSummary: Hashable, Sendable, Codable {
  package var id: String
  package var created: String
  package var strategy: String
  /// `fast=9 slow=21`
  package var parameters: String
  package var instruments: String
  @AsText package var firstDay: TradingDay?
  @AsText package var lastDay: TradingDay?
  package var trades: Int
  @AsText package var net: Money
  /// Final equity ÷ capital − 1.
  package var totalReturn: Double?
  /// The deepest fall as a share of its peak; positive.
  package var drawdown: Double?
  package var sharpe: Double?

  package init(_ record: BacktestRecord) {
    id = record.id
    created = record.created
    strategy = record.strategy.name
    parameters = record.strategy.parameterText
    instruments = record.instrumentText
    firstDay = record.dayRange?.lowerBound
    lastDay = record.dayRange?.upperBound
    trades = record.trades.count
    net = record.finalEquity - record.plan.capital
    totalReturn = record.statistics.returns.total
    drawdown = record.statistics.deepestDrawdown?.share
    sharpe = record.statistics.returns.sharpe
  }
}
