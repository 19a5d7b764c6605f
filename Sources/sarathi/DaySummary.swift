import Engine
import Market
import Storage
import Trading

/// A day of one account, added up from the tables: the same numbers while the day runs and after it.
struct DaySummary {
  private let account: AccountStatusRow
  private let day: TradingDay
  private let decisions: [DecisionRow]
  private let trades: [TradeRow]
  private let open: [PositionRow]

  /// More rows than any day may have by the limits.
  private static let rowLimit = 100_000

  init(account: AccountStatusRow, day: TradingDay, reader: DeskReader) throws {
    let id = account.origin.account
    self.account = account
    self.day = day
    decisions = try reader.decisions(of: id, on: day, limit: Self.rowLimit)
    trades = try reader.trades(of: id, on: day, limit: Self.rowLimit)
      .sorted { ($0.closed, $0.position) < ($1.closed, $1.position) }
    open = try reader.positions(of: id, on: day).filter { $0.closed == nil }
  }

  func printLines() {
    Console.line(
      "\(day)  account \(account.origin.account.number) \"\(account.name)\" (\(account.origin.mode.rawValue))")
    Console.line()
    if !trades.isEmpty {
      Console.table(
        ["OPENED", "CLOSED", "SYMBOL", "SIDE", "QTY", "ENTRY", "EXIT", "GROSS", "CHARGES", "NET", "WHY", "LINK"],
        trades.map(Self.cells), rightAligned: [4, 5, 6, 7, 8, 9])
      Console.line()
    }
    let gross = trades.reduce(Money.zero) { $0 + $1.gross }
    let charges = trades.reduce(Money.zero) { $0 + $1.charges.total }
    let winners = trades.count { $0.net > .zero }
    Console.line("Trades    \(trades.count), \(winners) with a profit; \(open.count) position(s) open")
    Console.line("Result    ₹\(gross - charges) = gross ₹\(gross) - charges ₹\(charges)")
    Console.line("Alerts    \(counts())")
    for decision in decisions.sorted(by: { $0.number < $1.number }) where decision.outcome == .denied {
      Console.line(
        "  denied  \(decision.time.istTime)  \(decision.action.rawValue) \(decision.requestedSymbol): \(decision.reason)"
      )
    }
  }

  private static func cells(_ trade: TradeRow) -> [String] {
    [
      "\(trade.opened.istTime)", "\(trade.closed.istTime)", trade.symbol, trade.direction.rawValue,
      "\(trade.quantity)", "\(trade.entryPrice)", "\(trade.exitPrice)", "\(trade.gross)", "\(trade.charges.total)",
      "\(trade.net)", trade.exitReason?.rawValue ?? "", trade.linkName,
    ]
  }

  private func counts() -> String {
    let outcomes: [(Decision.Outcome, String)] = [
      (.accepted, "accepted"), (.denied, "denied"), (.nothingToDo, "nothing to do"), (.ignored, "ignored"),
      (.waiting, "waiting"),
    ]
    let parts = outcomes.compactMap { outcome, name in
      let count = decisions.count { $0.outcome == outcome }
      return count == 0 ? nil : "\(count) \(name)"
    }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}
