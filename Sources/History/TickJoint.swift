import Market

/// Puts the prices of several files together: what belongs to one symbol becomes one series.
struct TickJoint {
  private var parts: [String: [(series: TickSeries, file: String)]] = [:]
  private var symbols: [String] = []

  mutating func add(_ series: TickSeries, from file: String) {
    guard !series.entries.isEmpty else { return }
    if parts[series.symbol] == nil { symbols.append(series.symbol) }
    parts[series.symbol, default: []].append((series, file))
  }

  consuming func joined() throws(HistoryError) -> [TickSeries] {
    var result: [TickSeries] = []
    for symbol in symbols {
      guard let parts = parts.removeValue(forKey: symbol) else { continue }
      result.append(parts.count == 1 ? parts[0].series : try Self.join(parts))
    }
    return result
  }

  private static func join(_ parts: [(series: TickSeries, file: String)]) throws(HistoryError) -> TickSeries {
    let parts = parts.sorted { $0.series.entries[0].time < $1.series.entries[0].time }
    var entries: [TickSeries.Entry] = []
    entries.reserveCapacity(parts.reduce(0) { $0 + $1.series.entries.count })
    for (index, part) in parts.enumerated() {
      if let last = entries.last, part.series.entries[0].time <= last.time {
        throw HistoryError(
          file: part.file,
          problem: "\(part.series.symbol) has prices up to \(last.time) in \(parts[index - 1].file), and here again",
          fix: "Give only one of the two files.")
      }
      entries += part.series.entries
    }
    return TickSeries(symbol: parts[0].series.symbol, entries: entries)
  }
}
