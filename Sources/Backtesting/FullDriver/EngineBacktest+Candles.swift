import Engine
import Indicators
import Market
import Simulation
import Strategies
import Trading

/// Candles: each taken apart into prices, then decided on.
extension EngineBacktest {
  mutating func runCandles() {
    while let feed = nextFeed() {
      let time = feed.time
      if feed.stage == .open {
        // A candle that ends at midnight still belongs to its day.
        if time.nanoseconds >= dayEnds.nanoseconds { startDay(time.istDay) }
        if feed.isFirstOfSpan { beginSpan(feed, at: time) }
      }
      loop.meetDeadlines(until: time)
      switch feed.stage {
      case .open: meetOpen(feed)
      case .inside: meetPoint(feed)
      case .decision: decide(feed)
      case .over: return
      }
    }
  }

  /// The instrument whose turn it is: what closes at an instant comes before what opens at it.
  private func nextFeed() -> CandleFeed? {
    var best = feeds[0]
    for feed in feeds where feed.comesBefore(best) { best = feed }
    return best.stage == .over ? nil : best
  }

  // MARK: Prices

  private mutating func meetOpen(_ feed: CandleFeed) {
    guard !feed.isCarried else { return feed.closeCandle() }
    fitEntry(feed, at: feed.point.price)
    meet(feed, feed.point.price)
    let held = loop[feed.id]
    feed.enterCandle(
      held.position?.direction ?? .buy, stop: held.exit?.stop, target: held.exit?.target)
  }

  @inline(__always)
  private mutating func meetPoint(_ feed: CandleFeed) {
    meet(feed, feed.point.price)
    let exit = loop[feed.id].exit
    feed.advance(stop: exit?.stop, target: exit?.target)
  }

  /// One price. Where everything is done at once it is repeated until what it set off has met it.
  @inline(__always)
  private mutating func meet(_ feed: CandleFeed, _ price: Price) {
    var tick = Tick(instrument: feed.id, price: price, volume: 0, time: feed.time)
    if !options.isUnlimited { tick.volume = volume(feed) }
    let count = loop.eventCount
    // An order that nobody took waits for the next candle.
    if !feed.isHeldBack { feed.isHeldBack = isBlocked(feed, price) }
    loop.meet(tick, reachesBook: !feed.isHeldBack)
    if loop.eventCount != count, options.isInstant { repeatWhileMarketable(tick, feed) }
  }

  /// No price sets off more than this: exit, entry the other way, its guards, and the exit these may ask for.
  private static let maximumRepeats = 8

  mutating func repeatWhileMarketable(_ tick: Tick, _ feed: CandleFeed) {
    for _ in 0..<Self.maximumRepeats {
      // What opened at the very time of the square-off is closed again at once.
      loop.meetDeadlines(until: tick.time)
      if !feed.isHeldBack { feed.isHeldBack = isBlocked(feed, tick.price) }
      guard !feed.isHeldBack, loop.hasMarketOrder(in: tick.instrument) else { return }
      loop.meet(tick)
    }
  }

  /// At the limit of the day's price band nobody sells to a buyer, or buys from a seller.
  func isBlocked(_ feed: CandleFeed, _ price: Price) -> Bool {
    if let upper = feed.span.terms.upperBand, price >= upper { return loop.hasOrder(in: feed.id, .buy) }
    if let lower = feed.span.terms.lowerBand, price <= lower {
      return loop.hasOrder(in: feed.id, .sell)
    }
    return false
  }

  /// The day's volume so far, if a quarter of the candle's was traded at each of its prices. (So is it at a level on the
  /// way, and the sum runs ahead of the candle's; it only has to grow.)
  private mutating func volume(_ feed: CandleFeed) -> Int64 {
    let index = Int(feed.id.index)
    volumes[index] += max(feed.candle.volume / 4, 1)
    return volumes[index]
  }

  // MARK: Decisions

