import Market
import Trading

/// Exits and the protective stop group: one function looks at a position, at what is live for it and at what should be,
/// and takes the next safe step. It is called after everything that could matter; when nothing is to do it does nothing.
///
/// What it keeps: live or unknown exit quantity never exceeds the open quantity; while one of the group is unknown or has
/// a change on its way, nothing new is sent for the position; a stop is turned into the exit (modified in place, or
/// cancelled, awaited and replaced), never doubled by it.
extension AccountEngine {
  /// Modifications kept back from the broker's limit on one order, for the exit itself.
  static let modificationReserve = 5
  /// An exit that does not fill within this time is priced wider.
  static let exitPatience = Interval.seconds(3)
  /// One that cannot be priced wider any more waits where it is; its price is renewed at this pace, so that a market that
  /// does not trade for hours leaves requests for the exits of all others.
  static let widestExitPatience = Interval.minutes(1)
  /// The last rung that widens the protection.
  static let widestRung = 4
  /// How long a resting stop may work by itself after our feed saw its price.
  static let stopPatience = Interval.seconds(1)
  /// Rungs of immediate retries; beyond, one probe a minute.
  static let quickRungs = 3

  // MARK: Closing

  /// Takes on the duty to bring the position to zero. The first reason stays.
  ///
  /// - Parameter patience: how long what rests at the broker may work before it is superseded.
  mutating func beginClosing(_ id: PositionID, _ reason: ExitReason, patience: Interval = .zero) {
    guard let index = holdingIndex(id) else { return }
    // An entry on its way counts: what it still fills is closed at once.
    if !state.holdings[index].isBeingClosed, isActive(state.holdings[index]) {
      let start = now
      updateHolding(index) {
        $0.closing = Closing(reason: reason, since: start, notBefore: start + patience)
        $0.exit?.spend()
      }
    }
    cancelEntries(of: id)
    protect(id)
  }

  mutating func cancelEntries(of id: PositionID, because reason: String = "the position is being closed") {
    for order in state.orders.live(of: id, where: { $0.purpose == .entry }) {
      if order.status == .ready {
        withdrawEntry(order.number, reason)
      } else if order.status == .submitting {
        request(.recall(order.number))
      } else if order.isSettled {
        cancel(order, because: reason)
      }
      // Unknown ones, and those that have left, are cancelled as soon as they are known: see `orderSettled`.
    }
  }

  // MARK: The next safe step

  mutating func protect(_ id: PositionID) {
    guard let index = holdingIndex(id), !state.holdings[index].isLeftOver else { return }
    let live = state.orders.live(of: id, where: { $0.purpose.lowersExposure })
    guard state.holdings[index].position.isOpen else { return cancelAll(live) }
    endPartialExit(index)
    let known = withdrawMisfits(live, index)
    guard known.allSatisfy({ $0.status == .ready || $0.isSettled }) else { return }
    if let closing = state.holdings[index].closing, closing.keep > .zero {
      return partialExitStep(index, known, keep: closing.keep)
    }
    let open = state.holdings[index].position.openQuantity
    let covered = known.atRisk
    let isClosing = state.holdings[index].closing != nil
    if !isClosing, known.contains(where: { $0.purpose == .exit }) {
      // What was to leave has left, by another way.
      return cancelAll(known.filter { $0.purpose == .exit })
    }
    if covered > open { return shrink(known, by: covered - open) }
    if isClosing {
      exitStep(index, known, uncovered: open - covered)
    } else if let stop = state.holdings[index].exit?.stop {
      stopStep(index, known, level: stop, uncovered: open - covered)
    } else {
      cancelAll(known)
    }
  }

