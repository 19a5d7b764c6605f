package import Foundation
import Market

extension HistoryLoader {
  /// What a file holds.
  package enum Kind: String, Hashable, Sendable {
    case bars, ticks
  }

  /// - Throws: it can be told neither from a header nor from the first row.
  package func kind(of file: URL) throws(HistoryError) -> Kind {
    let list = try FileList([file])
    var blocks = LineBlocks(try FileBytes(list.files[0]), buffer: ReadBuffer())
    guard let block = try blocks.next() else {
      throw HistoryError(file: file.path, problem: "the file is empty", fix: "Download or copy it again.")
    }
    return try TableHead(block, file: list.files[0].path).holdsBars ? .bars : .ticks
  }

  /// Reads prices as they came from files and folders of files, plain or gzip.
  ///
  /// Files of one symbol are joined in time; they may not overlap. Rows with only a time of day take the date from the
  /// file's name.
  /// - Parameters and errors: as ``bars(_:symbol:progress:)``.
  package func ticks(
    _ files: [URL], symbol: String? = nil, progress: ((Double) -> Void)? = nil
  ) throws(HistoryError) -> (series: [TickSeries], reports: [LoadReport]) {
    let list = try FileList(files)
    let buffer = ReadBuffer()
    var joint = TickJoint()
    var reports: [LoadReport] = []
    // Of many files some may not have the symbol.
    var lacking: HistoryError?
    for (index, url) in list.files.enumerated() {
      let reader = TickFileReader(
        url: url, buffer: buffer, dates: dates, progress: list.progress(ofFile: index, to: progress))
      var file = try reader.read()
      if let symbol {
        guard let found = file.taking(symbol) else {
          lacking = lacking ?? file.report.lacks(symbol)
          continue
        }
        file = found
      }
      for one in file.series { joint.add(one, from: url.path) }
      reports.append(file.report)
    }
    if reports.isEmpty, let lacking { throw lacking }
    return (try joint.joined(), reports)
  }
}

extension LoadedTicks {
  /// Named `symbol`, or only that symbol's; nil when a column names others alone.
  fileprivate func taking(_ symbol: String) -> LoadedTicks? {
    var found: TickSeries?
    if hasSymbols {
      let name = SymbolSearch(symbol).find(in: series.map { SymbolSearch.Candidate(name: $0.symbol, days: $0.days) })
      found = series.first { $0.symbol == name }
    } else {
      found = series.first
    }
    guard let found else { return nil }
    var file = self
    file.series = [TickSeries(symbol: symbol, entries: found.entries)]
    file.report.symbols = [symbol]
    file.report.rows = found.entries.count
    return file
  }
}

extension TickSeries {
  /// The days of the first and the last price; nil without any.
  fileprivate var days: ClosedRange<TradingDay>? {
    guard let first = entries.first?.time.istDay, let last = entries.last?.time.istDay else { return nil }
    return first...max(first, last)
  }
}

extension LoadReport {
  func lacks(_ symbol: String) -> HistoryError {
    let others = symbols.count > 5 ? " and others" : ""
    return HistoryError(
      file: file, problem: "it has no rows of \(symbol)",
      fix: "It has \(SymbolSearch(symbol).nearest(symbols).prefix(5).joined(separator: ", "))\(others).")
  }
}
