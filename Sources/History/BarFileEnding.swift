import Market

/// Makes series of the columns of a file once its last line is read.
struct BarFileEnding {
  let file: FileBytes
  let head: TableHead
  let plan: ReadingPlan
  /// How times are written; nil: there was no row.
  let shape: TimeShape?
  let builders: [BarBuilder]
  var doubt: DateEvidence.Doubt?

  func result(_ tally: LoadTally) throws(HistoryError) -> BarFile {
    var tally = tally
    if plan.sorts { try sort(&tally) }
    let sound = builders.filter { $0.refusal == nil && $0.count > 0 }
    let refused = builders.compactMap { builder in
      builder.refusal.map { BarFile.Refused(symbol: builder.symbol, error: $0) }
    }
    guard let shape, !sound.isEmpty else {
      if let first = refused.min(by: { $0.error.line < $1.error.line }) { throw first.error }
      throw HistoryError(
        file: file.path, problem: "there is a header but no row with prices", fix: "Download or copy it again.")
    }
    if case .likely(let order, let problem) = doubt {
      throw HistoryError(
        file: file.path, problem: problem,
        fix: "Say which: --dates \(order.rawValue) or --dates \(plan.order.rawValue).")
    }
    let interval = try self.interval(shape, sound)
    let series = sound.map { self.series($0, interval) }
    let report = LoadReport(
      file: file.path, format: format(shape, interval), symbols: series.map(\.symbol),
      rows: series.reduce(0) { $0 + $1.count }, notes: tally.notes + doubtNotes + carriedNotes(series) + ignoredNotes)
    return BarFile(series: series, report: report, hasSymbols: hasSymbols, refused: refused)
  }

  /// Whether rows say themselves whose they are.
  private var hasSymbols: Bool {
    head.column(of: .symbol) != nil || (!head.contractRoles.isEmpty && builders.count > 1)
  }

  /// Rows of one time that differ stop only their symbol, when there are several.
  private func sort(_ tally: inout LoadTally) throws(HistoryError) {
    for builder in builders where builder.refusal == nil {
      do throws(HistoryError) {
        try builder.sort {
          tally.repeated.add(line: $0)
        } conflict: {
          builder.conflict($0, $1, $2, file.path)
        }
      } catch {
        guard builders.count > 1 else { throw error }
        builder.refusal = error
      }
    }
  }

  private func interval(_ shape: TimeShape, _ builders: [BarBuilder]) throws(HistoryError) -> Interval {
    if let seconds = BarInterval.detect(builders) { return .seconds(seconds) }
    guard !shape.hasClock || builders.contains(where: { $0.count > 1 }) else {
      throw HistoryError(
        file: file.path, problem: "one bar does not tell how long it lasts", fix: "Give the file at least two rows.")
    }
    try DailyBars.refuseLonger(builders, file: file.path)
    for builder in builders { DailyBars.align(builder) }
    return DailyBars.interval
  }

  private func series(_ builder: BarBuilder, _ interval: Interval) -> BarSeries {
    let columns = builder.columns()
    return BarSeries(
      symbol: builder.symbol, interval: interval, priceUnit: plan.priceUnit,
      hasVolume: columns.volume.elements.contains { $0 > 0 }, columns: columns)
  }

  // MARK: What was found

  private func format(_ shape: TimeShape, _ interval: Interval) -> String {
    var columns = [shape.text(head)]
    for role in [ColumnRole.symbol, .series, .expiry, .strike, .right, .open, .high, .low, .close, .volume]
    where head.column(of: role) != nil {
      columns.append(head.hasHeader ? head.name(of: role) : "\(role)")
    }
    return ([columns.joined(separator: ", "), "\(interval.adjective) bars"] + head.traits(file)).joined(separator: "; ")
  }

  private var doubtNotes: [String] { if case .open(let note) = doubt { [note] } else { [] } }

  private var ignoredNotes: [String] {
    head.ignored.isEmpty ? [] : ["columns not read: \(head.ignored.joined(separator: ", "))"]
  }

  /// In a series with volumes a bar without is no trade: that must be known.
  private func carriedNotes(_ series: [BarSeries]) -> [String] {
    let traded = series.filter(\.hasVolume)
    let carried = traded.reduce(0) { sum, series in sum + (0..<series.count).count { series.isCarried($0) } }
    guard carried > 0 else { return [] }
    let rows = traded.reduce(0) { $0 + $1.count }
    return ["\(carried) of \(rows) bars have volume 0 and one price: it is carried, not traded"]
  }
}

extension TimeShape {
  /// "timestamp (YYYY-MM-DD and time, +05:30)".
  func text(_ head: TableHead) -> String {
    let names = [ColumnRole.date, .time].filter { head.column(of: $0) != nil }.map { head.name(of: $0) }
    return "\(head.hasHeader ? names.joined(separator: " and ") : "time") (\(self))"
  }
}

extension TableHead {
  /// What else is worth saying about a file.
  func traits(_ file: FileBytes) -> [String] {
    var traits: [String] = []
    if separator != UInt8(ascii: ",") {
      traits.append(separator == UInt8(ascii: "\t") ? "tabs" : "separated by \(Character(Unicode.Scalar(separator)))")
    }
    if !hasHeader { traits.append("no header") }
    if file.isJSON { traits.append("JSON") }
    if file.isGzip { traits.append("gzip") }
    return traits
  }
}
