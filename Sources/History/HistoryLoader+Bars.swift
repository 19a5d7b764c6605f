package import Foundation

extension HistoryLoader {
  /// Reads bars from files and folders of files, plain or gzip.
  ///
  /// A folder stands for the `.csv` and `.csv.gz` files in it, by name. Files of one symbol are joined in time.
  /// - Parameters:
  ///   - symbol: what files without a symbol column are about; of a file with one, only this symbol is taken. Nil: as
  ///     the file names it, or its name says.
  ///   - progress: told the share that was read, 0 to 1.
  /// - Returns: one series for each symbol, in order of first appearance, and one report for each file.
  /// - Throws: the first thing wrong in any file; then nothing is loaded.
  package func bars(
    _ files: [URL], symbol: String? = nil, progress: ((Double) -> Void)? = nil
  ) throws(HistoryError) -> (series: [BarSeries], reports: [LoadReport]) {
    let list = try FileList(files)
    let buffer = ReadBuffer()
    var joint = SeriesJoint()
    var reports: [LoadReport] = []
    for (index, url) in list.files.enumerated() {
      let file = try self.file(url, buffer, list.progress(ofFile: index, to: progress)).taking(symbol)
      for series in file.series { try joint.add(series, from: url.path) }
      reports.append(file.report)
    }
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
    let reader = BarFileReader(url: url, buffer: buffer, prefersPlainLines: prefersPlainLines, progress: progress)
    guard let cache = cacheFolder.map(ColumnCache.init) else { return try reader.read() }
    if let kept = cache.load(url) {
      progress?(1)
      return kept
    }
    let stamp = SourceStamp(url.path)
    var file = try reader.read()
    if let stamp, let trouble = cache.store(file, of: url, stamp: stamp) { file.report.notes.append(trouble) }
    return file
  }
}

extension BarFile {
  /// Named `symbol`, or only that symbol's.
  func taking(_ symbol: String?) throws(HistoryError) -> BarFile {
    guard let symbol else { return self }
    var file = self
    if !hasSymbols {
      file.series = series.map { $0.named(symbol) }
    } else {
      file.series = series.filter { $0.symbol == symbol }
      guard !file.series.isEmpty else { throw report.lacks(symbol) }
    }
    file.report.symbols = [symbol]
    file.report.rows = file.series.reduce(0) { $0 + $1.count }
    return file
  }
}

extension BarSeries {
  func named(_ symbol: String) -> BarSeries {
    BarSeries(symbol: symbol, interval: interval, priceUnit: priceUnit, hasVolume: hasVolume, columns: columns)
  }
}
