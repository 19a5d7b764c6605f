import Engine
import History
import Indicators
import Market
import Storage
import Strategies
import Trading

/// One deployment on one instrument, an exit strategy also for one account: ticks in, candles, wishes out.
struct StrategyRunner: Sendable {
  let deployment: DeploymentID
  let kind: Deployment.Kind
  /// Whose position an exit strategy judges; nil for a strategy, which signals to all accounts of its link.
  let account: AccountID?
  /// With the terms of the day.
  var instrument: ResolvedInstrument
  /// A paused one sees everything and wishes nothing.
  var isPaused: Bool

  private let link: LinkID
  private let interval: Interval
  private let warmUp: Int
  // One of the two is set.
  private var strategy: (any Strategy)?
  private var exitStrategy: (any ExitStrategy)?
  private let usesTicks: Bool

  /// Candles seen so far.
  private var candles = 0
  /// Sessions that are not over; the first is the one `aggregator` builds for.
  private var sessions: ArraySlice<Session> = []
  private var aggregator: CandleAggregator?

  init(
    _ deployment: Deployment, _ item: StrategyShelf.Item, on instrument: ResolvedInstrument, for account: AccountID?
  ) {
    self.account = account
    self.deployment = deployment.id
    kind = deployment.kind
    link = deployment.link
    interval = deployment.interval
    isPaused = deployment.state != .running
    self.instrument = instrument
    switch item {
    case .strategy(let made):
      strategy = made
      warmUp = made.warmUp
      usesTicks = type(of: made).usesTicks
    case .exit(let made):
      exitStrategy = made
      warmUp = made.warmUp
      usesTicks = false
    }
  }

  /// What an account holds of this instrument for the link at a time; asked only by exit strategies.
  typealias Held = (LinkID, InstrumentID, Timestamp, AccountID) -> HeldPosition?

  /// End of the candle being built.
  var due: Timestamp? { aggregator?.current?.end }

  mutating func startDay(_ sessions: [Session]) {
    self.sessions = sessions[...]
    aggregator = nil
  }

  /// Takes a price. Under the wall clock it may be the first of the next candle, before the timer came.
  mutating func observe(_ tick: Tick, number: UInt32, held: Held) -> [StrategyWish] {
    var wishes: [StrategyWish] = []
    if let session = sessions.first, tick.time >= session.close, let wish = closeCandle(at: tick.time, held: held) {
      wishes.append(wish)
    }
    enterSession(at: tick.time)
    if let candle = aggregator?.add(tick), let wish = take(candle, held: held) { wishes.append(wish) }
    if usesTicks, let wish = takeTick(tick, number: number) { wishes.append(wish) }
    return wishes
  }

  /// Closes the candle if its time is over.
  mutating func closeCandle(at time: Timestamp, held: Held) -> StrategyWish? {
    guard let candle = aggregator?.close(at: time) else { return nil }
    return take(candle, held: held)
  }

  /// Takes the days before `day` from a file. Bars outside the sessions the calendar knows are left out.
  mutating func warm(_ bars: BarSeries, _ calendar: TradingCalendar, before day: TradingDay) {
    var current: TradingDay?
    for index in 0..<bars.index(from: Timestamp(day: day, time: TimeOfDay(0, 0))) {
      let bar = bars.candle(index)
      if bar.start.istDay != current {
        current = bar.start.istDay
        startDay(Session.all(calendar, instrument.terms.sessionClass, on: bar.start.istDay))
      }
      warm(bar, isDaily: bars.isDaily)
    }
    startDay([])
  }

  private mutating func warm(_ bar: Candle, isDaily: Bool) {
    guard let first = sessions.first, let last = sessions.last else { return }
    if isDaily {
      var whole = bar
      whole.start = first.open
      whole.end = last.close
      sessionOpened(first)
      _ = take(whole) { _, _, _, _ in nil }
      return
    }
    enterSession(at: bar.start)
    if let candle = aggregator?.add(bar) { _ = take(candle) { _, _, _, _ in nil } }
    _ = closeCandle(at: bar.end) { _, _, _, _ in nil }
  }

  // MARK: Sessions

  private mutating func enterSession(at time: Timestamp) {
    while let session = sessions.first, session.close <= time {
      sessions.removeFirst()
      aggregator = nil
    }
    guard aggregator == nil, let session = sessions.first else { return }
    aggregator = CandleAggregator(interval: interval, sessionOpen: session.open, sessionClose: session.close)
    sessionOpened(session)
  }

  private mutating func sessionOpened(_ session: Session) {
    strategy?.sessionOpened(session)
    exitStrategy?.sessionOpened(session)
  }

  // MARK: Wishes

  private mutating func take(_ candle: Candle, held: Held) -> StrategyWish? {
    candles += 1
    let bar = Bar(candle)
    let wish = strategy?.candleClosed(bar) ?? advice(bar, held: held)
    return say(wish, id: "\(candle.end)", time: candle.end, isWarm: candles > warmUp)
  }

  private mutating func takeTick(_ tick: Tick, number: UInt32) -> StrategyWish? {
    guard let session = sessions.first, tick.time >= session.open else { return nil }
    guard let wish = strategy?.ticked(tick.price.rupees, at: tick.time) else { return nil }
    return say(wish, id: "tick \(number) at \(tick.time)", time: tick.time, isWarm: candles >= warmUp)
  }

  private mutating func advice(_ bar: Bar, held: Held) -> Wish {
    let position = account.flatMap { held(link, instrument.id, bar.end, $0) }
    guard case .close(let reason)? = exitStrategy?.candleClosed(bar, held: position), let position else {
      return .none
    }
    return Wish(position.direction == .buy ? .sell : .cover, reason: reason)
  }

  private func say(_ wish: Wish, id: String, time: Timestamp, isWarm: Bool) -> StrategyWish? {
    guard isWarm, !isPaused, let action = Action(wish.action) else { return nil }
    let whose = account.map { ":account \($0.number)" } ?? ""
    return StrategyWish(
      id: SignalID("strategy:\(deployment.number):\(instrument.instrument.qualifiedSymbol):\(id)\(whose)"),
      deployment: deployment, link: link, account: account, instrument: instrument, action: action,
      confidence: wish.confidence,
      reason: "\(wish.reason)", stop: wish.stop.flatMap { Price(rupees: $0) },
      target: wish.target.flatMap { Price(rupees: $0) }, time: time)
  }
}
