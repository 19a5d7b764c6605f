import Market
import Trading

/// The list of executions as a file.
package enum FillsCSV {
  package static let header = [
    "number", "symbol", "side", "quantity", "time", "price", "value", "exit_reason", "brokerage", "stt", "exchange",
    "sebi", "gst", "stamp", "dp", "rounding", "charges",
  ]

  /// - Parameter instruments: those of the run.
  package static func text(_ fills: [BacktestFill], instruments: [BacktestInstrument]) -> String {
    var symbols: [InstrumentID: String] = [:]
    for instrument in instruments { symbols[instrument.id] = instrument.instrument.symbol }
    var file = CSVText(header: header)
    for (index, fill) in fills.enumerated() {
      file.add(index + 1)
      file.add(symbols[fill.instrument] ?? "\(fill.instrument.index)")
      file.add(fill.side.rawValue)
      file.add(fill.quantity.units)
      file.add(fill.time)
      file.add(rupees: fill.price.raw)
      file.add(rupees: (fill.price * fill.quantity).raw)
      file.add(fill.exitReason?.code ?? "")
      file.add(fill.charges)
      file.endLine()
    }
    return file.text
  }
}
