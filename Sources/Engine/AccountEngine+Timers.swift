import Market
import Trading

/// What the clock and the ticks set going.
extension AccountEngine {
  mutating func runTimers() {
    while let timer = state.timers.first, timer.due <= now {
      state.timers.removeFirst()
      run(timer)
    }
  }

  private mutating func run(_ timer: EngineTimer) {
    let position = PositionID(Int32(truncatingIfNeeded: timer.subject))
    let order = OrderNumber(Int32(truncatingIfNeeded: timer.subject))
    switch timer.kind {
    case .pump: break  // every event ends with a pump
    case .protect: lookAtExit(position)
    case .entryExpiry: expireEntry(order)
    case .lookUp: lookUpDue(order)
    case .priceDeadline: priceDeadlinePassed(timer.subject)
    case .timeLimit: beginClosing(position, .timeLimit)
    case .squareOff: squareOffDue(position)
    case .sessionEnd: sessionEnded(position)
    case .exposed: exposureLasts(position)
    case .reconcile, .bookOverdue: requestBook()
    case .verify: verify()
    case .cannotAct: cannotActDue()
    case .ordersEnd: endOrdersOfClosedSessions()
    case .morning: readMorningBook()
    }
  }

  /// An exit that made no progress since it was priced is priced wider; a stop waits its turn to move.
  private mutating func lookAtExit(_ id: PositionID) {
    guard let index = holdingIndex(id) else { return }
    if state.holdings[index].position.isOpen, let closing = state.holdings[index].closing, let priced = closing.priced {
      let open = state.holdings[index].position.openQuantity
      if open < closing.openWhenPriced {
        let time = now
        updateHolding(index) {
          $0.closing?.priced = time
          $0.closing?.openWhenPriced = open
        }
      } else if now - priced >= Self.exitPatience(rung: closing.rung) {
        exitIsIdle(index, closing, priced: priced)
      }
    }
    protect(id)
  }

  /// Only what stood in the market unfilled for its whole time says something about the price.
  private mutating func exitIsIdle(_ index: Int, _ closing: Closing, priced: Timestamp) {
    let id = state.holdings[index].id
    let standing = state.orders.live(of: id) { $0.purpose.lowersExposure && $0.exitReason != nil && $0.isSettled }
    guard let sent = standing.map({ $0.lastRequest ?? $0.created }).min() else {
      // The line or the broker was the trouble: it is priced anew, no wider.
      return updateHolding(index) { $0.closing?.pricing = nil }
    }
    let since = max(priced, sent)
    if now - since >= Self.exitPatience(rung: closing.rung) {
      escalate(id)
    } else {
      updateHolding(index) { $0.closing?.priced = since }
    }
  }

  private mutating func expireEntry(_ number: OrderNumber) {
    guard let order = state.orders.find(number), order.isLive else { return }
    if order.status == .ready {
      withdrawEntry(number, "it could not be sent in time")
    } else {
      // Asked again until it is over: a cancel may be held back, refused or lost.
      setTimer(.entryExpiry, Int64(number.index), at: now + .seconds(2))
      if order.status == .submitting { request(.recall(number)) }
      if order.isSettled {
        let lifetime = link(order.owner)?.entryLifetime ?? now - order.created
        cancel(order, because: "not filled within \(lifetime.nanoseconds / Timestamp.nanosecondsPerSecond) s")
      }
    }
  }

  // MARK: The end of the session

  /// Deadlines of a position, set with its first fill and again each day it is carried.
  mutating func setPositionTimers(_ index: Int, _ contract: ResolvedInstrument) {
    let holding = state.holdings[index]
    let id = Int64(holding.id.index)
    if let limit = holding.plan.timeLimit, let opened = holding.position.opened {
      setTimer(.timeLimit, id, at: opened + limit)
    }
    guard let close = state.day?.close(of: contract.terms.sessionClass) else { return }
    setTimer(.sessionEnd, id, at: close)
    switch closePolicy(holding, contract) {
    case .squareOff(let before): setTimer(.squareOff, id, at: close - before)
    case .keepIfProfitable: setTimer(.squareOff, id, at: close - .minutes(1))
    case .carry: break
    }
  }

