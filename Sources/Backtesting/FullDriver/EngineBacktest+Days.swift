import Engine
import Market
import Simulation
import Strategies
import Trading

/// Days: sessions, terms, capital and links of the morning; expiry of orders in the evening.
extension EngineBacktest {
  func midnight(_ day: TradingDay) -> Timestamp { Timestamp(day: day, time: TimeOfDay(0, 0)) }

  mutating func startDay(_ today: TradingDay) {
    let isFirst = day == nil
    endDay()
    let time = midnight(today)
    if plan.fill == .ticks {
      for feed in feeds { feed.enterDay(today) }
      if !isFirst { loop.market.startDay() }
    }
    for feed in feeds where feed.isOn(today) { feed.costs = feed.span.costs }
    let sessions = sessions(on: today)
    day = sessions
    dayEnds = midnight(today.advanced(by: 1))
    volumes = Array(repeating: 0, count: volumes.count)
    if !isFirst { loop.apply(.settings(plan.settings(capital: capital)), at: time) }
    for feed in feeds { list(feed, today, sessions) }
    if isFirst { for feed in feeds { loop.apply(.link(feed.link), at: time) } }
    for feed in feeds where feed.isOn(today) { updateLink(feed, sessions, at: time) }
    loop.apply(.dayStarted(sessions), at: time)
    if isFirst { loop.apply(.started(incarnation: 1), at: time) }
    if plan.fill != .ticks { for feed in feeds where feed.isOn(today) { warmWhatCloses(feed) } }
  }

  mutating func endDay() {
    guard let day else { return }
    if !isDaily { loop.endDay(at: day.classes.compactMap { $0.sessions.last?.close }.max() ?? midnight(day.day)) }
    loop.forgetOrders()
    capital += loop.engine.state.netRealisedToday - settleNote()
  }

  /// What the day's contract note adds to the charges that the engine booked.
  private mutating func settleNote() -> Money {
    guard plan.settlesNotes else { return .zero }
    return loop.recorder.settle { [feeds, plan] id in
      guard let feed = feeds.first(where: { $0.id == id }), case .tariff(let index) = feed.costs else { return nil }
      let segment = ChargeSegment(feed.instrument.instrument, product: plan.product)
      return (feed.schedule.costs.tariffs[index], segment == .deliveryEquity)
    }
  }

  // MARK: Sessions

  /// The day's sessions of every class in the run: wide enough for each of its instruments, whose own hours their links
  /// keep. Orders on daily candles are decided after the close and kept for the opening, so that day has no end.
  private func sessions(on today: TradingDay) -> DaySessions {
    let classes = SessionClass.allCases.map { sessionClass in
      var sessions: [DaySessions.Session] = []
      if isDaily {
        sessions = [DaySessions.Session(open: midnight(today), close: midnight(today.advanced(by: 1)))]
      } else {
        for feed in feeds { add(feed, today, sessionClass, to: &sessions) }
      }
      return DaySessions.ClassSessions(sessionClass: sessionClass, sessions: sessions)
    }
    return DaySessions(day: today, classes: classes)
  }

  private func add(
    _ feed: CandleFeed, _ today: TradingDay, _ sessionClass: SessionClass, to sessions: inout [DaySessions.Session]
  ) {
    guard feed.stage != .over else { return }
    for span in feed.schedule.spans[feed.spanIndex...].prefix(while: { $0.day == today })
    where span.terms.sessionClass == sessionClass {
      let close = span.session.close + extraTime(feed, today)
      if let index = sessions.firstIndex(where: { $0.open < close && span.session.open < $0.close }) {
        sessions[index].open = min(sessions[index].open, span.session.open)
        sessions[index].close = max(sessions[index].close, close)
      } else {
        sessions.append(DaySessions.Session(open: span.session.open, close: close))
        sessions.sort { $0.open < $1.open }
      }
    }
  }

  /// What fills at the close of a session's last candle fills at its very end, which is no longer inside.
  private func extraTime(_ feed: CandleFeed, _ today: TradingDay) -> Interval {
    let isNeeded = plan.fill == .sameClose || plan.fill != .ticks && feed.schedule.lastDay == today
    return isNeeded ? .milliseconds(1) : .zero
  }

