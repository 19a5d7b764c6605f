package import Foundation
import Market

extension HistoryLoader {
  /// Reads bars from files and folders of files, plain or gzip.
  ///
  /// A folder stands for the `.csv` and `.csv.gz` files in it, by name. Files of one symbol are joined in time.
  /// - Parameters:
  ///   - symbol: what files without a symbol column are about; of a file with one, only this symbol is taken. Nil: as
  ///     the file names it, or its name says.
  ///   - symbols: of files with a symbol column, those to take; what is wrong with others does not matter. Empty: all.
  ///   - progress: told the share that was read, 0 to 1.
  /// - Returns: one series for each symbol, in order of first appearance, and one report for each file.
  /// - Throws: the first thing wrong in any file; then nothing is loaded.
  package func bars(
    _ files: [URL], symbol: String? = nil, symbols: [String] = [], progress: ((Double) -> Void)? = nil
  ) throws(HistoryError) -> (series: [BarSeries], reports: [LoadReport]) {
    let list = try FileList(files)
    let buffer = ReadBuffer()
    var joint = SeriesJoint()
    var reports: [LoadReport] = []
    // Of many files some may not have the symbol: a share that was listed later.
    var lacking: HistoryError?
    for (index, url) in list.files.enumerated() {
      let whole = try self.file(url, buffer, list.progress(ofFile: index, to: progress))
      if let symbol, whole.lacks(symbol) {
        lacking = lacking ?? whole.report.lacks(symbol)
        continue
      }
      let file = try whole.taking(symbol, symbols)
      for series in file.series { try joint.add(series, from: url.path) }
      reports.append(file.report)
    }
    if reports.isEmpty, let lacking { throw lacking }
    var repeated: [String: Int] = [:]
    let series = try joint.joined { repeated[$0, default: 0] += 1 }
    for index in reports.indices {
      guard let count = repeated[reports[index].file] else { continue }
      reports[index].notes.append("\(count) rows that another file has too were left out")
    }
    return (series, reports)
  }

  private func file(
    _ url: URL, _ buffer: ReadBuffer, _ progress: ((Double) -> Void)?
  ) throws(HistoryError) -> BarFile {
    let reader = BarFileReader(
      url: url, buffer: buffer, prefersPlainLines: prefersPlainLines, dates: dates, progress: progress)
    guard let cache = cacheFolder.map({ ColumnCache(folder: $0, dates: dates) }) else { return try reader.read() }
    if let kept = cache.load(url) {
      progress?(1)
      return kept
    }
    let stamp = SourceStamp(url.path)
    var file = try reader.read()
    // What is wrong with some symbols is to be said again the next time.
    if file.refused.isEmpty, let stamp, let trouble = cache.store(file, of: url, stamp: stamp) {
      file.report.notes.append(trouble)
    }
    return file
  }
}

extension BarFile {
  /// Named `symbol`, or only that symbol's; or those of `symbols` that the file has.
  func taking(_ symbol: String?, _ symbols: [String] = []) throws(HistoryError) -> BarFile {
    var file = self
    if let symbol {
      file.series = hasSymbols ? [try one(symbol)] : series.map { $0.named(symbol) }
    } else if hasSymbols, !symbols.isEmpty {
      file.series = []
      for symbol in symbols where find(symbol) != nil { file.series.append(try one(symbol)) }
    } else if let first = refused.min(by: { $0.error.line < $1.error.line }) {
      throw first.error
    }
    file.refused = []
    file.report.symbols = file.series.map(\.symbol)
    file.report.rows = file.series.reduce(0) { $0 + $1.count }
    return file
  }

  func lacks(_ symbol: String) -> Bool { hasSymbols && find(symbol) == nil }

  private func one(_ symbol: String) throws(HistoryError) -> BarSeries {
    guard let name = find(symbol) else { throw report.lacks(symbol) }
    if let refused = refused.first(where: { $0.symbol == name }) { throw refused.error }
    guard let found = series.first(where: { $0.symbol == name }) else { throw report.lacks(symbol) }
    // What a name says of the exchange, or of a running future, is not lost.
    let quoted = QuotedName(name)
    let isPlain = quoted.exchange == nil || quoted.exchange == "NSE"
    return isPlain && quoted.runningFuture == nil ? found.named(symbol) : found
  }

  /// The file's name of the instrument that is asked for: spelled the same, or the only one spelled otherwise.
  private func find(_ symbol: String) -> String? {
    SymbolSearch(symbol).find(
      in: series.map { SymbolSearch.Candidate(name: $0.symbol, days: $0.days) }
        + refused.map { SymbolSearch.Candidate(name: $0.symbol) })
  }
}

extension BarSeries {
  func named(_ symbol: String) -> BarSeries {
    BarSeries(symbol: symbol, interval: interval, priceUnit: priceUnit, hasVolume: hasVolume, columns: columns)
  }
}