  /// Orders that wait for the governor and no longer fit are taken back; they never left.
  private mutating func withdrawMisfits(_ live: [Order], _ index: Int) -> [Order] {
    let open = state.holdings[index].position.openQuantity
    let leaving = state.holdings[index].leavingQuantity
    var covered = (exits: Quantity.zero, stops: Quantity.zero)
    var kept: [Order] = []
    for order in live {
      let isExit = order.purpose == .exit
      let room = isExit ? leaving - covered.exits : open - leaving - covered.stops
      if order.status == .ready, order.atRisk > min(room, open - covered.exits - covered.stops) {
        updateOrder(order.number) { $0.withdraw("no longer needed") }
        continue
      }
      if isExit { covered.exits += order.atRisk } else { covered.stops += order.atRisk }
      kept.append(order)
    }
    return kept
  }

  private mutating func cancelAll(_ orders: [Order]) {
    for order in orders {
      if order.status == .ready {
        updateOrder(order.number) { $0.withdraw("no longer needed") }
      } else if order.isSettled {
        cancel(order)
      }
    }
  }

  /// The position became smaller than what would close it: the newest orders give way first.
  mutating func shrink(_ orders: [Order], by excess: Quantity) {
    var excess = excess
    for order in orders.reversed() where excess > .zero && order.isSettled {
      if order.remainingQuantity <= excess {
        cancel(order)
        excess -= order.remainingQuantity
      } else {
        var smaller = order.terms
        smaller.quantity -= excess
        if mayModify(order, reserve: 0) { modify(order, to: smaller) } else { cancel(order) }
        return
      }
    }
  }

  // MARK: Exit now

  mutating func exitStep(_ index: Int, _ known: [Order], uncovered: Quantity) {
    let holding = state.holdings[index]
    guard let closing = holding.closing, let contract = contract(holding.position.instrument) else { return }
    guard state.day?.isOpen(contract.terms.sessionClass, at: now) ?? false else {
      lookAgainAtOpening(holding.id, contract)
      return raiseClosedMarket(index, contract)
    }
    guard now >= closing.notBefore else {
      return setTimer(.protect, Int64(holding.id.index), at: closing.notBefore)
    }
    guard let pricing = exitPricing(index, contract) else {
      // No trigger comes with the price: the position is no longer guarded, it is being closed.
      setTimer(.protect, Int64(holding.id.index), at: now + Self.exitPatience)
      return raiseCannotExit(index, "no price is known for a limit exit")
    }
    // Set first: when the governor says "later", that earlier time stands.
    let patience = Self.exitPatience(rung: closing.rung)
    let renewal = (state.holdings[index].closing?.priced ?? now) + patience
    setTimer(.protect, Int64(holding.id.index), at: max(renewal, now + Self.exitPatience))
    // What waits to be sent takes the new price before it leaves.
    var uncovered = uncovered
    for order in known where order.status == .ready && order.terms.pricing != pricing {
      updateOrder(order.number) { $0.withdraw("priced anew") }
      uncovered += order.remainingQuantity
    }
    let outdated = known.filter { $0.isSettled && isOutdated($0, pricing, index) }
    // What rests there is worth more than a better price that there are no requests left to send.
    let mayReplace = state.governor.left(state.settings.capabilities) >= 2 * outdated.count
    for order in outdated where mayReplace {
      var terms = order.terms
      terms.pricing = pricing
      if mayModify(order, reserve: 0) {
        updateOrder(order.number) { $0.exitReason = closing.reason }
        modify(order, to: terms)
      } else {
        cancel(order)
      }
    }
    // Also while others are priced anew: that may go on for long, and they stay at risk for what they are.
    if uncovered > .zero {
      placeExits(index, uncovered, pricing, purpose: .exit, reason: closing.reason, contract)
    }
  }

  static func exitPatience(rung: Int) -> Interval { rung < widestRung ? exitPatience : widestExitPatience }

