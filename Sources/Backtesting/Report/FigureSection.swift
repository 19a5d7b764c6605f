import Market

/// All figures, in groups, each with its definition.
struct FigureSection {
  let record: BacktestRecord

  init(_ record: BacktestRecord) { self.record = record }

  var html: HTML {
    """
    <section class="panel" id="figures">
    <h2>All figures</h2>
    <div class="columns wide">
    \(groups.map(table).joined())</div>
    <details>
    <summary>What they mean</summary>
    <dl class="meanings">
    \(groups.flatMap(\.figures).map { "<dt>\($0.name)</dt><dd>\($0.meaning)</dd>\n" as HTML }.joined())</dl>
    </details>
    </section>

    """
  }

  private func table(_ group: FigureGroup) -> HTML {
    "<table class=\"pairs\">\n<caption>\(group.title)</caption>\n<tbody>\n\(group.figures.map(row).joined())</tbody>\n</table>\n"
  }

  private func row(_ figure: Figure) -> HTML {
    "<tr title=\"\(figure.meaning)\"><th scope=\"row\">\(figure.name)</th><td\(figure.tone.attribute)>\(figure.value)</td></tr>\n"
  }

  var groups: [FigureGroup] {
    [
      FigureGroup(title: "Return", figures: returns), FigureGroup(title: "Risk", figures: risk),
      FigureGroup(title: "Trades", figures: trades), FigureGroup(title: "Confidence and use", figures: confidence),
    ]
  }

  private var returns: [Figure] {
    let statistics = record.statistics
    let returns = statistics.returns
    return [
      Figure(
        name: "Capital", value: ReportNumber.exactRupees(statistics.capital), meaning: "What the account began with."),
      Figure(
        name: "Final equity", value: ReportNumber.exactRupees(statistics.finalEquity), meaning: "What it ended with."),
      signed("Net result", statistics.netProfit, Meaning.netProfit),
      signed("Result before charges", statistics.trades.gross, "Sum of all trades before charges."),
      share("Return", returns.total, Meaning.totalReturn), share("CAGR", returns.cagr, Meaning.cagr),
      share("Buy and hold", record.statistics.buyAndHold?.total, Meaning.buyAndHold),
      Figure(
        name: "Buy and hold, max drawdown", value: ReportNumber.percent(record.statistics.buyAndHold?.drawdown),
        meaning: Meaning.buyAndHold),
      share("Best day", returns.bestDay, Meaning.day), share("Worst day", returns.worstDay, Meaning.day),
      Figure(
        name: "Winning days", value: ReportNumber.percent(returns.winningDays, decimals: 1),
        meaning: Meaning.winningDays),
    ]
  }

  private var risk: [Figure] {
    let returns = record.statistics.returns
    return [
      Figure(name: "Volatility (a year)", value: ReportNumber.percent(returns.volatility), meaning: Meaning.volatility),
      ratio("Sharpe", returns.sharpe, Meaning.sharpe), ratio("Sortino", returns.sortino, Meaning.sortino),
      ratio("Calmar", returns.calmar, Meaning.calmar),
      Figure(name: "Max drawdown", value: fall(record.statistics.deepestDrawdown), meaning: Meaning.drawdown),
      Figure(name: "Costliest drawdown", value: costliest, meaning: Meaning.costliest),
      Figure(name: "Longest drawdown", value: longest, meaning: Meaning.longest),
      ratio("Skewness", returns.skewness, Meaning.skewness), ratio("Kurtosis", returns.kurtosis, Meaning.kurtosis),
    ]
  }

