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
  private let isDaily: Bool
  private let mayHaveGuards: Bool

  /// The next bar has to be looked at: something waits or is guarded.
  private(set) var needsAttention = false
  // What is held, side by side rather than in one optional: it is large, and moving it costs more than the rules do.
  private var isHolding = false
  private var position: Position
  private var guarding: ExitState?
  /// The plan's time limit; far away when it has none.
  private var closesAt = Timestamp.distantFuture
  private var margin = Money.zero
  private var entryCharges = Money.zero

  private var waitingExit: ExitReason?
  /// It is the clock that closes: not at a price that was there before its time.
  private var isClosedByClock = false
  private var waitingEntry: WaitingEntry?
  private var waitingReversal: WaitingReversal?

  private struct WaitingEntry: Sendable {
    var order: ApprovedOrder
    var decided: Timestamp
    var margin: Money
    var stop: Price?
    var target: Price?
  }
  private struct WaitingReversal: Sendable {
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
    if isHolding, guarding != nil || closing(in: span) < end(index, span), wasTraded(index) {
      walk(index, in: span, &account)
    }
    meetClock(after: index, in: span)
    refreshAttention()
  }

  /// In a file that has volumes, a bar without any only carries the last price on.
  private func wasTraded(_ index: Int) -> Bool { !bars.hasVolume || bars.columns.volume[index] > 0 }

  private mutating func settleEntry(
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
    guard let entry = waitingEntry, !isHolding else { return }
    if mayTrade(entry.order.terms.side, at: price, span.terms) { open(entry, at: price, time, in: span, &account) }
  }

  /// An entry that found no price in time is withdrawn; one from daily bars is kept for the opening.
  mutating func expireEntry(at time: Timestamp, _ account: inout RunAccount) {
    guard !isDaily, let entry = waitingEntry, time >= entry.decided + plan.entryLifetime else { return }
    withdrawEntry(&account)
    account.recorder.deny(.stale)
  }

  private mutating func walk(_ index: Int, in span: TradingSpan, _ account: inout RunAccount) {
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
  private func closing(in span: TradingSpan) -> Timestamp { min(closesAt, span.closeAt ?? .distantFuture) }

  private func end(_ index: Int, _ span: TradingSpan) -> Timestamp {
    min(bars.start(index) + bars.interval, span.session.close)
  }

  private mutating func refreshAttention() {
    needsAttention =
      waitingExit != nil || waitingEntry != nil || waitingReversal != nil
      || isHolding && (guarding != nil || closesAt < .distantFuture)
  }

  /// At the limit of the day's price band nobody sells to a buyer, or buys from a seller.
  private func mayTrade(_ side: Side, at price: Price, _ terms: ContractTerms) -> Bool {
    switch side {
    case .buy: terms.upperBand.map { price < $0 } ?? true
    case .sell: terms.lowerBand.map { price > $0 } ?? true
    }
  }

  // MARK: Decisions

  /// What the clock closes at the bar's end comes before anybody's wish, and meets the next price.
  private mutating func meetClock(after index: Int, in span: TradingSpan) {
    guard isHolding, waitingExit == nil, closing(in: span) <= end(index, span) else { return }
    closeByClock(closesAt <= closing(in: span) ? .timeLimit : .squareOff)
  }

  private mutating func closeByClock(_ reason: ExitReason) {
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

  /// Takes a wish at the close of the bar.
  @inline(never)
  mutating func decide(_ wish: Wish, after index: Int, in span: TradingSpan, _ account: inout RunAccount) {
    let time = end(index, span)
    expireEntry(at: time, &account)
    act(wish, index, time, in: span, &account)
    if plan.fill == .sameClose, wasTraded(index) { settleAtClose(index, time, in: span, &account) }
    refreshAttention()
  }

  /// Closes what is held because no later bar could.
  mutating func endData(after index: Int, in span: TradingSpan, _ account: inout RunAccount) {
    let isLast = index == lastBar
    guard isLast || plan.fill != .sameClose else { return }
    if isHolding, waitingExit == nil { waitingExit = .squareOff }
    waitingReversal = nil
    if waitingEntry != nil { withdrawEntry(&account) }
    if isLast, isHolding {
      let price = bars.price(bars.columns.close[index])
      close(at: price, end(index, span), waitingExit ?? .squareOff, in: span, &account)
    }
    refreshAttention()
  }

  private mutating func settleAtClose(
    _ index: Int, _ time: Timestamp, in span: TradingSpan, _ account: inout RunAccount
  ) {
    guard !isClosedByClock else { return }
    let price = bars.price(bars.columns.close[index])
    if let reason = waitingExit { close(at: price, time, reason, in: span, &account) }
    settleEntry(at: price, time, in: span, &account)
  }

  private var activeDirection: Side? { isHolding ? position.direction : waitingEntry?.order.terms.side }

  private mutating func act(
    _ wish: Wish, _ index: Int, _ time: Timestamp, in span: TradingSpan, _ account: inout RunAccount
  ) {
    switch wish.action {
    case .none: return
    case .exit: beginClosing(&account)
    case .sell: if activeDirection == .buy { beginClosing(&account) }
    case .cover: if activeDirection == .sell { beginClosing(&account) }
    case .buy: enterOrReverse(.buy, wish, index, time, in: span, &account)
    case .short:
      // Nobody delivers shares he does not have.
      guard plan.mayShort, plan.product != .cnc else { return account.recorder.deny(.shortNotAllowed) }
      enterOrReverse(.sell, wish, index, time, in: span, &account)
    }
  }

  private mutating func beginClosing(_ account: inout RunAccount) {
    if isHolding, waitingExit == nil { waitingExit = .signal }
    if waitingEntry != nil { withdrawEntry(&account) }
  }

  private mutating func enterOrReverse(
    _ direction: Side, _ wish: Wish, _ index: Int, _ time: Timestamp, in span: TradingSpan,
    _ account: inout RunAccount
  ) {
    let active = activeDirection
    if active == direction { return }
    if active != nil { beginClosing(&account) }
    if active != nil, !plan.reverses { return }
    guard index < lastDecision || plan.fill == .sameClose && index < lastBar else { return }
    guard time >= span.entryOpens, time < span.entryCloses else {
      return account.recorder.deny(entryDenial(at: time, span))
    }
    if isHolding {
      waitingReversal = WaitingReversal(wish: wish, direction: direction)
    } else {
      enter(direction, wish, reference: bars.price(bars.columns.close[index]), time, in: span, &account)
    }
  }

  private func entryDenial(at time: Timestamp, _ span: TradingSpan) -> Denial.Code {
    time >= span.session.close || time < span.session.open ? .sessionClosed : .entryWindowClosed
  }

  /// Sizes and checks an entry; what passes waits for its price.
  private mutating func enter(
    _ direction: Side, _ wish: Wish, reference: Price, _ time: Timestamp, in span: TradingSpan,
    _ account: inout RunAccount
  ) {
    let stop = wish.stop.flatMap { Price(rupees: $0) }
    let target = wish.target.flatMap { Price(rupees: $0) }
    var guardStop: Price?
    if mayHaveGuards || stop != nil || target != nil {
      let guarding = ExitState(
        plan: guards(stop, target), direction: direction, entry: reference, tickSize: span.terms.tickSize)
      if let denial = objection(to: guarding, span.terms) { return account.recorder.deny(denial) }
      guardStop = guarding.stop
    }
    let quantity: Quantity
    switch Sizer.quantity(
      plan.sizing, requested: nil, price: reference, stop: guardStop, capital: account.capital, terms: span.terms)
    {
    case .success(let sized): quantity = sized
    case .failure(let failure): return account.recorder.deny(failure.code)
    }
    let terms = OrderTerms(
      instrument: id, side: direction, quantity: quantity, product: plan.product, pricing: .market(protection: 2000))
    let margin = marginNeeded(direction, quantity, reference * quantity)
    let exposure = Exposure(
      capital: plan.capital, openPositions: account.openPositions, tradesToday: account.entriesToday,
      availableMargin: plan.checksMargin ? account.availableMargin : .highest, requiredMargin: margin)
    switch RiskGate.approve(
      entry: OrderIntent(owner: Self.owner, purpose: .entry, terms: terms), price: reference, limits: account.limits,
      exposure: exposure, terms: span.terms)
    {
    case .failure(let denial): account.recorder.deny(denial.code)
    case .success(let order):
      account.entryApproved(margin: margin)
      waitingEntry = WaitingEntry(order: order, decided: time, margin: margin, stop: stop, target: target)
    }
  }

  private func guards(_ stop: Price?, _ target: Price?) -> ExitPlan {
    var exitPlan = plan.exitPlan
    if let stop { exitPlan.stop = .price(stop) }
    if let target { exitPlan.target = .price(target) }
    return exitPlan
  }

  /// As the desk objects: stop and target have to lie on their sides of the price, and inside the band.
  private func objection(to guarding: ExitState, _ terms: ContractTerms) -> Denial.Code? {
    if let stop = guarding.stop, guarding.gain(at: stop) >= .zero || stop.raw <= 0 { return .stopOnWrongSide }
    if let target = guarding.target, guarding.gain(at: target) <= .zero || target.raw <= 0 { return .stopOnWrongSide }
    if let stop = guarding.stop, stop < terms.lowerBand ?? stop || stop > terms.upperBand ?? stop { return .priceBand }
    return nil
  }

  private func marginNeeded(_ side: Side, _ quantity: Quantity, _ value: Money) -> Money {
    guard plan.checksMargin else { return .zero }
    return MarginEstimate.margin(
      kind: kind, strike: strike, product: plan.product, side: side, quantity: quantity, value: value) ?? value
  }

  private mutating func withdrawEntry(_ account: inout RunAccount) {
    guard let entry = waitingEntry else { return }
    account.entryWithdrawn(margin: entry.margin)
    waitingEntry = nil
  }

  // MARK: Fills

  private mutating func open(
    _ entry: WaitingEntry, at price: Price, _ time: Timestamp, in span: TradingSpan, _ account: inout RunAccount
  ) {
    waitingEntry = nil
    let terms = entry.order.terms
    let filled = plan.slippage.worsen(price, terms.side, tick: span.terms.tickSize)
    position = Position(
      id: account.takePositionID(), owner: Self.owner, instrument: id, product: terms.product,
      direction: terms.side)
    isHolding = true
    var left = terms.quantity
    let largest = Sizer.largestSlice(span.terms)
    while left > .zero {
      let slice = min(left, largest)
      position.enter(slice, at: filled, time: time)
      charge(terms.side, slice, filled, time, nil, in: span, &account)
      left -= slice
    }
    entryCharges = position.charges.total
    account.book(result: -entryCharges)
    margin = marginNeeded(terms.side, terms.quantity, position.openCost)
    account.rebind(entry.margin, to: margin)
    arm(entry, at: time, in: span)
  }

  private mutating func arm(_ entry: WaitingEntry, at time: Timestamp, in span: TradingSpan) {
    guard mayHaveGuards || entry.stop != nil || entry.target != nil else { return }
    let exitPlan = guards(entry.stop, entry.target)
    closesAt = exitPlan.timeLimit.map { time + $0 } ?? .distantFuture
    guard exitPlan.watchesPrices else { return }
    guarding = ExitState(
      plan: exitPlan, direction: position.direction, entry: position.averageEntry, tickSize: span.terms.tickSize)
  }

  /// Closes what is held, unless nobody trades at this price: then it waits for the next bar.
  private mutating func close(
    at price: Price, _ time: Timestamp, _ reason: ExitReason, in span: TradingSpan, _ account: inout RunAccount
  ) {
    guard isHolding else { return waitingExit = nil }
    let side = position.direction.opposite
    guard mayTrade(side, at: price, span.terms) else {
      waitingExit = waitingExit ?? reason
      guarding?.spend()
      return
    }
    let filled = plan.slippage.worsen(price, side, tick: span.terms.tickSize)
    let largest = Sizer.largestSlice(span.terms)
    while position.isOpen {
      let slice = min(position.openQuantity, largest)
      _ = position.exit(slice, at: filled, time: time)
      charge(side, slice, filled, time, reason, in: span, &account)
    }
    position.exitReason = reason
    account.book(result: position.realised - position.charges.total + entryCharges)
    account.positionClosed(margin: margin)
    account.recorder.record(position)
    isHolding = false
    isClosedByClock = false
    guarding = nil
    closesAt = .distantFuture
    waitingExit = nil
  }

  /// Charges one executed slice, an order of its own, and writes it down.
  private mutating func charge(
    _ side: Side, _ quantity: Quantity, _ price: Price, _ time: Timestamp, _ reason: ExitReason?,
    in span: TradingSpan, _ account: inout RunAccount
  ) {
    let charges = span.costs.charges(side, value: price * quantity)
    position.charges += charges
    account.recorder.record(
      BacktestFill(
        instrument: id, side: side, quantity: quantity, price: price, charges: charges, time: time,
        exitReason: reason))
  }
}

extension Sizer.Failure {
  var code: Denial.Code {
    switch self {
    case .belowOneLot: .belowOneLot
    case .needsStop: .needsStop
    case .tooLarge: .quantityTooLarge
    }
  }
}

extension BacktestPlan.Slippage {
  /// The price an order at the market gets: worse than the market's, on the tick.
  func worsen(_ price: Price, _ side: Side, tick: Price) -> Price {
    switch self {
    case .none: price
    case .ticks(let count): Price(raw: price.raw + side.sign * count * tick.raw)
    case .basisPoints(let points):
      Price(raw: price.raw + side.sign * price.scaled(basisPoints: points).raw)
        .rounded(to: tick, side == .buy ? .up : .down)
    }
  }
}
