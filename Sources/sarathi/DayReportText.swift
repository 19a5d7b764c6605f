import Desk
import Engine
import Market
import Trading

/// A day report for the terminal, 80 columns wide.
struct DayReportText {
  private let report: DayReport

  init(_ report: DayReport) { self.report = report }

  func print() {
    Console.line()
    Console.line("DAY REPORT  \(report.day)  \(report.accountName) (\(report.mode.rawValue))")
    Console.line(String(repeating: "─", count: 78))
    if report.trades.isEmpty {
      Console.line("No trades.")
    } else {
      Console.table(
        ["SYMBOL", "SIDE", "QTY", "ENTRY", "EXIT", "BY", "GROSS", "CHARGES", "NET"],
        report.trades.map(Self.cells), rightAligned: [2, 3, 4, 6, 7, 8], gap: 1)
      Console.line()
      for trade in report.trades {
        print(trade.opened, "to \(trade.closed.istTime)  \(Self.symbol(trade)) by \(trade.link)")
      }
    }
    for open in report.stillOpen {
      let side = open.direction == .buy ? "long" : "short"
      Console.line("Still open: \(side) \(open.quantity) \(open.symbol) at \(open.averageEntry.averageDisplay)")
    }
    printNotTraded()
    Console.line(String(repeating: "─", count: 78))
    let charges = report.charges
    Console.line(
      "Charges   brokerage \(text(charges.brokerage))  STT \(text(charges.stt))  exchange \(text(charges.exchange))")
    Console.line(
      "          SEBI \(text(charges.sebi))  GST \(text(charges.gst))  stamp \(text(charges.stamp))"
        + "  depository \(text(charges.dp))  rounding \(text(charges.rounding))")
    Console.line(
      "Result    gross \(report.gross.rupees), charges \(charges.total.rupees), net \(report.net.rupees)")
    Console.line(
      "Trades    \(report.trades.count): \(report.winners) won, \(report.losers) lost;  decisions \(report.decisions.count),"
        + " fills \(report.fills.count)")
  }

  private func text(_ money: Money) -> String { money.display }

  private static let shown = 20

  /// Signals that led to nothing, with the reason: a day without trades is not silent about why.
  private func printNotTraded() {
    let idle = report.decisions.filter { $0.outcome != .accepted }
    guard !idle.isEmpty || !report.refused.isEmpty || !report.unfilled.isEmpty else { return }
    Console.line(String(repeating: "─", count: 78))
    Console.line("Not traded")
    for line in idle.prefix(Self.shown) {
      let symbol = line.symbol.replacing("NSE:", with: "")
      let what = line.action.rawValue + (symbol.isEmpty ? "" : " \(symbol)")
      print(line.time, "\(what), \(line.outcome.words): \(line.reason)")
    }
    for line in report.refused.prefix(Self.shown) {
      let seen = line.seen.isEmpty ? "" : " \"\(line.seen)\""
      print(line.time, "an alert for \(line.link), not acted on: \(line.field):\(seen) \(line.problem). \(line.fix)")
    }
    for line in report.unfilled.prefix(Self.shown) {
      let what = "\(line.side.rawValue) \(line.quantity) \(line.symbol.replacing("NSE:", with: "")) by \(line.link)"
      let reason = line.reason.isEmpty ? "" : ": \(line.reason)"
      print(line.time, "\(what), \(line.status.rawValue), filled \(line.filled)\(reason)")
    }
    let more = [idle.count, report.refused.count, report.unfilled.count].reduce(0) { $0 + max(0, $1 - Self.shown) }
    if more > 0 { Console.line("… and \(more) more: sarathi report --json") }
  }

  private func print(_ time: Timestamp, _ text: String) {
    BacktestText.wrapped(text, behind: "\(time.istTime)  ").forEach { Console.line($0) }
  }

  private static func symbol(_ trade: DayReport.TradeLine) -> String { trade.symbol.replacing("NSE:", with: "") }

  private static func cells(_ trade: DayReport.TradeLine) -> [String] {
    [
      symbol(trade), trade.direction == .buy ? "long" : "short", "\(trade.quantity)",
      trade.entryPrice.averageDisplay,
      trade.exitPrice.averageDisplay, trade.exitReason?.words ?? "", trade.gross.display,
      trade.charges.display, trade.net.display,
    ]
  }
}
