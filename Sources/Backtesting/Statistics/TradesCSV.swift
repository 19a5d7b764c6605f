import Market
import Trading

/// The list of trades as a file: every number of the statistics that concerns trades can be computed from it.
///
/// Amounts and prices are plain decimals in rupees, times Indian time in ISO 8601.
package enum TradesCSV {
  package static let header = [
    "number", "symbol", "direction", "quantity", "entry_time", "entry_price", "exit_time", "exit_price", "exit_reason",
    "gross", "brokerage", "stt", "exchange", "sebi", "gst", "stamp", "dp", "rounding", "charges", "net", "bars_held",
    "equity_after",
  ]

  package static func text(_ ledger: TradeLedger) -> String {
    var file = CSVText(header: header)
    for line in ledger.lines { write(line, to: &file) }
    return file.text
  }

  private static func write(_ line: TradeLine, to file: inout CSVText) {
    let trade = line.trade
    file.add(line.number)
    file.add(line.symbol)
    file.add(trade.direction == .buy ? "long" : "short")
    file.add(trade.quantity.units)
    file.add(trade.opened)
    file.add(rupees: trade.entryPrice.raw)
    file.add(trade.closed)
    file.add(rupees: trade.exitPrice.raw)
    file.add(trade.exitReason?.code ?? "")
    file.add(rupees: trade.gross.raw)
    file.add(trade.charges)
    file.add(rupees: trade.net.raw)
    file.add(line.barsHeld)
    file.add(rupees: line.equityAfter.raw)
    file.endLine()
  }
}
