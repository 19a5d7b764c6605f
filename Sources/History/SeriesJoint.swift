import Market

/// Puts the series of several files together: what belongs to one symbol becomes one series.
struct SeriesJoint {
  private struct Part {
    var series: BarSeries
    var file: String
  }

  private var parts: [String: [Part]] = [:]
  private var symbols: [String] = []

  mutating func add(_ series: BarSeries, from file: String) throws(HistoryError) {
    guard !series.isEmpty else { return }
    guard let first = parts[series.symbol]?.first else {
      symbols.append(series.symbol)
      parts[series.symbol] = [Part(series: series, file: file)]
      return
    }
    guard first.series.interval == series.interval else {
      let here = series.interval.adjective
      let there = first.series.interval.adjective
      throw HistoryError(
        file: file, problem: "\(series.symbol) has \(here) bars here and \(there) bars in \(first.file)",
        fix: "Give only one of the two.")
    }
    parts[series.symbol]?.append(Part(series: series, file: file))
  }

  /// - Parameter repeated: told the file of each row that another file has too; it is left out.
  consuming func joined(repeated: (String) -> Void) throws(HistoryError) -> [BarSeries] {
    var result: [BarSeries] = []
    for symbol in symbols {
      guard let parts = parts.removeValue(forKey: symbol) else { continue }
      result.append(parts.count == 1 ? parts[0].series : try Self.join(parts, repeated))
    }
    return result
  }

  private static func join(_ parts: [Part], _ repeated: (String) -> Void) throws(HistoryError) -> BarSeries {
    let parts = parts.sorted { $0.series.start(0) < $1.series.start(0) }
    let unit = commonUnit(parts)
    let builder = BarBuilder(symbol: parts[0].series.symbol, capacity: parts.reduce(0) { $0 + $1.series.count })
    let overlap = zip(parts, parts.dropFirst()).contains { $0.series.start($0.series.count - 1) >= $1.series.start(0) }
    for (index, part) in parts.enumerated() {
      for row in 0..<part.series.count {
        let bar = part.series.row(row, unit: unit)
        if overlap { builder.append(bar, keeping: index) } else { builder.append(bar, line: 0) }
      }
    }
    if overlap {
      try builder.sort {
        repeated(parts[$0].file)
      } conflict: {
        conflict(builder.symbol, $0, parts[$1].file, parts[$2].file)
      }
    }
    return BarSeries(
      symbol: builder.symbol, interval: parts[0].series.interval, priceUnit: unit,
      hasVolume: parts.allSatisfy(\.series.hasVolume), columns: builder.columns())
  }

  /// The finest of all, unless some price does not fit it: then what is finer is rounded to paise.
  private static func commonUnit(_ parts: [Part]) -> Int64 {
    guard parts.contains(where: { $0.series.priceUnit == 1 }) else { return 100 }
    let paise = parts.filter { $0.series.priceUnit == 100 }
    let fits = paise.allSatisfy { ($0.series.columns.high.elements.max() ?? 0) <= Int32.max / 100 }
    return fits ? 1 : 100
  }

  private static func conflict(_ symbol: String, _ row: BarRow, _ file: String, _ other: String) -> HistoryError {
    HistoryError(
      file: file,
      problem: "\(symbol) at \(Timestamp(unixSeconds: Int64(row.seconds))) differs from the same time in \(other)",
      fix: "Give only one of the two files, or remove the wrong rows.")
  }
}

extension BarSeries {
  /// The row as a file with steps of `unit` would have it.
  func row(_ index: Int, unit: Int64) -> BarRow {
    func step(_ column: Column<Int32>) -> Int32 {
      if unit == priceUnit { return column[index] }
      return unit == 1 ? column[index] * 100 : max(1, (column[index] + 50) / 100)
    }
    return BarRow(
      seconds: columns.seconds[index], open: step(columns.open), high: step(columns.high), low: step(columns.low),
      close: step(columns.close), volume: columns.volume[index])
  }
}
