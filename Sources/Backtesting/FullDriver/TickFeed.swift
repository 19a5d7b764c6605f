import History
import Market
import Strategies

/// One instrument's recorded prices, and the candle that is being made of them.
struct TickFeed {
  let entries: [TickSeries.Entry]
  private(set) var next = 0
  /// Of the session under way.
  private(set) var aggregator: CandleAggregator?
  /// Candles closed so far.
  private(set) var candles = 0

  init(_ series: TickSeries) { entries = series.entries }

  var time: Timestamp? { next < entries.count ? entries[next].time : nil }
  var candleEnd: Timestamp? { aggregator?.current?.end }

  mutating func take() -> TickSeries.Entry {
    defer { next += 1 }
    return entries[next]
  }

  mutating func open(_ span: TradingSpan, _ interval: Interval) {
    aggregator = CandleAggregator(
      interval: interval, sessionOpen: span.session.open, sessionClose: span.session.close)
  }

  mutating func add(_ tick: Tick) { _ = aggregator?.add(tick) }

  mutating func closeCandle(at time: Timestamp) -> Candle? {
    guard let candle = aggregator?.close(at: time) else { return nil }
    candles += 1
    return candle
  }

  /// The series' times as candles: what a ``SpanSchedule`` needs to find its sessions.
  static func outline(_ series: TickSeries, interval: Interval) -> BarSeries {
    let step = max(interval.nanoseconds / Timestamp.nanosecondsPerSecond, 1)
    var seconds: [UInt32] = []
    for entry in series.entries {
      let second = entry.time.nanoseconds / Timestamp.nanosecondsPerSecond
      if seconds.last.map({ second >= Int64($0) + step }) ?? true { seconds.append(UInt32(clamping: second)) }
    }
    let prices = Column([Int32](repeating: 0, count: seconds.count))
    return BarSeries(
      symbol: series.symbol, interval: interval, priceUnit: 1, hasVolume: false,
      columns: BarColumns(
        seconds: Column(seconds), open: prices, high: prices, low: prices, close: prices,
        volume: Column([Int64](repeating: 0, count: seconds.count))))
  }
}
