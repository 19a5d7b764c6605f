import Backtesting
import History
import Market
import Strategies
import Trading

/// A backtest for the terminal: lines of at most 80 columns.
enum BacktestText {
  static let width = 80
  /// Lists longer than this are cut: two hundred instruments do not fit a screen.
  static let listLimit = 8

  // MARK: Before the run

  static func header(
    _ job: BacktestJob, _ prices: BacktestPrices, driver: String? = nil, showsParameters: Bool = true
  ) -> [String] {
    var lines = ["PRICES", rule]
    lines += cut(prices.series.map(series))
    for report in cut(prices.reports.flatMap(report)) { lines += wrapped(report, indent: 2) }
    let gaps = job.setup.instruments.flatMap { MissingBars($0, calendar: job.setup.calendar).sentences }
    for gap in cut(gaps) { lines += wrapped(gap, indent: 2) }
    lines += ["", "TRADED AS", rule]
    for line in cut(job.setup.instruments.map(traded)) { lines += wrapped(line, indent: 2) }
    for line in BacktestPlanText(job.setup, showsParameters: showsParameters).lines {
      lines += wrapped(line, indent: 2)
    }
    if let driver { lines += wrapped("driver \(driver)", indent: 2) }
    for note in Set(job.notes).sorted() { lines += wrapped("note: " + note, indent: 2) }
    return lines + [""]
  }

  private static func series(_ series: BarSeries) -> String {
    let days = BacktestPrices.range([series])
    return "\(series.symbol)  \(series.count) \(series.interval.adjective) bars  \(days)"
  }

  private static func report(_ report: LoadReport) -> [String] {
    ["\(report.fileName): \(report.format)\(report.cameFromCache ? " (from the cache)" : "")"]
      + report.namedNotes.map { "  " + $0 }
  }

  /// `NIFTY: future on NFO; lot 75, from 2021-06-25 50; tick 0.05`
  static func traded(_ instrument: BacktestInstrument) -> String {
    let what = instrument.instrument
    var parts = ["\(kind(what)) on \(what.exchange.rawValue)"]
    let days = span(instrument)
    let rows = instrument.terms.rows.filter { $0.from <= days.upperBound }
    if what.kind.isDerivative {
      parts.append("lot " + changes(rows.map { ($0.from, "\($0.terms.lotSize)") }, since: days.lowerBound))
    }
    parts.append("tick " + changes(rows.map { ($0.from, "\($0.terms.tickSize)") }, since: days.lowerBound))
    return "\(instrument.bars.symbol): \(parts.joined(separator: "; "))"
  }

  private static func kind(_ instrument: Instrument) -> String {
    switch instrument.kind {
    case .equity: "share"
    case .index: "index"
    case .future: instrument.expiry.map { "future, expires \($0)," } ?? "future"
    case .call, .put:
      "option \(instrument.strike.map { "\($0)" } ?? "") \(instrument.kind == .call ? "CE" : "PE"), expires "
        + "\(instrument.expiry.map { "\($0)" } ?? "never"),"
    }
  }

  private static func span(_ instrument: BacktestInstrument) -> ClosedRange<TradingDay> {
    let bars = instrument.bars
    guard !bars.isEmpty else { return TradingDay(daysSince1970: 0)...TradingDay(daysSince1970: 0) }
    return bars.start(0).istDay...bars.start(bars.count - 1).istDay
  }

  /// The value at the start, and the days on which it becomes another.
  private static func changes(_ rows: [(TradingDay, String)], since first: TradingDay) -> String {
    var values: [(from: TradingDay, text: String)] = []
    for (day, text) in rows where values.last?.text != text { values.append((day, text)) }
    let kept = values.enumerated().filter { index, _ in
      index + 1 >= values.count || values[index + 1].from > first
    }.map(\.element)
    let texts = kept.enumerated().map { index, value in index == 0 ? value.text : "from \(value.from) \(value.text)" }
    return cut(texts, to: 4).joined(separator: ", ")
  }

  // MARK: After it

  static func result(_ run: BacktestRun, check: LookaheadCheck?, saved: BacktestSaved) -> [String] {
    var lines = StatisticsText(run.record.statistics).lines
    let refusals = run.record.refusals
    if !refusals.isEmpty {
      lines +=
        [""] + wrapped("Refused: " + refusals.map { "\($0.count) × \($0.why)" }.joined(separator: "; "), indent: 0)
    }
    if let check { lines += [""] + lookahead(check) }
    if !run.record.warnings.isEmpty { lines += ["", "WARNINGS", rule] }
    for warning in run.record.warnings { lines += wrapped("- " + warning, indent: 0, hanging: 2) }
    return lines + [""] + hints(run, saved)
  }

  private static func hints(_ run: BacktestRun, _ saved: BacktestSaved) -> [String] {
    let seconds = (run.record.secondsTaken * 1000).rounded() / 1000
    var lines = ["\(run.result.bars) bars in \(seconds) s"]
    if let report = saved.report { lines.append("report: \(report)") }
    if let trades = saved.trades { lines.append("trades: \(trades)") }
    if let fills = saved.fills { lines.append("fills: \(fills)") }
    if let id = saved.id {
      lines.append("kept as \(id)")
      lines.append("look at it again: sarathi backtests show \(id)")
    }
    if saved.report == nil { lines.append("a page with charts: add --report out.html") }
    return lines
  }

  private static func lookahead(_ check: LookaheadCheck) -> [String] {
    let counts =
      "\(check.cuts.count) runs on shorter data, \(check.wishesCompared) signals and \(check.fillsCompared) fills compared"
    guard !check.isClean else { return wrapped("Look-ahead check: clean; \(counts).", indent: 0) }
    var lines = wrapped("LOOK-AHEAD: \(check.differences.count) of \(counts) differ.", indent: 0)
    for line in cut(check.differences.map(difference)) { lines += wrapped(line, indent: 2) }
    return lines
  }

  static func difference(_ difference: LookaheadCheck.Difference) -> String {
    "\(difference.time), data cut at \(difference.cut): \(difference.text)"
  }

  // MARK: Layout

  static let rule = String(repeating: "─", count: width)

  static func cut(_ lines: [String], to limit: Int = listLimit) -> [String] {
    lines.count <= limit ? lines : lines.prefix(limit) + ["… and \(lines.count - limit) more"]
  }

  /// Columns aligned by their widest cell.
  static func table(_ header: [String], _ rows: [[String]], rightAligned: Set<Int> = []) -> [String] {
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    return ([header] + rows).map { row in
      let cells = row.enumerated().map { index, cell in
        let padding = String(repeating: " ", count: widths[index] - cell.count)
        return rightAligned.contains(index) ? padding + cell : cell + padding
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
  }

  /// A text behind its head, which stands in the first line; the others are indented as far.
  static func wrapped(_ text: String, behind head: String) -> [String] {
    var lines = wrapped(text, indent: head.count, hanging: 0)
    lines[0] = head + lines[0].dropFirst(head.count)
    return lines
  }

  /// Breaks at blanks; later lines are indented a little more.
  static func wrapped(_ text: String, indent: Int, hanging: Int = 2) -> [String] {
    let first = String(repeating: " ", count: indent)
    let later = String(repeating: " ", count: indent + hanging)
    var lines: [String] = []
    var line = first
    for word in text.split(separator: " ") {
      let isEmpty = line == first || line == later
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = later + word
      } else {
        line += (isEmpty ? "" : " ") + word
      }
    }
    return lines + [line]
  }
}
