import History
import Indicators
import Market
import Strategies
import Trading

/// What one instrument of a run holds and waits for, and how its orders fill.
///
/// The hot loop asks ``needsAttention`` at each bar and calls ``visit(_:in:_:)`` only then; a wish goes to
/// ``decide(_:after:in:_:)``. All rules are those of `Trading`.
struct InstrumentBook: Sendable {
  let bars: BarSeries
  let id: InstrumentID
  let kind: InstrumentKind
  let strike: Price?
  let plan: BacktestPlan
  let lastDecision: Int
  let lastBar: Int
  let isDaily: Bool
  let mayHaveGuards: Bool
  // Compared once: `!=` of enumerations with text behind them compares the text.
  let fillsAtClose: Bool
  let mayShort: Bool
  let tariffs: [ChargeTariff]
  /// Sales pay the depository.
  let isDelivery: Bool

  /// The next bar has to be looked at: something waits or is guarded.
  var needsAttention = false
  // What is held, side by side rather than in one optional: it is large, and moving it costs more than the rules do.
  var isHolding = false
  var position: Position
  var guarding: ExitState?
  /// Whether ``guarding`` is set: asking an optional of its size is slower than asking this.
  var isGuarded = false
  /// The plan's time limit; far away when it has none.
  var closesAt = Timestamp.distantFuture
  var margin = Money.zero
  /// The same for a position of an earlier day.
  var overnightMargin = Money.zero
  var entryCharges = Money.zero

  var waitingExit: ExitReason?
  /// It is the clock that closes: not at a price that was there before its time.
  var isClosedByClock = false
  var waitingEntry: WaitingEntry?
  var waitingReversal: WaitingReversal?

  struct WaitingEntry: Sendable {
    var order: ApprovedOrder
    var decided: Timestamp
    var margin: Money
    var stop: Price?
    var target: Price?
  }
  struct WaitingReversal: Sendable {
    var wish: Wish
    var direction: Side
  }

  init(_ instrument: BacktestInstrument, _ schedule: SpanSchedule, _ plan: BacktestPlan) {
    bars = instrument.bars
    id = instrument.id
    kind = instrument.instrument.kind
    strike = instrument.instrument.strike
    self.plan = plan
    lastDecision = schedule.lastDecision
    lastBar = schedule.lastBar
    isDaily = schedule.isDaily
    mayHaveGuards = plan.exitPlan != .none
    fillsAtClose = plan.fill == .sameClose
    mayShort = plan.allowsShort
    tariffs = schedule.costs.tariffs
    isDelivery = ChargeSegment(instrument.instrument, product: plan.product) == .deliveryEquity
    position = Position(
      id: PositionID(-1), owner: Self.owner, instrument: instrument.id, product: plan.product, direction: .buy)
  }

  /// The link a backtest trades as.
  static let owner = LinkID(1)

  // MARK: For exit strategies

  /// The position an exit strategy may close; nil while there is none or it is being closed.
  var closable: HeldPosition? {
    guard isHolding, waitingExit == nil, let opened = position.opened else { return nil }
    return HeldPosition(direction: position.direction, entry: position.averageEntry.rupees, opened: opened)
  }

  // MARK: A bar

  /// Lets the bar's prices meet what waits and what is guarded.
  @inline(never)
  mutating func visit(_ index: Int, in span: TradingSpan, _ account: inout RunAccount) {
    meetOpen(index, in: span, &account)
    meetRange(index, in: span, &account)
  }

  /// What waited since the last decision fills at the open.
  mutating func meetOpen(_ index: Int, in span: TradingSpan, _ account: inout RunAccount) {
    expireEntry(at: bars.start(index), &account)
    guard wasTraded(index) else { return }
    let open = bars.price(bars.columns.open[index])
    let start = bars.start(index)
    if let reason = waitingExit { close(at: open, start, reason, in: span, &account) }
    if waitingEntry != nil || waitingReversal != nil { settleEntry(at: open, start, in: span, &account) }
  }

