import Market

/// The best variants, best first.
struct SweepTableSection {
  let record: SweepRecord

  init(_ record: SweepRecord) { self.record = record }

  private static let limit = 100

  var html: HTML {
    let order = record.order
    return """
      <section class="panel" id="best">
      <h2>\(order.count > Self.limit ? "The best \(Self.limit) of \(order.count)" : "All runs, best first")</h2>
      <div class="scroll"><table class="rows">
      <thead><tr>\(headings.map { "<th scope=\"col\">\($0)</th>" as HTML }.joined())</tr></thead>
      <tbody>
      \(order.prefix(Self.limit).map { row(record.rows[$0], isBest: $0 == order.first) }.joined())</tbody>
      </table></div>
      </section>

      """
  }

  private var headings: [String] {
    record.parameters + ["Net ₹", "Return", "Sharpe", "Calmar", "Profit factor", "Max drawdown", "Trades", "Won"]
  }

  private func row(_ row: SweepRecord.Row, isBest: Bool) -> HTML {
    """
    <tr\(isBest ? " class=best" : "")>\(row.values.map { "<td>\($0)</td>" as HTML }.joined())\
    <td\(ReportNumber.tone(row.net).attribute)>\(ReportNumber.result(row.net))</td>\
    <td>\(ReportNumber.percent(row.totalReturn))</td><td>\(ReportNumber.ratio(row.sharpe))</td>\
    <td>\(ReportNumber.ratio(row.calmar))</td><td>\(ReportNumber.ratio(row.profitFactor))</td>\
    <td>\(ReportNumber.percent(row.drawdown, decimals: 1))</td><td>\(ReportNumber.count(row.trades))</td>\
    <td>\(ReportNumber.percent(row.winRate, decimals: 0))</td></tr>

    """
  }
}
