import Market

/// The growing prices of one symbol.
final class TickBuilder {
  let symbol: String
  private(set) var entries: [TickSeries.Entry] = []
  /// Whether some entry is older than the one before it.
  private(set) var isUnsorted = false
  private var day = TradingDay(daysSince1970: 0)
  private var traded: Int64 = 0

  init(symbol: String, capacity: Int) {
    self.symbol = symbol
    entries.reserveCapacity(capacity)
  }

  /// - Returns: whether it is in time order.
  func append(_ entry: TickSeries.Entry) -> Bool {
    let isOrdered = entries.last.map { $0.time <= entry.time } ?? true
    if !isOrdered { isUnsorted = true }
    entries.append(entry)
    return isOrdered
  }

  /// The day's quantity so far, after a trade of `size`.
  func cumulated(_ size: Int64, at time: Timestamp) -> Int64 {
    if time.istDay != day {
      day = time.istDay
      traded = 0
    }
    traded = min(traded + size, QuantityText.maximum)
    return traded
  }

  /// In time order; what has the same time stays in the order of the file.
  func series() -> TickSeries {
    guard isUnsorted else { return TickSeries(symbol: symbol, entries: entries) }
    let order = entries.indices.sorted { (entries[$0].time, $0) < (entries[$1].time, $1) }
    return TickSeries(symbol: symbol, entries: order.map { entries[$0] })
  }
}
