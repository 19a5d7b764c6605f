import Engine
import History
import Indicators
import Market
import Strategies
import Trading

/// Recorded prices: fed as they are, and made into candles as the desk does for a strategy that runs there.
extension EngineBacktest {
  mutating func runTicks() {
    while let place = nextTick(), let time = tickFeeds[place].time {
      closeCandles(until: time)
      let day = time.istDay
      if time >= dayEnds { startDay(day) }
      let entry = tickFeeds[place].take()
      guard feeds[place].isOn(day) else {
        result.barsOutsideSessions += 1
        continue
      }
      result.bars += 1
      enterSession(place, at: time)
      loop.meetDeadlines(until: time)
      meet(entry, place)
    }
    closeCandles(until: dayEnds)
    closeAll()
  }

  private func nextTick() -> Int? {
    var best: (place: Int, time: Timestamp)?
    for place in tickFeeds.indices {
      if let time = tickFeeds[place].time, time < best?.time ?? .distantFuture { best = (place, time) }
    }
    return best?.place
  }

  /// A day's next session, or its first, begins for the instrument.
  private mutating func enterSession(_ place: Int, at time: Timestamp) {
    let isNew = tickFeeds[place].aggregator?.sessionOpen != feeds[place].span.session.open
    guard isNew || time >= feeds[place].span.session.close && feeds[place].enterNextSession(at: time) else { return }
    tickFeeds[place].open(feeds[place].span, feeds[place].instrument.bars.interval)
    beginSpan(feeds[place], at: time)
  }

  private mutating func meet(_ entry: TickSeries.Entry, _ place: Int) {
    let id = feeds[place].id
    var tick = Tick(instrument: id, price: entry.price, volume: entry.volume, time: entry.time)
    if options.isUnlimited { tick.volume = 0 }
    guard loop.meet(tick) else { return }
    tick.volume = entry.volume
    tickFeeds[place].add(tick)
    guard type(of: feeds[place].strategy).usesTicks else { return }
    let wish = feeds[place].strategy.ticked(entry.price.rupees, at: entry.time)
    if wish.action != .none, tickFeeds[place].candles >= feeds[place].warmUp { give(wish, place, at: entry.time) }
  }

  // MARK: Candles

  /// A candle closes when its time is over, before any later price.
  private mutating func closeCandles(until limit: Timestamp) {
    while let place = nextCandle(), let end = tickFeeds[place].candleEnd, end <= limit {
      loop.meetDeadlines(until: end)
      if let candle = tickFeeds[place].closeCandle(at: end) { decide(place, candle) }
    }
  }

  private func nextCandle() -> Int? {
    var best: (place: Int, end: Timestamp)?
    for place in tickFeeds.indices {
      if let end = tickFeeds[place].candleEnd, end < best?.end ?? .distantFuture { best = (place, end) }
    }
    return best?.place
  }

  private mutating func decide(_ place: Int, _ candle: Candle) {
    let bar = Bar(candle)
    let seen = tickFeeds[place].candles
    let wish = feeds[place].strategy.candleClosed(bar)
    let advice = feeds[place].exit.candleClosed(bar, held: closable(feeds[place].id))
    if case .close(let reason) = advice, seen > feeds[place].exitWarmUp {
      give(Wish(.exit, reason: reason), place, at: candle.end)
    }
    if wish.action != .none, seen > feeds[place].warmUp { give(wish, place, at: candle.end) }
  }

  private mutating func give(_ wish: Wish, _ place: Int, at time: Timestamp) {
    submit(wish, feeds[place].instrument, feeds[place].link, terms: feeds[place].span.terms, at: time)
  }

  // MARK: The end

  /// What is still held closes at its last price.
  private mutating func closeAll() {
    for feed in feeds {
      let id = feed.id
      guard loop[id].position != nil, let day, let last = loop.market.quote(id) else { continue }
      if !loop[id].isClosing {
        setClosing(feed, at: last.time, day)
        loop.apply(.dayStarted(day), at: last.time)
        loop.apply(.timer, at: last.time)
      }
      for _ in 0..<2 where loop[id].position != nil {
        let time = last.time + options.latency
        loop.meetDeadlines(until: time)
        loop.meet(Tick(instrument: id, price: last.price, volume: 0, time: time))
      }
    }
  }
}