  private mutating func decide(_ feed: CandleFeed) {
    let time = feed.time
    let bar = feed.bar
    if feed.isCarried {
      let price = feed.candle.close
      loop.market.restore(Quote(instrument: feed.id, price: price, time: time))
      loop.exchange.warm(Tick(instrument: feed.id, price: price, volume: 0, time: time))
    }
    let wish = feed.strategy.candleClosed(bar)
    let advice = feed.exit.candleClosed(bar, held: closable(feed.id))
    if case .close(let reason) = advice, feed.seen > feed.exitWarmUp {
      give(Wish(.exit, reason: reason), feed, at: time)
    }
    if wish.action != .none, feed.seen > feed.warmUp { give(wish, feed, at: time) }
    if feed.index >= feed.schedule.lastDecision { endData(feed, at: time) }
    feed.moveOn()
  }

  /// The position an exit strategy may close.
  func closable(_ id: InstrumentID) -> HeldPosition? {
    let held = loop[id]
    guard let position = held.position, !held.isClosing, let opened = position.opened else { return nil }
    return HeldPosition(direction: position.direction, entry: position.averageEntry.rupees, opened: opened)
  }

  /// Hands a wish to the engine as a signal; with same-close fills its orders meet the close once more.
  private mutating func give(_ wish: Wish, _ feed: CandleFeed, at time: Timestamp) {
    guard let wish = allowed(wish, feed) else { return }
    if plan.fill != .sameClose { warm(feed) }
    let wasClosing = loop[feed.id].isClosing
    remember(wish, feed)
    submit(wish, feed.instrument, feed.link, terms: feed.span.terms, at: time)
    // What the clock closes meets the next price, not the one before it.
    if plan.fill == .sameClose, !feed.isCarried, !wasClosing { meetClose(feed, at: time) }
  }

  /// An entry may have to be decided on again when its price comes.
  private func remember(_ wish: Wish, _ feed: CandleFeed) {
    switch wish.action {
    case .buy: if !loop.hasOrder(in: feed.id, .buy) { feed.entryWish = wish }
    case .short: if !loop.hasOrder(in: feed.id, .sell) { feed.entryWish = wish }
    case .none, .sell, .cover, .exit: break
    }
  }

  /// What the market does next is known here: an order kept for the open is protected around that, not around the close.
  private mutating func warm(_ feed: CandleFeed) {
    guard let price = feed.nextOpen else { return }
    loop.exchange.warm(Tick(instrument: feed.id, price: price, volume: 0, time: feed.time))
  }

  private mutating func meetClose(_ feed: CandleFeed, at time: Timestamp) {
    let tick = Tick(instrument: feed.id, price: feed.candle.close, volume: 0, time: time)
    feed.isHeldBack = false
    if loop.hasMarketOrder(in: tick.instrument) { repeatWhileMarketable(tick, feed) }
  }

  // MARK: The end of the data

  /// Towards the end of an instrument's data nothing opens any more: what would have turned a position closes it.
  private func allowed(_ wish: Wish, _ feed: CandleFeed) -> Wish? {
    let mayOpen =
      feed.index < feed.schedule.lastDecision || plan.fill == .sameClose && !feed.isLastBar
    guard !mayOpen else { return wish }
    switch wish.action {
    case .buy: return Wish(.cover, reason: wish.reason)
    case .short: return plan.allowsShort ? Wish(.sell, reason: wish.reason) : wish
    case .none, .sell, .cover, .exit: return wish
    }
  }

  private mutating func endData(_ feed: CandleFeed, at time: Timestamp) {
    let id = feed.id
    let isLast = feed.isLastBar
    guard isLast || plan.fill != .sameClose else { return }
    if loop[id].position != nil {
      squareOff(feed, at: time)
      if isLast { meetClose(feed, at: time) }
    } else if loop.hasMarketOrder(in: id) {
      submit(
        Wish(.exit, reason: "the data ends"), feed.instrument, feed.link,
        terms: feed.span.terms, at: time)
    }
  }

  /// The link's square-off is now, for what is held too.
  private mutating func squareOff(_ feed: CandleFeed, at time: Timestamp) {
    guard let day else { return }
    setClosing(feed, at: time, day)
    guard !loop[feed.id].isClosing else { return }
    if plan.fill != .sameClose { warm(feed) }
    loop.apply(.dayStarted(day), at: time)
    loop.apply(.timer, at: time)
  }
}
