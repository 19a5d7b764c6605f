package import Market

/// The numbers of a backtest. Each definition stands at its property; docs/reference/statistics.md has the formulas.
///
/// Shares are fractions (0.25 is 25 %), amounts rupees. What is not defined (no losing trade, one day only) is nil, so
/// that no output ever holds a number that is none.
package struct BacktestStatistics: Codable, Hashable, Sendable {
  /// First and last day with bars in session; nil without any.
  @AsText package var start: TradingDay?
  @AsText package var end: TradingDay?
  /// Days with bars in session.
  package var days: Int
  /// Calendar days from ``start`` to ``end``, both counted, ÷ 365.25.
  package var years: Double?
  /// Bars in session, of all instruments.
  package var bars: Int
  @AsText package var capital: Money
  @AsText package var finalEquity: Money
  /// Final equity − capital: the sum of all trades' results after charges.
  @AsText package var netProfit: Money
  package var returns: ReturnStatistics
  /// The fall from a peak that took the largest share of it, looked at after every bar.
  package var deepestDrawdown: Drawdown?
  /// The fall that took the most rupees.
  package var costliestDrawdown: Drawdown?
  /// The fall that lasted longest.
  package var longestDrawdown: Drawdown?
  /// Bars at whose end a position in their instrument was held ÷ all bars.
  package var exposure: Double?
  /// Traded value ÷ capital; and that ÷ years.
  package var turnover: Double?
  package var turnoverPerYear: Double?
  package var trades: TradeStatistics
  package var charges: ChargeTotals
  package var groups: TradeGroups
  package var months: MonthlyReturns
  /// What holding the same instruments would have brought; nil when it was not asked for.
  package var buyAndHold: BuyAndHold?

  /// With fewer days than this, figures a year say nothing and are left out: CAGR, volatility, Sharpe, Sortino, Calmar.
  package static let daysForYearlyFigures = 30

  /// - Parameters:
  ///   - curve: of the same result.
  ///   - trials: how many variants this one was chosen from; nil: it was the only one.
  ///   - calendar: the one that the run used.
  ///   - isExpiryDay: nil: by ``ExpiryDays`` when all instruments share an underlying it knows, else not looked at.
  package init(
    result: BacktestResult, curve: EquityCurve, instruments: [BacktestInstrument], trials: Trials? = nil,
    calendar: TradingCalendar = .bundled, isExpiryDay: ExpiryQuestion? = nil
  ) {
    let ledger = TradeLedger(result: result, instruments: instruments, calendar: calendar)
    let known = ExpiryDays(of: instruments.map(\.instrument), calendar: calendar)
    self.init(
      ledger: ledger, curve: curve, trials: trials, expiry: isExpiryDay ?? known.map { days in { days.contains($0) } })
    buyAndHold = BuyAndHold(instruments, years: curve.years)
  }

  /// From a list of trades that was made already.
  package init(ledger: TradeLedger, curve: EquityCurve, trials: Trials? = nil, expiry: ExpiryQuestion? = nil) {
    start = curve.days.first?.day
    end = curve.days.last?.day
    days = curve.days.count
    years = curve.years
    bars = curve.bars
    capital = curve.capital
    finalEquity = curve.finalEquity
    netProfit = curve.finalEquity - curve.capital
    returns = ReturnStatistics(curve, years: curve.years, trials: trials)
    deepestDrawdown = curve.deepestDrawdown
    costliestDrawdown = curve.costliestDrawdown
    longestDrawdown = curve.longestDrawdown
    exposure = curve.exposure
    trades = TradeStatistics(ledger.lines)
    turnover = TradeTally.ratio(trades.tradedValue.rupees, curve.capital.rupees)
    turnoverPerYear = turnover.flatMap { all in curve.years.map { all / $0 } }
    charges = ChargeTotals(ledger.lines)
    groups = TradeGroups(ledger.lines, expiry: expiry)
    months = MonthlyReturns(curve.days)
    if days < Self.daysForYearlyFigures {
      returns.leaveOutYearlyFigures()
      turnoverPerYear = nil
    }
  }
}

extension EquityCurve {
  /// Calendar days of the run, first and last counted, ÷ 365.25; nil without days.
  package var years: Double? {
    guard let first = days.first, let last = days.last else { return nil }
    return Double(last.day - first.day + 1) / 365.25
  }
}
