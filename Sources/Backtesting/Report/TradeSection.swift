import Market
import Trading

/// The list of trades: all of them, or the first and the last.
struct TradeSection {
  let record: BacktestRecord

  init(_ record: BacktestRecord) { self.record = record }

  /// More rows than this are not embedded.
  static let limit = 2_000

  /// Places of the trades that are listed.
  static func listed(of count: Int) -> [Range<Int>] {
    count <= limit ? [0..<count] : [0..<(limit / 2), (count - limit / 2)..<count]
  }

  private var hasSymbols: Bool { record.data.count > 1 }

  var html: HTML {
    guard !record.trades.isEmpty else { return "" }
    return """
      <section class="panel" id="trades">
      <h2>Trades</h2>
      \(omission)<div class="scroll"><table class="trades\(hasSymbols ? " many" : "")">
      <thead><tr>\(headings.map { "<th scope=\"col\">\($0)</th>" as HTML }.joined())</tr></thead>
      <tbody>
      \(rows)</tbody>
      </table></div>
      <p class="dim">MAE and MFE: the largest loss and gain on the way, before charges. R: gross ÷ what the first stop put
      at risk. A click on a heading sorts.</p>
      </section>

      """
  }

  private var headings: [String] {
    ["#"] + (hasSymbols ? ["Symbol"] : [])
      + [
        "Side", "Quantity", "Entry", "Entry price", "Exit", "Exit price", "Gross ₹", "Charges ₹", "Net ₹",
        "Exit reason", "MAE ₹", "MFE ₹", "R",
      ]
  }

  private var omission: HTML {
    let count = record.trades.count
    guard count > Self.limit else { return "" }
    return """
      <p class="dim">The first and the last \(ReportNumber.count(Self.limit / 2)) of \(ReportNumber.count(count)) \
      trades. The option <span class="flag">--trades</span> writes all of them to a file.</p>

      """
  }

  private var rows: HTML {
    var rows = HTML()
    for (index, range) in Self.listed(of: record.trades.count).enumerated() {
      if index > 0 { rows += "<tr class=gap><td colspan=\(headings.count)>⋮</td></tr>\n" }
      for place in range { rows += row(place) }
    }
    return rows
  }

  private func row(_ place: Int) -> HTML {
    let trade = record.trades[place]
    let symbol: HTML = hasSymbols ? "<td>\(name(trade))</td>" : ""
    let isSameDay = trade.closed.istDay == trade.opened.istDay
    let exit = isSameDay ? ReportNumber.clock(trade.closed) : ReportNumber.time(trade.closed)
    return """
      <tr><td>\(place + 1)</td>\(symbol)\
      <td>\(ReportWords.direction(trade.direction))</td><td>\(ReportNumber.count(Int(trade.quantity.units)))</td>\
      <td>\(ReportNumber.time(trade.opened))</td><td>\(ReportNumber.average(trade.entryPrice))</td>\
      <td>\(exit)</td><td>\(ReportNumber.average(trade.exitPrice))</td>\
      <td>\(ReportNumber.exactRupees(trade.gross))</td><td>\(ReportNumber.exactRupees(trade.charges))</td>\
      <td\(ReportNumber.tone(trade.net).attribute)>\(ReportNumber.exactResult(trade.net))</td>\
      <td>\(trade.exitReason.map(ReportWords.exit) ?? ReportNumber.none)</td>\
      <td>\(trade.adverse.map(ReportNumber.rupees) ?? ReportNumber.none)</td>\
      <td>\(trade.favourable.map(ReportNumber.rupees) ?? ReportNumber.none)</td>\
      <td>\(ReportNumber.ratio(trade.riskMultiple))</td></tr>

      """
  }

  private func name(_ trade: RecordedTrade) -> String {
    record.data.indices.contains(trade.instrument) ? record.data[trade.instrument].symbol : ReportNumber.none
  }
}
