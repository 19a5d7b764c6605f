import History
import Indicators
import Market
import Strategies
import Trading

/// From a wish to an order that risk has approved. The meanings are the desk's.
extension InstrumentBook {
  /// Takes a wish at the close of the bar.
  @inline(never)
  mutating func decide(_ wish: Wish, after index: Int, in span: TradingSpan, _ account: inout RunAccount) {
    let time = end(index, span)
    expireEntry(at: time, &account)
    act(wish, index, time, in: span, &account)
    if fillsAtClose, wasTraded(index) { settleAtClose(index, time, in: span, &account) }
    refreshAttention()
  }

  /// Closes what is held because no later bar could.
  mutating func endData(after index: Int, in span: TradingSpan, _ account: inout RunAccount) {
    let isLast = index == lastBar
    guard isLast || !fillsAtClose else { return }
    if isHolding, waitingExit == nil { waitingExit = .squareOff }
    waitingReversal = nil
    if waitingEntry != nil { withdrawEntry(&account) }
    if isLast, isHolding {
      let price = bars.price(bars.columns.close[index])
      close(at: price, end(index, span), waitingExit ?? .squareOff, in: span, &account)
    }
    refreshAttention()
  }

  mutating func settleAtClose(
    _ index: Int, _ time: Timestamp, in span: TradingSpan, _ account: inout RunAccount
  ) {
    guard !isClosedByClock else { return }
    let price = bars.price(bars.columns.close[index])
    if let reason = waitingExit { close(at: price, time, reason, in: span, &account) }
    settleEntry(at: price, time, in: span, &account)
  }

  var activeDirection: Side? { isHolding ? position.direction : waitingEntry?.order.terms.side }

  mutating func act(
    _ wish: Wish, _ index: Int, _ time: Timestamp, in span: TradingSpan, _ account: inout RunAccount
  ) {
    switch wish.action {
    case .none: return
    case .exit:
      waitingReversal = nil
      beginClosing(&account)
    case .sell: close(.buy, &account)
    case .cover: close(.sell, &account)
    case .buy: enterOrReverse(.buy, wish, index, time, in: span, &account)
    case .short:
      guard mayShort else {
        // It is an exit all the same.
        return activeDirection == .buy ? close(.buy, &account) : account.recorder.deny(.shortNotAllowed)
      }
      enterOrReverse(.sell, wish, index, time, in: span, &account)
    }
  }

  /// What would enter that direction after another exit is taken back too.
  private mutating func close(_ direction: Side, _ account: inout RunAccount) {
    if waitingReversal?.direction == direction { waitingReversal = nil }
    if activeDirection == direction { beginClosing(&account) }
  }

  mutating func beginClosing(_ account: inout RunAccount) {
    if isHolding, waitingExit == nil { waitingExit = .signal }
    if waitingEntry != nil { withdrawEntry(&account) }
  }

  mutating func enterOrReverse(
    _ direction: Side, _ wish: Wish, _ index: Int, _ time: Timestamp, in span: TradingSpan,
    _ account: inout RunAccount
  ) {
    let active = activeDirection
    // What is being closed is entered again, or the other way, once it is flat.
    let isClosing = isHolding && waitingExit != nil
    if active == direction, !isClosing { return }
    if active != nil { beginClosing(&account) }
    if active != nil, !plan.reverses, !isClosing { return }
    guard index < lastDecision || fillsAtClose && index < lastBar else { return }
    guard time >= span.entryOpens, time < span.entryCloses else {
      return account.recorder.deny(entryDenial(at: time, span))
    }
    if isHolding {
      waitingReversal = WaitingReversal(wish: wish, direction: direction)
    } else {
      enter(direction, wish, reference: bars.price(bars.columns.close[index]), time, in: span, &account)
    }
  }

  func entryDenial(at time: Timestamp, _ span: TradingSpan) -> Denial.Code {
    time >= span.session.close || time < span.session.open ? .sessionClosed : .entryWindowClosed
  }

  /// Sizes and checks an entry; what passes waits for its price.
  mutating func enter(
    _ direction: Side, _ wish: Wish, reference: Price, _ time: Timestamp, in span: TradingSpan,
    _ account: inout RunAccount
  ) {
    let stop = wish.stop.flatMap { Price(rupees: $0) }
    let target = wish.target.flatMap { Price(rupees: $0) }
    var guardStop: Price?
    if mayHaveGuards || stop != nil || target != nil {
      let guarding = ExitState(
        plan: plan.exitPlan.replacing(stop: stop, target: target), direction: direction, entry: reference,
        tickSize: span.terms.tickSize)
      if let objection = guarding.objection(span.terms) { return account.recorder.deny(objection.code) }
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

  func marginNeeded(_ side: Side, _ quantity: Quantity, _ value: Money, isCarried: Bool = false) -> Money {
    guard plan.checksMargin else { return .zero }
    return MarginEstimate.margin(
      kind: kind, strike: strike, product: isCarried ? plan.product.whenCarried : plan.product, side: side,
      quantity: quantity, value: value) ?? value
  }

  mutating func withdrawEntry(_ account: inout RunAccount) {
    guard let entry = waitingEntry else { return }
    account.release(margin: entry.margin)
    waitingEntry = nil
  }
}
