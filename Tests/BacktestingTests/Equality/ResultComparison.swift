import Backtesting
import Market
import Trading

/// Two results of the same backtest, trade by trade.
struct ResultComparison {
  let fast: BacktestResult
  let full: BacktestResult

  /// The first thing that differs, in words; nil when nothing does.
  var firstDifference: String? {
    difference(
      "trade", fast.trades.map { describe($0, fast) }.sorted(), full.trades.map { describe($0, full) }.sorted())
      ?? difference("fill", fast.fills.map(describe).sorted(), full.fills.map(describe).sorted())
      ?? (fast.finalEquity == full.finalEquity ? nil : "equity \(fast.finalEquity) and \(full.finalEquity)")
      ?? (fast.bars == full.bars ? nil : "bars \(fast.bars) and \(full.bars)")
  }

  private func difference(_ what: String, _ a: [String], _ b: [String]) -> String? {
    for index in 0..<max(a.count, b.count) {
      let (fast, full) = (index < a.count ? a[index] : "none", index < b.count ? b[index] : "none")
      if fast != full {
        let before = index > 0 ? "\n  before:  \(a[index - 1])" : ""
        return "\(what) \(index) of \(a.count) and \(b.count)\(before)\n  fast:    \(fast)\n  full:    \(full)\n"
          + "  denials: \(describe(self.fast.denials))\n  and:     \(describe(self.full.denials))"
      }
    }
    return nil
  }

  private func describe(_ denials: [Denial.Code: Int]) -> String {
    denials.map { "\($0.key.rawValue) \($0.value)" }.sorted().joined(separator: ", ")
  }

  /// Sorts by time, then instrument.
  private func describe(_ trade: Trade, _ result: BacktestResult) -> String {
    "\(trade.opened) \(trade.instrument.index) \(trade.direction.rawValue) \(trade.quantity) \(trade.entryPrice) → "
      + "\(trade.closed) \(trade.exitPrice) \(trade.exitReason?.rawValue ?? "?") gross \(trade.gross) "
      + "charges \(trade.charges.total) first stop \(result.firstStops[trade.position]?.description ?? "none")"
  }

  private func describe(_ fill: BacktestFill) -> String {
    "\(fill.time) \(fill.instrument.index) \(fill.side.rawValue) \(fill.quantity) \(fill.price) \(fill.charges.total) "
      + (fill.exitReason?.rawValue ?? "entry")
  }
}
