/// Builds the candles of one instrument over one session, from ticks or from smaller candles.
///
/// Candles are anchored to the session's open (09:15, 09:20, … for five minutes), so the last one may be shorter.
/// An interval without a trade has no candle. Anything outside the session, or older than the candle last handed out,
/// is left out: a candle never changes after it was returned. On a day with several sessions use one aggregator each.
package struct CandleAggregator: Sendable {
  package let interval: Interval
  package let sessionOpen: Timestamp
  package let sessionClose: Timestamp
  /// The candle being built.
  package private(set) var current: Candle?

  private var lastTickTime = Timestamp.distantPast
  /// End of the newest candle handed out; nothing before it is taken.
  private var closedUntil: Timestamp
  /// The day's cumulative volume at the last tick; nil until the first tick when it is not known.
  private var cumulativeVolume: Int64?

  /// - Parameters:
  ///   - interval: positive; a session's length or more gives one candle for the session.
  ///   - cumulativeVolume: the day's traded quantity at the start, when known. Otherwise the first tick only sets the
  ///     base, because what traded before it may belong to earlier candles.
  package init(
    interval: Interval, sessionOpen: Timestamp, sessionClose: Timestamp, cumulativeVolume: Int64? = nil
  ) {
    precondition(interval > .zero, "a candle interval is positive")
    self.interval = interval
    self.sessionOpen = sessionOpen
    self.sessionClose = sessionClose
    self.cumulativeVolume = cumulativeVolume
    closedUntil = sessionOpen
  }

  /// Takes one tick; returns the candle it closes, if it is the first tick after that candle's end.
  package mutating func add(_ tick: Tick) -> Candle? {
    // Two ticks may arrive swapped. The earlier one still counts for high and low of its candle, but its cumulative
    // volume is contained in the other's, and the close is the other's too.
    let isLate = tick.time < lastTickTime
    guard let span = span(containing: tick.time) else {
      // The volume of a tick whose candle is out already goes to the next candle; what traded before the open to none.
      if tick.time < sessionOpen { _ = volumeSinceLast(tick.volume) }
      return nil
    }
    let traded = isLate ? 0 : volumeSinceLast(tick.volume)
    lastTickTime = max(lastTickTime, tick.time)
    let price = tick.price
    guard var candle = current, candle.start == span.start else {
      return begin(
        Candle(
          start: span.start, end: span.end, open: price, high: price, low: price, close: price, volume: traded))
    }
    candle.high = max(candle.high, price)
    candle.low = min(candle.low, price)
    if !isLate { candle.close = price }
    candle.volume += traded
    current = candle
    return nil
  }

  /// Takes one smaller candle; returns the larger candle it closes. To have a larger candle as soon as its last part is
  /// in, call ``close(at:)`` with the part's end.
  package mutating func add(_ part: Candle) -> Candle? {
    guard let span = span(containing: part.start) else { return nil }
    if current?.start == span.start {
      current?.absorb(part)
      return nil
    }
    var candle = part
    candle.start = span.start
    candle.end = span.end
    return begin(candle)
  }

  /// Hands out the candle being built if its time is over at `time`: on a timer, and at the session's close.
  package mutating func close(at time: Timestamp) -> Candle? {
    guard let candle = current, candle.end <= time else { return nil }
    current = nil
    closedUntil = candle.end
    return candle
  }

  private mutating func begin(_ candle: Candle) -> Candle? {
    let finished = current
    current = candle
    closedUntil = candle.start
    return finished
  }

  /// The bounds of the candle that covers `time`; nil outside the session or when that candle was handed out already.
  private func span(containing time: Timestamp) -> (start: Timestamp, end: Timestamp)? {
    guard time >= closedUntil, time < sessionClose else { return nil }
    let elapsed = (time - sessionOpen).nanoseconds
    let start = sessionOpen + Interval(nanoseconds: elapsed - elapsed % interval.nanoseconds)
    // Compared as a length, so that a very long interval cannot overflow.
    let isShort = (sessionClose - start) < interval
    return (start, isShort ? sessionClose : start + interval)
  }

  /// A cumulative volume that falls (the feed started anew) gives nothing and is counted on from there.
  private mutating func volumeSinceLast(_ volume: Int64) -> Int64 {
    defer { cumulativeVolume = volume }
    guard let previous = cumulativeVolume, volume > previous else { return 0 }
    return volume - previous
  }
}
