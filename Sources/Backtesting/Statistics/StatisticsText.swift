import Market

/// The statistics for a terminal: lines of at most 80 columns.
package struct StatisticsText {
  private let statistics: BacktestStatistics
  package private(set) var lines: [String] = []

  package static let width = 80

  package init(_ statistics: BacktestStatistics) {
    self.statistics = statistics
    summary()
    returns()
    trades()
    charges()
    groups()
    months()
  }

  // MARK: Sections

  private mutating func summary() {
    let s = statistics
    heading(
      "RESULT  \(s.start.map { "\($0)" } ?? "-") to \(s.end.map { "\($0)" } ?? "-"), \(s.days) trading day\(s.days == 1 ? "" : "s")"
    )
    pair("capital", Self.money(s.capital), "net profit", Self.money(s.netProfit))
    pair("final equity", Self.money(s.finalEquity), "return", Self.percent(s.returns.total))
    pair("exposure", Self.percent(s.exposure), "turnover ÷ capital", Self.ratio(s.turnover))
    pair("bars", Self.grouped("\(s.bars)"), "turnover a year", Self.ratio(s.turnoverPerYear))
    if let hold = s.buyAndHold {
      pair("buy and hold", Self.percent(hold.total), "its max drawdown", Self.percent(hold.drawdown))
    }
  }

  private mutating func returns() {
    let r = statistics.returns
    heading("RETURN AND RISK")
    pair("CAGR", Self.percent(r.cagr), "volatility a year", Self.percent(r.volatility))
    pair("Sharpe", Self.ratio(r.sharpe), "Sortino", Self.ratio(r.sortino))
    pair("Calmar", Self.ratio(r.calmar), "winning days", Self.percent(r.winningDays))
    pair("best day", Self.percent(r.bestDay), "worst day", Self.percent(r.worstDay))
    pair("skewness", Self.ratio(r.skewness), "kurtosis", Self.ratio(r.kurtosis))
    pair("P(Sharpe above 0)", Self.percent(r.probabilisticSharpe), "deflated Sharpe", Self.percent(r.deflatedSharpe))
    drawdown("max drawdown", statistics.deepestDrawdown)
    let deepest = statistics.deepestDrawdown
    if statistics.costliestDrawdown != deepest { drawdown("costliest drawdown", statistics.costliestDrawdown) }
    if statistics.longestDrawdown != deepest { drawdown("longest drawdown", statistics.longestDrawdown) }
  }

  private mutating func drawdown(_ name: String, _ fall: Drawdown?) {
    guard let fall else { return pair(name, "none", "", "") }
    pair(name, Self.money(fall.amount), "of its peak", Self.percent(fall.share))
    let from = fall.peakTime.map { "\($0.istDay)" } ?? "the start"
    let until = fall.recoveryTime.map { "recovered \($0.istDay)" } ?? "not recovered"
    lines.append(
      "  from \(from), lowest \(fall.troughTime.istDay), \(until): \(fall.days.counted("day")), \(fall.bars.counted("bar"))"
    )
  }

  private mutating func trades() {
    let t = statistics.trades
    heading("TRADES")
    pair("trades", "\(t.trades)", "win rate", Self.percent(t.winRate))
    pair("wins", "\(t.wins)", "losses", "\(t.losses)")
    pair("average win", Self.rupees(t.averageWin), "average loss", Self.rupees(t.averageLoss))
    pair("largest win", t.largestWin.map(Self.money) ?? "-", "largest loss", t.largestLoss.map(Self.money) ?? "-")
    pair("profit factor", Self.ratio(t.profitFactor), "payoff ratio", Self.ratio(t.payoffRatio))
    pair("expectancy", Self.rupees(t.expectancy), "bars held", Self.ratio(t.averageBarsHeld))
    pair("winning streak", "\(t.longestWinningStreak)", "losing streak", "\(t.longestLosingStreak)")
    pair("time held", Self.duration(t.averageSecondsHeld), "", "")
  }

  private mutating func charges() {
    let c = statistics.charges
    heading("CHARGES")
    pair("gross", Self.money(statistics.trades.gross), "charges", Self.money(c.total))
    pair("brokerage", Self.money(c.brokerage), "STT", Self.money(c.stt))
    pair("exchange", Self.money(c.exchange), "SEBI", Self.money(c.sebi))
    pair("GST", Self.money(c.gst), "stamp duty", Self.money(c.stamp))
    pair("depository", Self.money(c.dp), "rounding of notes", Self.money(c.rounding))
    pair("share of gross", Self.percent(c.shareOfGross), "", "")
  }

  private mutating func groups() {
    let g = statistics.groups
    let cuts = [
      ("DIRECTION", g.directions), ("EXIT", g.exitReasons), ("WEEKDAY", g.weekdays), ("HOUR", g.entryHours),
      ("EXPIRY", g.expiryDays), ("INSTRUMENT", g.instruments.sorted { $0.net > $1.net }),
    ]
    for (name, groups) in cuts where !groups.isEmpty {
      if name == "INSTRUMENT" && groups.count == 1 { continue }
      lines.append("")
      lines.append(GroupTable.header(name))
      lines += groups.prefix(GroupTable.limit).map(GroupTable.line)
      let more = groups.count - GroupTable.limit
      if more > 0 { lines.append("  and \(more) more") }
    }
  }

  private mutating func months() {
    guard !statistics.months.years.isEmpty else { return }
    lines.append("")
    lines += MonthTable.lines(statistics.months)
  }

  // MARK: Layout

  private mutating func heading(_ text: String) {
    if !lines.isEmpty { lines.append("") }
    lines.append(text)
    lines.append(String(repeating: "─", count: Self.width))
  }

  /// Two names with their values, in columns 0–38 and 42–80.
  private mutating func pair(_ name: String, _ value: String, _ name2: String, _ value2: String) {
    let left = Self.filled(name, value)
    lines.append(name2.isEmpty ? left : left + "    " + Self.filled(name2, value2))
  }

  private static func filled(_ name: String, _ value: String) -> String {
    name + String(repeating: " ", count: max(38 - name.count - value.count, 1)) + value
  }
}