  /// The link's policy, as far as product and expiry allow it.
  func closePolicy(_ link: Link?, _ product: Product, _ contract: ResolvedInstrument) -> ClosePolicy {
    let policy = link?.closePolicy ?? .squareOff(before: Product.squareOffLead)
    let mustClose = !product.mayStayOvernight || contract.instrument.expiry == state.day?.day
    return mustClose && policy == .carry ? .squareOff(before: Product.squareOffLead) : policy
  }

  private func closePolicy(_ holding: Holding, _ contract: ResolvedInstrument) -> ClosePolicy {
    closePolicy(link(holding.position.owner), holding.position.product, contract)
  }

  private mutating func squareOffDue(_ id: PositionID) {
    guard let index = holdingIndex(id), let contract = contract(state.holdings[index].position.instrument) else {
      return
    }
    let position = state.holdings[index].position
    if closePolicy(state.holdings[index], contract) == .keepIfProfitable, position.product.mayStayOvernight,
      contract.instrument.expiry != state.day?.day, let quote = freshQuote(position.instrument),
      position.unrealised(at: quote.price) > .zero
    {
      return
    }
    beginClosing(id, .squareOff)
  }

  private mutating func sessionEnded(_ id: PositionID) {
    guard let index = holdingIndex(id) else { return }
    let position = state.holdings[index].position
    guard position.isOpen, !position.product.mayStayOvernight || state.holdings[index].closing != nil else { return }
    raise(
      .critical, position.instrument,
      "the session ended with \(position.openQuantity) of \(name(position.instrument)) still open",
      advice: "the broker may square it off at its own price; look at its order book")
  }

  // MARK: Triggers

  mutating func triggered(_ trigger: Trigger) {
    switch trigger {
    case .stopHit(let id, _, _): stopHit(id)
    case .targetHit(let id, _, _): beginClosing(id, .target)
    case .stopMoved(let id, let best, let time): stopMoved(id, best: best, time)
    case .limitBreached(let code, let result, _): limitBreached(code, result)
    case .newPeak(let result, _): change { $0.dayPeak = max($0.dayPeak, result) }
    case .priceArrived(let instrument, _): priceArrived(instrument)
    }
  }

  /// Our feed saw the stop's price. A resting stop that stands there gets a moment to work by itself.
  private mutating func stopHit(_ id: PositionID) {
    guard let index = holdingIndex(id), !state.holdings[index].isBeingClosed, let exit = state.holdings[index].exit
    else { return }
    let terms = contract(state.holdings[index].position.instrument)?.terms
    let level = exit.stop.flatMap { stop in terms.map { restingLevel(stop, $0) } }
    let resting = state.orders.live(of: id) {
      $0.purpose == .protectiveStop && $0.isConfirmed && $0.terms.pricing.trigger == level
    }
    let covered = resting.reduce(Quantity.zero) { $0 + $1.remainingQuantity }
    beginClosing(id, ExitReason(stop: exit.stopKind), patience: covered > .zero ? Self.stopPatience : .zero)
    stopReachedInDoubt(id)
  }

  private mutating func stopMoved(_ id: PositionID, best: Price, _ time: Timestamp) {
    guard let index = holdingIndex(id), !state.holdings[index].isBeingClosed,
      updateHolding(index, { $0.exit?.raise(to: best) }) == true,
      let exit = state.holdings[index].exit, let stop = exit.stop
    else { return }
    record(.stopMoved(id, state.holdings[index].position.instrument, stop: stop, best: best, exit.stopKind, time))
    protect(id)
  }

  /// A fill may take the day's result where no price has taken it: what is still in the market must not fill after that.
  mutating func watchDayResult() {
    var result = state.netRealisedToday
    for index in state.holdings.indices where state.holdings[index].position.isOpen {
      let position = state.holdings[index].position
      if let price = quote(position.instrument)?.price { result += position.unrealised(at: price) }
    }
    if result > state.dayPeak { change { $0.dayPeak = result } }
    let limits = state.settings.limits
    if result <= -limits.lossLimit(capital: state.settings.capital) {
      limitBreached(.dailyLoss, result)
    } else if max(state.dayPeak, .zero) - result >= limits.drawdown {
      limitBreached(.drawdown, result)
    }
  }

  private mutating func limitBreached(_ code: Denial.Code, _ result: Money) {
    halt(code == .drawdown ? "drawdown limit reached at \(result)" : "daily loss limit reached at \(result)")
    guard state.settings.squareOffOnLossLimit else { return }
    for holding in state.holdings where holding.position.isOpen { beginClosing(holding.id, .limitBreach) }
  }
}