  /// A market order that did not fill rests where the market was when it was sent: on a new rung it is sent again, also
  /// when its protection cannot grow any more.
  /// An exit that a person priced at the broker stays as it is.
  private func isOutdated(_ order: Order, _ pricing: OrderPricing, _ index: Int) -> Bool {
    if let changed = order.changedByHand, order.exitReason != nil,
      let since = state.holdings[index].closing?.since, changed >= since
    {
      return false
    }
    guard order.terms.pricing == pricing else { return true }
    guard case .market = pricing, let chosen = state.holdings[index].closing?.chosen else { return false }
    return (order.lastRequest ?? order.created) < chosen
  }

  /// Nothing can be sent now; a position carried over night is looked at when trading begins.
  private mutating func lookAgainAtOpening(_ id: PositionID, _ contract: ResolvedInstrument) {
    let openings = state.day?.sessions(of: contract.terms.sessionClass).map(\.open) ?? []
    if let next = openings.first(where: { $0 > now }) { setTimer(.protect, Int64(id.index), at: next) }
  }

  /// The pricing of the present rung; fixed per rung so that a look twice does not reprice twice.
  private mutating func exitPricing(_ index: Int, _ contract: ResolvedInstrument) -> OrderPricing? {
    if let pricing = state.holdings[index].closing?.pricing { return pricing }
    let position = state.holdings[index].position
    let rung = state.holdings[index].closing?.rung ?? 0
    guard let price = quote(position.instrument)?.price ?? (state.settings.capabilities.acceptsMarket ? .zero : nil)
    else { return nil }
    let pricing = aggressivePricing(position.direction.opposite, price, contract.terms, rung: rung)
    let time = now
    updateHolding(index) {
      $0.closing?.pricing = pricing
      $0.closing?.chosen = time
      $0.closing?.priced = time
      $0.closing?.openWhenPriced = position.openQuantity
    }
    return pricing
  }

  /// To be filled now: market with protection where the broker takes it, else a limit through the market.
  func aggressivePricing(_ side: Side, _ price: Price, _ terms: ContractTerms, rung: Int) -> OrderPricing {
    let protection = min(state.settings.marketProtection << Int64(min(rung, Self.widestRung)), 2000)
    if state.settings.capabilities.acceptsMarket { return .market(protection: protection) }
    return .limit(throughMarket(side, price, terms, protection))
  }

  private func throughMarket(_ side: Side, _ price: Price, _ terms: ContractTerms, _ protection: Int64) -> Price {
    let distance = price.scaled(basisPoints: protection)
    let limit = (side == .buy ? price + distance : price - distance)
      .rounded(to: terms.tickSize, side == .buy ? .up : .down)
    return min(max(limit, terms.lowerBand ?? limit), terms.upperBand ?? limit)
  }

  /// The exit stood in the market and did not fill: wider protection, then a person.
  mutating func escalate(_ id: PositionID) {
    guard let index = holdingIndex(id), state.holdings[index].closing != nil, state.holdings[index].position.isOpen
    else { return }
    updateHolding(index) {
      $0.closing?.rung += 1
      $0.closing?.pricing = nil
    }
    if state.holdings[index].closing?.rung ?? 0 >= Self.quickRungs { raiseCannotExit(index, "the exit does not fill") }
  }

  /// An exit was refused: tried again at today's price, wider only if the price was the reason, ever more slowly, and a
  /// person is told. A broker that is down says nothing about the market.
  ///
  /// - Parameter order: the minute to the next try counts from when it was sent: a refusal may be heard of hours later.
  mutating func exitRefused(_ id: PositionID, _ order: Order, _ reason: String) {
    guard let index = holdingIndex(id), state.holdings[index].closing != nil, state.holdings[index].position.isOpen
    else { return }
    let cannotAct = state.refusals.cannotAct
    updateHolding(index) { holding in
      guard var closing = holding.closing else { return }
      closing.refusals += 1
      if RefusalReason.isThePrice(reason) { closing.rung += 1 }
      closing.pricing = nil
      if closing.refusals > Self.quickRungs || cannotAct {
        closing.notBefore = max(closing.notBefore, (order.lastRequest ?? order.created) + .minutes(1))
      }
      holding.closing = closing
    }
    if state.holdings[index].closing?.refusals ?? 0 >= Self.quickRungs { raiseCannotExit(index, reason) }
  }