  // MARK: Instruments

  private mutating func list(_ feed: CandleFeed, _ today: TradingDay, _ sessions: DaySessions) {
    let instrument = feed.instrument
    var terms = instrument.terms.terms(on: today)
    var hours = sessions.sessions(of: terms.sessionClass).map { ($0.open, $0.close) }
    if isDaily, let first = feeds.map(\.schedule.firstDay).min(), let last = feeds.map(\.schedule.lastDay).max() {
      hours = [(midnight(first), midnight(last.advanced(by: 1)))]
    }
    if plan.fill != .ticks {
      // The driver keeps to the band itself, see `isBlocked`; and what the file says was traded is a price.
      terms.lowerBand = nil
      terms.upperBand = nil
    }
    loop.market.list(instrument.id, terms: terms, kind: instrument.instrument.kind)
    if plan.fill != .ticks, options.isUnlimited {
      // Sized and sliced by the engine. A position carried over a change of terms must not get stuck.
      terms.lotSize = Quantity(1)
      terms.freezeQuantity = .maximum
      if options.slippageTicks == 0 { terms.tickSize = Price(raw: 1) }
    }
    loop.exchange.list(
      instrument.id, kind: instrument.instrument.kind, terms: terms, sessions: hours,
      strike: instrument.instrument.strike)
  }

  /// An order that closes at the opening needs a price before the first one: that of the pre-open session.
  private mutating func warmWhatCloses(_ feed: CandleFeed) {
    let held = loop[feed.id]
    guard let position = held.position, let opened = position.opened else { return }
    let limit = plan.exitPlan.timeLimit.map { opened + $0 }
    let due = [limit, feed.span.closeAt].compactMap { $0 }.min()
    let candle = feed.candle
    if held.isClosing || due.map({ $0 <= candle.start }) ?? false {
      loop.exchange.warm(Tick(instrument: position.instrument, price: candle.open, volume: 0, time: candle.start))
    }
  }

  // MARK: Links

  /// A session begins.
  mutating func beginSpan(_ feed: CandleFeed, at time: Timestamp) {
    guard let day else { return }
    feed.openSession()
    guard updateLink(feed, day, at: time), loop[feed.id].position != nil else { return }
    loop.apply(.dayStarted(day), at: time)
  }

  /// Tells the engine this session's hours.
  /// - Returns: whether anything changed.
  @discardableResult
  private mutating func updateLink(_ feed: CandleFeed, _ day: DaySessions, at time: Timestamp) -> Bool {
    let span = feed.span
    var link = feed.link
    if isDaily {
      link.entryFrom = TimeOfDay(0, 0)
      link.entryUntil = TimeOfDay(24, 0)
      link.entryLifetime = BacktestPlan.always
    } else {
      let close = span.session.close
      link.entryUntil = min(plan.entryUntil, close < dayEnds ? close.istTime : TimeOfDay(24, 0))
    }
    link.closePolicy = .carry
    if let closeAt = span.closeAt, let close = day.close(of: span.terms.sessionClass) {
      link.closePolicy = .squareOff(before: close - closeAt)
    }
    if plan.fill != .sameClose, plan.fill != .ticks, feed.index > feed.schedule.lastDecision {
      link.closePolicy = .squareOff(before: .hours(24))
    }
    guard link != feed.link else { return false }
    feed.link = link
    loop.apply(.link(link), at: time)
    return true
  }

  /// From `time` on the link only closes.
  mutating func setClosing(_ feed: CandleFeed, at time: Timestamp, _ day: DaySessions) {
    guard let close = day.close(of: feed.span.terms.sessionClass) else { return }
    feed.link.closePolicy = .squareOff(before: close - time)
    loop.apply(.link(feed.link), at: time)
  }
}

extension SpanSchedule {
  var firstDay: TradingDay { spans.first?.day ?? TradingDay(daysSince1970: 0) }
  var lastDay: TradingDay { spans.last?.day ?? TradingDay(daysSince1970: 0) }
}
