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
    for (index, url) in list.files.enumerated() {
      let reader = TickFileReader(
        url: url, buffer: buffer, dates: dates, progress: list.progress(ofFile: index, to: progress))
      var (series, report) = try reader.read()
      if let symbol { try Self.take(symbol, from: &series, &report) }
      for one in series { joint.add(one, from: url.path) }
      reports.append(report)
    }
    return (try joint.joined(), reports)
  }

  private static func take(
    _ symbol: String, from series: inout [TickSeries], _ report: inout LoadReport
  ) throws(HistoryError) {
    if series.count == 1 {
      series = [TickSeries(symbol: symbol, entries: series[0].entries)]
    } else {
      series.removeAll { $0.symbol != symbol }
      guard !series.isEmpty else { throw report.lacks(symbol) }
    }
    report.symbols = [symbol]
    report.rows = series[0].entries.count
  }
}

extension LoadReport {
  func lacks(_ symbol: String) -> HistoryError {
    let others = symbols.count > 5 ? " and others" : ""
    return HistoryError(
      file: file, problem: "it has no rows of \(symbol)",
      fix: "It has \(symbols.prefix(5).joined(separator: ", "))\(others).")
  }
}