  private mutating func raiseCannotExit(_ index: Int, _ reason: String) {
    guard state.holdings[index].closing?.incidentRaised == false else { return }
    updateHolding(index) { $0.closing?.incidentRaised = true }
    let position = state.holdings[index].position
    raise(
      .critical, position.instrument,
      "cannot close \(state.holdings[index].leavingQuantity) of \(name(position.instrument)): \(reason)",
      advice: "close it in the broker's own application; Sarathi goes on trying once a minute")
  }

  private mutating func raiseClosedMarket(_ index: Int, _ contract: ResolvedInstrument) {
    let position = state.holdings[index].position
    guard state.holdings[index].closing?.isClosedMarketTold == false else { return }
    updateHolding(index) { $0.closing?.isClosedMarketTold = true }
    raise(
      .critical, position.instrument,
      "\(state.holdings[index].leavingQuantity) of \(name(position.instrument)) should be closed, and the market is not open",
      advice: "it stays until the next session unless the broker closes it")
  }

  // MARK: Resting stop

  mutating func stopStep(_ index: Int, _ known: [Order], level: Price, uncovered: Quantity) {
    let holding = state.holdings[index]
    guard let contract = contract(holding.position.instrument) else { return }
    guard state.day?.isOpen(contract.terms.sessionClass, at: now) ?? false else {
      return lookAgainAtOpening(holding.id, contract)
    }
    let level = restingLevel(level, contract.terms)
    let pricing = stopPricing(holding.position.direction.opposite, level, contract.terms)
    let missing = holding.isStopUnwanted ? .zero : uncovered
    let growing = missing > .zero ? growable(known, by: missing, contract) : nil
    var busy = false
    // One that a person made into something else is theirs, until the position is to be closed.
    for order in known where order.isSettled && order.terms.pricing.trigger != level && order.exitReason == nil {
      if order.number != growing?.number { busy = moveStop(order, to: pricing, level, index) || busy }
    }
    if let growing {
      // Price and quantity at once, whenever it was moved last: else the number of orders would depend on that moment.
      var larger = growing.terms
      larger.pricing = pricing
      larger.quantity += missing
      modify(growing, to: larger)
    } else if !busy, missing > .zero {
      placeExits(index, missing, pricing, purpose: .protectiveStop, reason: nil, contract)
    }
  }

  /// The newest of the group, where it may take more in.
  private func growable(_ known: [Order], by missing: Quantity, _ contract: ResolvedInstrument) -> Order? {
    guard let last = known.last, last.isSettled, last.changedByHand == nil, last.exitReason == nil,
      last.terms.quantity + missing <= contract.terms.freezeQuantity,
      mayModify(last, reserve: Self.modificationReserve)
    else { return nil }
    return last
  }

  /// - Returns: whether something was sent, so that nothing else may be sent for the position now.
  private mutating func moveStop(_ order: Order, to pricing: OrderPricing, _ level: Price, _ index: Int) -> Bool {
    let id = state.holdings[index].id
    if let later = moveMustWait(order, to: level, index) {
      // An exit of a part may have to be looked at before.
      let known = state.timers.first { $0.kind == .protect && $0.subject == Int64(id.index) }?.due
      setTimer(.protect, Int64(id.index), at: min(known ?? later, later))
      return false
    }
    var terms = order.terms
    terms.pricing = pricing
    if mayModify(order, reserve: Self.modificationReserve) {
      modify(order, to: terms, isMove: true)
    } else {
      cancel(order, isMove: true)
    }
    return true
  }

  /// The exchange refuses a trigger outside the day's price band. A stop that lies beyond it after a night rests at its
  /// edge: nothing trades further out today. A backtest's exchange keeps orders for other days, with other bands.
  func restingLevel(_ level: Price, _ terms: ContractTerms) -> Price {
    guard state.settings.capabilities.ordersEndWithTheirDay else { return level }
    return min(max(level, terms.lowerBand ?? level), terms.upperBand ?? level)
  }

