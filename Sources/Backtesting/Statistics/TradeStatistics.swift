package import Market
import Trading

/// What the closed trades of a run came to. All of it follows from the trades file alone.
package struct TradeStatistics: Codable, Hashable, Sendable {
  package var trades: Int
  /// Trades with a net result above zero.
  package var wins: Int
  /// Below zero. A trade of exactly zero is neither.
  package var losses: Int
  /// Wins ÷ trades, 0…1.
  package var winRate: Double?
  /// Σ results before charges.
  @AsText package var gross: Money
  /// Σ results after charges.
  @AsText package var net: Money
  /// Mean net of the winners, in rupees.
  package var averageWin: Double?
  /// Mean net of the losers, in rupees: below zero.
  package var averageLoss: Double?
  /// The best net result, if it is a win; the worst, if it is a loss.
  @AsText package var largestWin: Money?
  @AsText package var largestLoss: Money?
  /// Σ net of winners ÷ |Σ net of losers|; nil without losers.
  package var profitFactor: Double?
  /// Mean net of all trades, in rupees.
  package var expectancy: Double?
  /// Average win ÷ |average loss|.
  package var payoffRatio: Double?
  /// Mean number of bars held (see ``TradeLine/barsHeld``).
  package var averageBarsHeld: Double?
  /// Mean time from first entry to last exit, in seconds, nights and weekends included.
  package var averageSecondsHeld: Double?
  /// Most wins in a row, by time of closing; a trade of exactly zero ends both streaks.
  package var longestWinningStreak: Int
  package var longestLosingStreak: Int
  /// Σ quantity × (entry price + exit price): what all fills were worth.
  @AsText package var tradedValue: Money

  init(_ lines: [TradeLine]) {
    var tally = TradeTally()
    var streaks = Streaks()
    var best = Money.zero
    var worst = Money.zero
    var bars = 0
    var held: Int64 = 0
    var value = Money.zero
    for line in lines {
      let net = line.trade.net
      tally.add(line)
      streaks.take(net)
      best = max(best, net)
      worst = min(worst, net)
      bars += line.barsHeld
      held += line.timeHeld.nanoseconds
      value += line.turnover
    }
    trades = tally.trades
    wins = tally.wins
    losses = tally.losses
    winRate = tally.winRate
    gross = tally.gross
    net = tally.net
    averageWin = tally.averageWin
    averageLoss = tally.averageLoss
    largestWin = best > .zero ? best : nil
    largestLoss = worst < .zero ? worst : nil
    profitFactor = tally.profitFactor
    expectancy = tally.expectancy
    payoffRatio = tally.payoffRatio
    averageBarsHeld = TradeTally.ratio(Double(bars), Double(lines.count))
    let seconds = Double(held) / Double(Timestamp.nanosecondsPerSecond)
    averageSecondsHeld = TradeTally.ratio(seconds, Double(lines.count))
    longestWinningStreak = streaks.longestWinning
    longestLosingStreak = streaks.longestLosing
    tradedValue = value
  }
}

/// Counts wins and losses in a row.
private struct Streaks {
  private(set) var longestWinning = 0
  private(set) var longestLosing = 0
  private var winning = 0
  private var losing = 0

  mutating func take(_ net: Money) {
    winning = net > .zero ? winning + 1 : 0
    losing = net < .zero ? losing + 1 : 0
    longestWinning = max(longestWinning, winning)
    longestLosing = max(longestLosing, losing)
  }
}
