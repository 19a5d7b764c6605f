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
        report.trades.map(Self.cells), rightAligned: [2, 3, 4, 6, 7, 8])
    }
    for open in report.stillOpen { Console.line("Still open: \(open.quantity) \(open.symbol) at \(open.averageEntry)") }
    Console.line(String(repeating: "─", count: 78))
    let charges = report.charges
    Console.line(
      "Charges   brokerage \(text(charges.brokerage))  STT \(text(charges.stt))  exchange \(text(charges.exchange))")
    Console.line(
      "          SEBI \(text(charges.sebi))  GST \(text(charges.gst))  stamp \(text(charges.stamp))  rounding "
        + text(charges.rounding))
    Console.line(
      "Result    gross ₹\(text(report.gross)) - charges ₹\(text(charges.total)) = net ₹\(text(report.net))")
    Console.line(
      "Trades    \(report.trades.count): \(report.winners) won, \(report.losers) lost;  decisions \(report.decisions.count),"
        + " fills \(report.fills.count)")
  }

  private func text(_ money: Money) -> String { "\(money.rounded(to: .paisa))" }

  private static func cells(_ trade: DayReport.TradeLine) -> [String] {
    [
      trade.symbol.replacing("NSE:", with: ""), trade.direction == .buy ? "long" : "short", "\(trade.quantity)",
      "\(price(trade.entryPrice))",
      "\(price(trade.exitPrice))", trade.exitReason?.rawValue ?? "", "\(trade.gross.rounded(to: .paisa))",
      "\(trade.charges.rounded(to: .paisa))", "\(trade.net.rounded(to: .paisa))",
    ]
  }

  private static func price(_ price: Price) -> Price { price.rounded(to: Price(rupees: 0, paise: 1), .nearest) }
}