  private func stopPricing(_ side: Side, _ level: Price, _ terms: ContractTerms) -> OrderPricing {
    let protection = state.settings.marketProtection
    if state.settings.capabilities.acceptsStopMarket { return .stopMarket(trigger: level, protection: protection) }
    return .stopLimit(trigger: level, limit: throughMarket(side, level, terms, protection))
  }

  // MARK: Sending

  private mutating func placeExits(
    _ index: Int, _ quantity: Quantity, _ pricing: OrderPricing, purpose: OrderPurpose, reason: ExitReason?,
    _ contract: ResolvedInstrument
  ) {
    let position = state.holdings[index].position
    var covered = position.openQuantity - quantity
    for slice in Sizer.slices(of: quantity, terms: contract.terms) {
      let terms = OrderTerms(
        instrument: position.instrument, side: position.direction.opposite, quantity: slice,
        product: position.product, pricing: pricing)
      let intent = OrderIntent(owner: position.owner, purpose: purpose, terms: terms)
      switch RiskGate.approve(exit: intent, openQuantity: position.openQuantity, alreadyCovered: covered) {
      case .success(let approved):
        _ = addOrder(approved, position: position.id, exitReason: reason)
        covered += slice
      case .failure(let denial): raiseCannotExit(index, denial.detail)
      }
    }
  }

  private func mayModify(_ order: Order, reserve: Int) -> Bool {
    let capabilities = state.settings.capabilities
    return capabilities.modifiesInPlace && order.modifications < capabilities.modificationLimit - reserve
  }

  private mutating func modify(_ order: Order, to terms: OrderTerms, isMove: Bool = false) {
    guard let id = order.brokerID, mayLeave(order, isMove: isMove) else { return }
    let time = now
    updateOrder(order.number) { $0.modificationSent(terms, at: time) }
    request(.modify(order.number, id, terms))
    setTimer(.lookUp, Int64(order.number.index), at: now + Self.answerPatience)
  }

  mutating func cancel(_ order: Order, isMove: Bool = false, because reason: String? = nil) {
    guard order.isSettled, let id = order.brokerID, mayLeave(order, isMove: isMove) else { return }
    let time = now
    updateOrder(order.number) { $0.cancellationSent(at: time, because: reason) }
    request(.cancel(order.number, id))
    setTimer(.lookUp, Int64(order.number.index), at: now + Self.answerPatience)
  }

  /// Asks the governor; when the answer is "later", the position is looked at again then.
  private mutating func mayLeave(_ order: Order, isMove: Bool) -> Bool {
    if let later = refusedUntil(order) {
      lookAgain(order, at: later)
      return false
    }
    // Cancelling or changing an order never raises exposure: the exits' budget serves it.
    let capabilities = state.settings.capabilities
    let later =
      isMove
      ? state.governor.takeMove(capabilities, at: now) : state.governor.take(.exit, capabilities, at: now)
    guard let later else { return true }
    lookAgain(order, at: later)
    return false
  }

  /// An order whose changes are refused again and again is left alone between one try a minute.
  private func refusedUntil(_ order: Order) -> Timestamp? {
    guard isRefusedOften(order), let last = order.lastRequest else { return nil }
    let next = last + RefusalRecord.probePace
    return now < next ? next : nil
  }

  /// A change of `order` could not be sent now.
  mutating func lookAgain(_ order: Order, at time: Timestamp) {
    if order.purpose == .entry {
      setTimer(.entryExpiry, Int64(order.number.index), at: time)
    } else {
      setTimer(.protect, Int64(order.position.index), at: time)
    }
  }

  func name(_ instrument: InstrumentID) -> String {
    contract(instrument)?.instrument.symbol ?? "instrument \(instrument.index)"
  }
}
