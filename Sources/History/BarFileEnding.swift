import Market

/// Makes series of the columns of a file once its last line is read.
struct BarFileEnding {
  let file: FileBytes
  let head: TableHead
  let plan: ReadingPlan
  /// How times are written; nil: there was no row.
  let shape: TimeShape?
  let builders: [BarBuilder]

  func result(_ tally: LoadTally) throws(HistoryError) -> BarFile {
    guard let shape, builders.contains(where: { $0.count > 0 }) else {
      throw HistoryError(file: file.path, problem: "there is a header but no row", fix: "Download or copy it again.")
    }
    var tally = tally
    if plan.sorts {
      for builder in builders {
        try builder.sort {
          tally.repeated.add(line: $0)
        } conflict: {
          builder.conflict($0, $1, $2, file.path)
        }
      }
    }
    let interval = try self.interval(shape)
    let series = builders.map { self.series($0, interval) }
    let report = LoadReport(
      file: file.path, format: format(shape, interval), symbols: series.map(\.symbol),
      rows: series.reduce(0) { $0 + $1.count }, notes: tally.notes + carriedNotes(series) + ignoredNotes)
    return BarFile(series: series, report: report, hasSymbols: head.column(of: .symbol) != nil)
  }

  private func interval(_ shape: TimeShape) throws(HistoryError) -> Interval {
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
    for role in [ColumnRole.symbol, .open, .high, .low, .close, .volume] where head.column(of: role) != nil {
      columns.append(head.hasHeader ? head.name(of: role) : "\(role)")
    }
    return ([columns.joined(separator: ", "), "\(interval.adjective) bars"] + head.traits(file)).joined(separator: "; ")
  }

  private var ignoredNotes: [String] {
    head.ignored.isEmpty ? [] : ["columns not read: \(head.ignored.joined(separator: ", "))"]
  }

  /// In a series with volumes a bar without is no trade: that must be known.
  private func carriedNotes(_ series: [BarSeries]) -> [String] {
    let traded = series.filter(\.hasVolume)
    let carried = traded.reduce(0) { $0 + $1.columns.volume.elements.count { $0 == 0 } }
    guard carried > 0 else { return [] }
    let rows = traded.reduce(0) { $0 + $1.count }
    return ["\(carried) of \(rows) bars have volume 0: their prices are carried, not traded"]
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
    if file.isGzip { traits.append("gzip") }
    return traits
  }
}
