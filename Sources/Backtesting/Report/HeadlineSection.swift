import Market

/// The figures one looks at first, as cards.
struct HeadlineSection {
  let record: BacktestRecord

  init(_ record: BacktestRecord) { self.record = record }

  var html: HTML { "<section class=\"cards\">\n\(figures.map(card).joined())</section>\n" }

  private func card(_ figure: Figure) -> HTML {
    """
    <div class="card" title="\(figure.meaning)"><h2>\(figure.name)</h2>\
    <strong\(figure.tone.attribute)>\(figure.value)</strong><small>\(figure.note)</small></div>

    """
  }

  var figures: [Figure] {
    let statistics = record.statistics
    let (returns, trades) = (statistics.returns, statistics.trades)
    let fall = statistics.deepestDrawdown
    return [
      Figure(
        name: "Net result", value: ReportNumber.rupeeResult(statistics.netProfit),
        tone: ReportNumber.tone(statistics.netProfit), meaning: Meaning.netProfit,
        note: "on ₹\(ReportNumber.rupees(record.plan.capital))"),
      Figure(
        name: "Return", value: ReportNumber.percent(returns.total, sign: true), tone: ReportNumber.tone(returns.total),
        meaning: Meaning.totalReturn, note: beside),
      Figure(
        name: "Max drawdown", value: ReportNumber.percent(fall?.share), tone: fall == nil ? .plain : .loss,
        meaning: Meaning.drawdown,
        note: fall.map { "₹\(ReportNumber.rupees($0.amount)), \($0.days.counted("day"))" } ?? "none"),
      Figure(
        name: "Sharpe", value: ReportNumber.ratio(returns.sharpe), tone: ReportNumber.tone(returns.sharpe),
        meaning: Meaning.sharpe, note: "Sortino \(ReportNumber.ratio(returns.sortino))"),
      Figure(
        name: "Profit factor", value: ReportNumber.ratio(trades.profitFactor), meaning: Meaning.profitFactor,
        note: "payoff \(ReportNumber.ratio(trades.payoffRatio))"),
      Figure(
        name: "Trades", value: ReportNumber.count(trades.trades), meaning: Meaning.trades,
        note: "\(ReportNumber.percent(trades.winRate, decimals: 1)) won"),
      Figure(
        name: "Average trade", value: average(trades.expectancy), tone: ReportNumber.tone(trades.expectancy),
        meaning: Meaning.expectancy, note: "after charges"),
      Figure(
        name: "Charges", value: "₹" + ReportNumber.rupees(statistics.charges.total), meaning: Meaning.charges,
        note: statistics.charges.shareOfGross.map { "\(ReportNumber.percent($0, decimals: 1)) of gross" }
          ?? ""),
    ]
  }

  /// What the reader compares the return with.
  private var beside: String {
    let statistics = record.statistics
    return [
      statistics.returns.cagr.map { "CAGR \(ReportNumber.percent($0))" },
      statistics.buyAndHold.map { "buy and hold \(ReportNumber.percent($0.total))" },
    ].compactMap { $0 }.joined(separator: ", ")
  }

  private func average(_ rupees: Double?) -> String {
    guard let rupees else { return ReportNumber.none }
    return (rupees > 0 ? "+₹" : rupees < 0 ? "−₹" : "₹") + ReportNumber.ratio(rupees.magnitude)
  }
}
