import Market

/// Equity by day as a file.
package enum EquityCSV {
  package static let header = ["day", "open", "high", "low", "close"]

  package static func text(_ days: [EquityDay]) -> String {
    var file = CSVText(header: header)
    for day in days {
      file.add("\(day.day)")
      for amount in [day.open, day.high, day.low, day.close] { file.add(rupees: amount.raw) }
      file.endLine()
    }
    return file.text
  }
}