  /// What is held meets every price of the bar.
  mutating func meetRange(_ index: Int, in span: TradingSpan, _ account: inout RunAccount) {
    if isHolding, isGuarded || closing(in: span) < end(index, span), wasTraded(index) {
      walk(index, in: span, &account)
    }
    meetClock(after: index, in: span)
    refreshAttention()
  }

  /// In a file that has volumes, a bar without any only carries the last price on.
  func wasTraded(_ index: Int) -> Bool { !bars.isCarried(index) }

  mutating func settleEntry(
    at price: Price, _ time: Timestamp, in span: TradingSpan, _ account: inout RunAccount
  ) {
    if let reversal = waitingReversal, !isHolding {
      waitingReversal = nil
      guard time >= span.entryOpens, time < span.entryCloses else {
        return account.recorder.deny(entryDenial(at: time, span))
      }
      enter(reversal.direction, reversal.wish, reference: price, time, in: span, &account)
    }
    expireEntry(at: time, &account)
    guard let entry = waitingEntry, !isHolding, mayTrade(entry.order.terms.side, at: price, span.terms) else { return }
    guard isPaidFor(entry, at: price, span, account) else { return fit(entry, at: price, time, in: span, &account) }
    open(entry, at: price, time, in: span, &account)
  }

  /// An entry that found no price in time is withdrawn; one from daily bars is kept for the opening.
  mutating func expireEntry(at time: Timestamp, _ account: inout RunAccount) {
    guard !isDaily, let decided = waitingEntry?.decided, time >= decided + plan.entryLifetime else { return }
    withdrawEntry(&account)
    account.recorder.deny(.stale)
  }

  mutating func walk(_ index: Int, in span: TradingSpan, _ account: inout RunAccount) {
    var path = CandlePath(
      bars.candle(index), end: end(index, span), order: plan.fill.pathOrder, direction: position.direction)
    let due = closing(in: span)
    while isHolding, waitingExit == nil, let point = path.next(stop: guarding?.stop, target: guarding?.target) {
      if point.time >= due {
        let reason: ExitReason = closesAt <= due ? .timeLimit : .squareOff
        return close(at: point.price, point.time, reason, in: span, &account)
      }
      switch guarding?.observe(point.price) {
      case .stopHit:
        close(at: point.price, point.time, ExitReason(stop: guarding?.stopKind ?? .initial), in: span, &account)
      case .targetHit: close(at: point.price, point.time, .target, in: span, &account)
      case .nothing, .stopMoved, nil: break
      }
    }
  }

  /// When the position has to be closed by the clock.
  func closing(in span: TradingSpan) -> Timestamp { min(closesAt, span.closeAt ?? .distantFuture) }

  func end(_ index: Int, _ span: TradingSpan) -> Timestamp { span.end(bars.start(index), bars.interval) }

  mutating func refreshAttention() {
    needsAttention =
      waitingExit != nil || waitingEntry != nil || waitingReversal != nil
      || isHolding && (isGuarded || closesAt < .distantFuture)
  }

  /// At the limit of the day's price band nobody sells to a buyer, or buys from a seller.
  func mayTrade(_ side: Side, at price: Price, _ terms: ContractTerms) -> Bool {
    switch side {
    case .buy: terms.upperBand.map { price < $0 } ?? true
    case .sell: terms.lowerBand.map { price > $0 } ?? true
    }
  }

  // MARK: The clock

  /// What the clock closes at the bar's end comes before anybody's wish, and meets the next price.
  mutating func meetClock(after index: Int, in span: TradingSpan) {
    guard isHolding, waitingExit == nil, closing(in: span) <= end(index, span) else { return }
    closeByClock(closesAt <= closing(in: span) ? .timeLimit : .squareOff)
  }

  mutating func closeByClock(_ reason: ExitReason) {
    waitingExit = reason
    isClosedByClock = true
    guarding?.spend()
  }

  /// The session is over: a square-off that met no price waits for the next.
  mutating func endSession(_ span: TradingSpan) {
    guard isHolding, waitingExit == nil, let closeAt = span.closeAt, closeAt <= span.session.close else { return }
    closeByClock(closesAt <= closeAt ? .timeLimit : .squareOff)
    needsAttention = true
  }
}
