package import Market
package import Strategies

/// What one combination of a sweep came to: key figures only, no trade lists.
///
/// Drawdown and Sharpe ratio are those of closed trades: of a strategy that closes every day the Sharpe ratio is that of
/// its report, of one that holds over night both look calmer.
package struct SweepRow: Hashable, Sendable {
  /// Its number in the grid.
  package var number: Int
  package var values: ParameterValues
  package var trades = 0
  package var wins = 0
  /// After charges.
  package var net = Money.zero
  package var charges = Money.zero
  package var finalEquity = Money.zero
  /// The deepest fall of closed results from their best, in rupees.
  package var maximumDrawdown = Money.zero
  /// The deepest fall of equity at the ends of days, as a share of its peak; nil without days.
  package var drawdown: Double?
  /// Sum of what winners made ÷ sum of what losers lost, after charges; nil without losers.
  package var profitFactor: Double?
  /// Annualised, of daily results; nil with fewer than two days or without a change.
  package var sharpe: Double?
  /// Growth a year ÷ ``drawdown``; nil without one.
  package var calmar: Double?

  package init(number: Int, values: ParameterValues) {
    self.number = number
    self.values = values
  }

  package var winShare: Double? { trades == 0 ? nil : Double(wins) / Double(trades) }
}

extension SweepRecord.Row {
  /// - Parameters:
  ///   - texts: the values that vary, as a person writes them.
  ///   - best: statistics of any run of the sweep: every figure is replaced by the row's own.
  package init(_ row: SweepRow, values texts: [String], capital: Money, like best: BacktestStatistics) {
    self.init(values: texts, best)
    net = row.net
    totalReturn = capital > .zero ? row.net.rupees / capital.rupees : nil
    sharpe = row.sharpe
    calmar = row.calmar
    profitFactor = row.profitFactor
    drawdown = row.drawdown
    trades = row.trades
    winRate = row.winShare
  }
}
