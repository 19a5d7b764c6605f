import Backtesting
import Market

/// A sweep for the terminal: lines of at most 80 columns.
struct SweepText {
  private let run: SweepRun
  private(set) var lines: [String] = []

  init(_ run: SweepRun, top: Int, report: String?) {
    self.run = run
    table(top)
    best()
    lines += ["", "WARNINGS", BacktestText.rule]
    for sentence in run.record.verdict { lines += BacktestText.wrapped("- " + sentence, indent: 0) }
    let seconds = (run.record.secondsTaken * 1000).rounded() / 1000
    lines += ["", "\(run.ranked.count) runs in \(seconds) s, \(run.barsTaken) bars"]
    if let report {
      lines.append("report: \(report)")
    } else {
      lines.append("a page with a map: add --report out.html")
    }
  }

  private mutating func table(_ top: Int) {
    let shown = run.ranked.prefix(top)
    let ranking = run.record.ranking
    let figure = ranking.rawValue.uppercased()
    let hasFigure = run.record.rows.contains { $0.value(of: ranking) != nil }
    lines += [hasFigure ? "THE BEST BY \(figure)" : "NO RUN HAS A FIGURE TO RANK BY: \(figure)", BacktestText.rule]
    let cells = shown.enumerated().map { index, row in
      [
        "\(index + 1)", run.grid.settings(row), "\(row.trades)", Self.percent(row.winShare), row.net.grouped,
        Self.percent(row.drawdown), Self.number(row.profitFactor), Self.number(row.sharpe),
      ]
    }
    lines += BacktestText.table(
      ["", "PARAMETERS", "TRADES", "WON", "NET", "DRAWDOWN", "PF", "SHARPE"], cells,
      rightAligned: [0, 2, 3, 4, 5, 6, 7])
    if run.ranked.count > shown.count { lines.append("… and \(run.ranked.count - shown.count) more (--top)") }
    if run.skipped > 0 { lines.append("\(run.skipped) combinations do not go together and were left out") }
  }

  private mutating func best() {
    lines += ["", "THE BEST: \(run.grid.settings(run.ranked[0]))", BacktestText.rule]
    var cells = [figures(run.outside == nil ? "all days" : "chosen on", run.best.record.statistics)]
    if let outside = run.outside?.record.statistics { cells.append(figures("never seen", outside)) }
    lines += BacktestText.table(
      ["", "DAYS", "TRADES", "NET", "DRAWDOWN", "SHARPE"], cells, rightAligned: [2, 3, 4, 5])
  }

  private func figures(_ name: String, _ statistics: BacktestStatistics) -> [String] {
    let days = [statistics.start, statistics.end].map { $0.map { "\($0)" } ?? "-" }.joined(separator: " to ")
    return [
      name, days, "\(statistics.trades.trades)", statistics.netProfit.grouped,
      Self.percent(statistics.deepestDrawdown?.share), Self.number(statistics.returns.sharpe),
    ]
  }

  static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return "-" }
    return "\((share * 100).rounded(to: 1)) %"
  }

  static func number(_ number: Double?) -> String {
    guard let number, number.magnitude < 1e12 else { return "-" }
    return Decimal4.text(Int64((number * 100).rounded()) * 100, minimumDecimals: 2)
  }
}