  private var trades: [Figure] {
    let trades = record.statistics.trades
    return [
      Figure(name: "Trades", value: ReportNumber.count(trades.trades), meaning: Meaning.trades),
      Figure(
        name: "Won / lost", value: "\(ReportNumber.count(trades.wins)) / \(ReportNumber.count(trades.losses))",
        meaning: Meaning.trades),
      Figure(name: "Win rate", value: ReportNumber.percent(trades.winRate, decimals: 1), meaning: Meaning.trades),
      ratio("Profit factor", trades.profitFactor, Meaning.profitFactor),
      ratio("Payoff", trades.payoffRatio, Meaning.payoff),
      ratio("Average trade", trades.expectancy, Meaning.expectancy),
      Figure(
        name: "Average win / loss",
        value: "\(ReportNumber.ratio(trades.averageWin)) / \(ReportNumber.ratio(trades.averageLoss))",
        meaning: Meaning.average),
      Figure(
        name: "Largest win / loss",
        value: "\(amount(trades.largestWin)) / \(amount(trades.largestLoss))", meaning: Meaning.largest),
      Figure(
        name: "Longest streak won / lost", value: "\(trades.longestWinningStreak) / \(trades.longestLosingStreak)",
        meaning: Meaning.streak),
      Figure(name: "Time held", value: held, meaning: Meaning.held),
    ]
  }

  private var confidence: [Figure] {
    let statistics = record.statistics
    var figures = [
      Figure(
        name: "Probability that Sharpe is above 0",
        value: ReportNumber.percent(statistics.returns.probabilisticSharpe, decimals: 1),
        meaning: Meaning.probabilisticSharpe)
    ]
    if record.trials > 1 {
      figures.append(
        Figure(
          name: "Probability that Sharpe beats the luck of \(ReportNumber.count(record.trials))",
          value: ReportNumber.percent(statistics.returns.deflatedSharpe, decimals: 1), meaning: Meaning.deflatedSharpe))
    }
    return figures + [
      Figure(
        name: "Exposure", value: ReportNumber.percent(statistics.exposure, decimals: 1),
        meaning: Meaning.exposure),
      Figure(
        name: "Turnover", value: ReportNumber.ratio(statistics.turnover, decimals: 1) + " ×", meaning: Meaning.turnover),
      Figure(
        name: "Turnover a year", value: ReportNumber.ratio(statistics.turnoverPerYear, decimals: 1) + " ×",
        meaning: Meaning.turnover),
      Figure(name: "Days", value: ReportNumber.count(statistics.days), meaning: "Days with candles in trading hours."),
      Figure(
        name: "Candles", value: ReportNumber.count(statistics.bars), meaning: "In trading hours, of all instruments."),
    ]
  }

  private func signed(_ name: String, _ money: Money, _ meaning: String) -> Figure {
    Figure(name: name, value: ReportNumber.exactResult(money), tone: ReportNumber.tone(money), meaning: meaning)
  }

  private func share(_ name: String, _ share: Double?, _ meaning: String) -> Figure {
    Figure(
      name: name, value: ReportNumber.percent(share, sign: true), tone: ReportNumber.tone(share), meaning: meaning)
  }

  private func ratio(_ name: String, _ ratio: Double?, _ meaning: String) -> Figure {
    Figure(name: name, value: ReportNumber.ratio(ratio), meaning: meaning)
  }

  private func amount(_ money: Money?) -> String { money.map(ReportNumber.exactRupees) ?? ReportNumber.none }

  private func fall(_ drawdown: Drawdown?) -> String {
    drawdown.map { "\(ReportNumber.percent($0.share)) in \($0.days.counted("day"))" } ?? "none"
  }

  private var costliest: String {
    record.statistics.costliestDrawdown.map { "\(ReportNumber.rupees($0.amount)) in \($0.days.counted("day"))" }
      ?? "none"
  }

  private var longest: String {
    guard let drawdown = record.statistics.longestDrawdown else { return "none" }
    return "\(ReportNumber.count(drawdown.days)) days" + (drawdown.recoveryTime == nil ? ", not over" : "")
  }

  private var held: String {
    guard let seconds = record.statistics.trades.averageSecondsHeld else { return ReportNumber.none }
    let bars = ReportNumber.ratio(record.statistics.trades.averageBarsHeld, decimals: 1)
    return "\(ReportNumber.duration(.seconds(Int64(seconds)))), \(bars) candles"
  }
}
