import Market
import Trading

/// Running sums over trades: what every statement about a set of trades starts from.
struct TradeTally {
  private(set) var trades = 0
  private(set) var wins = 0
  private(set) var losses = 0
  private(set) var gross = Money.zero
  private(set) var charges = Money.zero
  /// Net of the winners.
  private(set) var won = Money.zero
  /// Net of the losers; not above zero.
  private(set) var lost = Money.zero

  var net: Money { won + lost }

  mutating func add(_ line: TradeLine) {
    let cost = line.trade.charges.total
    let net = line.trade.gross - cost
    trades += 1
    gross += line.trade.gross
    charges += cost
    if net > .zero {
      wins += 1
      won += net
    } else if net < .zero {
      losses += 1
      lost += net
    }
  }

  var winRate: Double? { Self.ratio(Double(wins), Double(trades)) }
  var averageWin: Double? { Self.ratio(won.rupees, Double(wins)) }
  var averageLoss: Double? { Self.ratio(lost.rupees, Double(losses)) }
  var expectancy: Double? { Self.ratio(net.rupees, Double(trades)) }
  var payoffRatio: Double? { averageWin.flatMap { win in averageLoss.map { win / -$0 } } }
  var profitFactor: Double? { Self.ratio(won.rupees, -lost.rupees) }

  /// Nil when there is nothing to divide by.
  static func ratio(_ numerator: Double, _ denominator: Double) -> Double? {
    denominator == 0 ? nil : numerator / denominator
  }
}

extension Money {
  /// The nearest double in rupees: for ratios and averages, never for accounts.
  var rupees: Double { Double(raw) / Double(Price.unitsPerRupee) }
}
