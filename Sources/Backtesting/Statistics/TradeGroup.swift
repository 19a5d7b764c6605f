package import Market

/// The trades that have something in common: entered on a Monday, closed by a stop, long.
package struct TradeGroup: Codable, Hashable, Sendable {
  package var name: String
  package var trades: Int
  package var wins: Int
  package var losses: Int
  /// Wins ÷ trades, 0…1.
  package var winRate: Double?
  @AsText package var gross: Money
  @AsText package var charges: Money
  @AsText package var net: Money
  /// Net ÷ trades, in rupees.
  package var expectancy: Double?
  /// Σ net of winners ÷ |Σ net of losers|; nil without losers.
  package var profitFactor: Double?

  init(_ name: String, _ tally: TradeTally) {
    self.name = name
    trades = tally.trades
    wins = tally.wins
    losses = tally.losses
    winRate = tally.winRate
    gross = tally.gross
    charges = tally.charges
    net = tally.net
    expectancy = tally.expectancy
    profitFactor = tally.profitFactor
  }
}
