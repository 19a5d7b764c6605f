import Market
import Trading

/// Orders on their way: sending, answers, the broker's reports, fills.
extension AccountEngine {
  /// A change that no report shows after this time is read back.
  static let reportPatience = Interval.seconds(2)

  // MARK: Sending

  /// Sends what is ready, exits first, as far as the governor lets it go.
  mutating func pump() {
    let ready = state.orders.live.filter { state.orders[$0].status == .ready }
    guard !ready.isEmpty else { return }
    for number in ready where state.orders[number].purpose.lowersExposure { send(number) }
    for number in ready where state.orders[number].purpose == .entry { sendEntry(number) }
  }

  private mutating func sendEntry(_ number: OrderNumber) {
    let order = state.orders[number]
    guard let index = holdingIndex(order.position) else { return }
    let refusal: String? =
      if let halt = state.halt {
        "entries are halted: \(halt)"
      } else if state.isPaused {
        "the desk is paused"
      } else if state.holdings[index].closing != nil {
        "its position is being closed"
      } else if isHeld(against: order) {
        "the other side of it is held"
      } else if now > state.holdings[index].entryFreshUntil {
        "its signal is too old by now"
      } else if !isSessionOpen(order.terms.instrument) {
        "the market has closed"
      } else {
        nil
      }
    if let refusal { return withdrawEntry(number, refusal) }
    // Until the broker's book has been compared it waits; the next event looks again.
    if state.isReconciled { send(number) }
  }

  private func isHeld(against entry: Order) -> Bool {
    holding(against: entry.terms.side, in: entry.terms.instrument) { state.holdings[$0].position.isOpen } != nil
  }

  func isSessionOpen(_ instrument: InstrumentID) -> Bool {
    guard let contract = contract(instrument) else { return false }
    return state.day?.isOpen(contract.terms.sessionClass, at: now) ?? false
  }

  private mutating func send(_ number: OrderNumber) {
    let order = state.orders[number]
    guard let approved = approval(of: order) else { return }
    if let later = resendTime(order), now < later { return wakePump(at: later) }
    if let later = state.governor.take(order.purpose, state.settings.capabilities, at: now) {
      return wakePump(at: later)
    }
    let tag = ClientTag(
      account: account, day: now.istDay, incarnation: state.incarnation, sequence: state.tagSequence, slice: 0)
    let time = now
    state.tagSequence += 1
    updateOrder(number) { $0.sent(tag: tag, at: time) }
    request(.place(approved, number, attempt: order.attempts + 1, tag))
    setTimer(.lookUp, Int64(number.index), at: now + Self.answerPatience)
  }

  /// An order that got lost again and again is sent more and more seldom: an outage of hours leaves requests for what
  /// comes after it.
  private func resendTime(_ order: Order) -> Timestamp? {
    guard order.timesLost >= Self.quickRungs, let last = order.lastSent else { return nil }
    return last + .seconds(Int64(min(1 << min(order.timesLost - 1, 5), 30)))
  }

  /// Several may be held back: the first that may leave decides.
  private mutating func wakePump(at time: Timestamp) {
    let known = state.timers.first { $0.kind == .pump }?.due
    setTimer(.pump, 0, at: min(known ?? time, time))
  }

  /// Risk has seen the order when it was made; what is sent must still be that.
  private mutating func approval(of order: Order) -> ApprovedOrder? {
    guard let index = holdingIndex(order.position) else { return nil }
    let intent = OrderIntent(owner: order.owner, purpose: order.purpose, terms: order.terms)
    if order.purpose == .entry { return RiskGate.reapprove(order, intent) }
    let open = state.holdings[index].position.openQuantity
    let others = state.orders.live(of: order.position) { $0.purpose.lowersExposure && $0.number != order.number }
    switch RiskGate.approve(exit: intent, openQuantity: open, alreadyCovered: others.atRisk) {
    case .success(let approved): return approved
    case .failure(let denial):
      updateOrder(order.number) { $0.withdraw(denial.detail) }
      return nil
    }
  }

  // MARK: Answers

  mutating func placed(_ number: OrderNumber, attempt: Int, _ outcome: RequestOutcome) {
    guard let order = state.orders.find(number) else { return }
    guard order.attempts == attempt else { return answeredForEarlierAttempt(order, outcome) }
    if case .accepted(let id) = outcome, order.status == .withdrawn, order.brokerID == nil {
      acceptedAfterAll(order, id)
    }
    noteDoubt(number, outcome)
    followUp(updateOrder(number) { $0.placeAnswered(outcome) }, number)
    // A push without a tag may have come before its name was known.
    if case .accepted(let id) = outcome, isShown(id, as: number), let early = claim(id, like: order.terms, number) {
      reported(early, of: number, isReadBack: false)
    }
    note(outcome)
  }

  /// Whether the broker has told of `number` under a name that was not known yet.
  private func isShown(_ id: BrokerOrderID, as number: OrderNumber) -> Bool {
    let order = state.orders[number]
    return state.foreign.order(id, like: order.terms).map { state.orders.isMeant(order, by: $0.report) } ?? false
  }

  mutating func changed(_ number: OrderNumber, _ outcome: RequestOutcome) {
    guard state.orders.contains(number) else { return }
    noteDoubt(number, outcome)
    if case .rejected = outcome { updateOrder(number) { $0.modificationRefused() } }
    if case .accepted = outcome { requestSucceeded(state.orders[number]) }
    if case .rejected(let reason) = outcome { requestRefused(state.orders[number], reason) }
    let refusedBefore = state.orders[number].refusedChanges
    followUp(updateOrder(number) { $0.changeAnswered(outcome) }, number)
    if state.orders[number].refusedChanges > refusedBefore { noteRefusals(state.orders[number], outcome) }
    note(outcome)
  }

  private mutating func followUp(_ followUp: Order.FollowUp, _ number: OrderNumber) {
    let order = state.orders[number]
    switch followUp {
    case .nothing: break
    case .received:
      dropTimer(.lookUp, Int64(number.index))
      orderSettled(number)
    case .awaitReport: setTimer(.lookUp, Int64(number.index), at: now + Self.reportPatience)
    case .lookUp: lookUpSoon(order)
    case .retry(let interval):
      let later = now + min(interval, OrderGovernor.longestSilence)
      state.governor.backOff(until: later)
      answerCame(order)
      if order.status != .ready { lookAgain(order, at: later) }
    case .decideAnew:
      // An order that was to be placed is ready again, and looked at when this event ends.
      giveBack(order)
      answerCame(order)
      if order.status != .ready { lookAgain(order, at: now) }
    case .takenBack:
      giveBack(order)
      entryWithdrawn(number)
      orderEnded(number)
    case .refused(let reason): refused(order, reason)
    }
  }

  /// Nothing of the order is on its way: nobody waits for an answer.
  private mutating func answerCame(_ order: Order) {
    if !order.needsLook { dropTimer(.lookUp, Int64(order.number.index)) }
  }

  /// A request that came to no answer may have left a little after it was decided.
  private mutating func noteDoubt(_ number: OrderNumber, _ outcome: RequestOutcome) {
    switch outcome {
    case .ambiguous, .sessionExpired: mayHaveWaited(number)
    default: break
    }
  }

  /// It was proven absent and withdrawn, and now the broker says that it has it: nothing here cancels it any more.
  private mutating func acceptedAfterAll(_ order: Order, _ id: BrokerOrderID) {
    raise(
      .critical, order.terms.instrument,
      "the broker has order \(order.number.index) of \(name(order.terms.instrument)), which it did not list: \(id.text) "
        + "came late",
      advice: "cancel \(id.text) in the broker's application; what it fills is booked and guarded")
    requestBook()
  }

  /// A placement that was given up for lost is answered after all. The order was sent again since: both may be there.
  private mutating func answeredForEarlierAttempt(_ order: Order, _ outcome: RequestOutcome) {
    guard case .accepted(let id) = outcome, order.brokerID != id else { return }
    raise(
      .critical, order.terms.instrument,
      "the broker took order \(order.number.index) of \(name(order.terms.instrument)) twice: \(id.text) came late",
      advice: "cancel \(id.text) in the broker's application, or close what it has bought or sold")
    requestBook()
  }

  /// What was to be sent has not left: the budget has it again.
  private mutating func giveBack(_ order: Order) {
    if let time = order.lastRequest { state.governor.giveBack(time) }
  }

  /// Refused changes in a row after which a person is told and the broker is asked once a minute.
  private static let patientRefusals = 3

  func isRefusedOften(_ order: Order) -> Bool {
    order.refusedChanges > Self.patientRefusals || (state.refusals.cannotAct && order.refusedChanges > 0)
  }

  private mutating func lookUpSoon(_ order: Order) {
    guard isRefusedOften(order) else { return lookUp(order.number) }
    setTimer(.lookUp, Int64(order.number.index), at: now + .minutes(1))
  }

  private mutating func noteRefusals(_ order: Order, _ outcome: RequestOutcome) {
    guard case .rejected(let reason) = outcome, order.isLive, order.refusedChanges == Self.patientRefusals else {
      return
    }
    raise(
      .critical, order.terms.instrument,
      "the broker refuses to change order \(order.number.index) of \(name(order.terms.instrument)): \(reason)",
      advice: "look at it in the broker's application; Sarathi goes on trying once a minute")
  }

  /// What an answer says about the line to the broker as a whole.
  private mutating func note(_ outcome: RequestOutcome) {
    switch outcome {
    case .forbiddenAddress(let address):
      halt("the broker refuses our address \(address)")
    case .sessionExpired:
      state.isReconciled = false
      raise(.critical, nil, "the broker's session has expired", advice: "sign in again; resting stops go on protecting")
      askBook(at: now + .seconds(5))
    case .accepted, .rejected, .ambiguous, .rateLimited, .notSent, .withdrawn: break
    }
  }

  /// An order is certainly at the broker, with nothing on its way.
  private mutating func orderSettled(_ number: OrderNumber) {
    let order = state.orders[number]
    guard order.isSettled else { return }
    if order.purpose == .entry {
      let isClosing = holdingIndex(order.position).map { state.holdings[$0].closing != nil } ?? true
      if isClosing {
        cancel(order, because: "the position is being closed")
      } else if let halt = state.halt {
        cancel(order, because: "entries are halted: \(halt)")
      }
    } else {
      protect(order.position)
    }
  }

  private mutating func refused(_ order: Order, _ reason: String) {
    requestRefused(order, reason)
    switch order.purpose {
    case .entry:
      entryRefused(order, reason)
      raise(
        .warning, order.terms.instrument, "the broker rejected an entry in \(name(order.terms.instrument)): \(reason)",
        advice: "nothing was bought or sold by it")
    case .exit: exitRefused(order.position, order, reason)
    case .protectiveStop: stopRefused(order, reason)
    }
    orderEnded(order.number)
  }

  /// A position whose stop is refused is closed rather than left naked.
  private mutating func stopRefused(_ order: Order, _ reason: String) {
    guard let index = holdingIndex(order.position) else { return }
    guard !state.holdings[index].isBeingClosed else {
      // Another slice of the same stop says nothing about the exit; one that was turned into it does.
      if order.exitReason != nil { exitRefused(order.position, order, reason) }
      return
    }
    updateHolding(index) { $0.stopRefusals += 1 }
    raise(
      .critical, order.terms.instrument,
      "the protective stop of \(order.terms.quantity.display) \(name(order.terms.instrument)) was rejected: \(reason)",
      advice: "the position is being closed at the market")
    beginClosing(order.position, .unprotected)
  }

  // MARK: Reports

  mutating func reported(_ report: OrderReport, isReadBack: Bool) {
    guard let number = state.orders.find(report) else {
      return reportedForeign(report)
    }
    reported(report, of: number, isReadBack: isReadBack)
  }

  /// A report whose order is known, whatever tag it carries.
  ///
  /// - Parameter readBegan: when the question began that it answers; nil for a push.
  mutating func reported(
    _ report: OrderReport, of number: OrderNumber, isReadBack: Bool, readBegan: Timestamp? = nil
  ) {
    let before = state.orders[number]
    disclaim(report, number)
    let isAfterNews = readBegan.map { self.isAfterNews(of: before, $0) } ?? false
    let time = now
    let effect = updateOrder(number) {
      let effect = $0.reported(report, isReadBack: isReadBack, isAfterNews: isAfterNews)
      if !(effect.newFills.isEmpty && effect.corrections.isEmpty) { $0.heardOfFill(at: time) }
      return effect
    }
    if effect.changedByHand { changedByHand(number, from: before.terms) }
    if report.status != .rejected, before.lastReport == nil || !effect.newFills.isEmpty || effect.ended {
      requestSucceeded(before)
    }
    if state.orders[number].isSettled { dropTimer(.lookUp, Int64(number.index)) }
    book(effect, number, before: before.fills)
    noteOddities(effect, number)
    if effect.ended {
      if state.orders[number].status == .rejected {
        refused(state.orders[number], report.reason ?? "no reason given")
      } else {
        noteIfTaken(number)
        orderEnded(number)
      }
    } else {
      orderSettled(number)
    }
    if !(effect.newFills.isEmpty && effect.corrections.isEmpty) { protect(state.orders[number].position) }
    if effect.isDisputed { dispute(report, number, isPush: readBegan == nil, isSettled: isReadBack && isAfterNews) }
    if effect.showsEarlierVersion { lookUp(number) }
    guard effect.fillsMissing else { return }
    if isReadBack {
      lookUpFailed(
        state.orders[number], "\(report.filledQuantity) are filled and not all fills are listed", answered: true)
    } else {
      lookUp(number)
    }
  }

  private mutating func noteOddities(_ effect: Order.ReportEffect, _ number: OrderNumber) {
    let order = state.orders[number]
    if effect.late {
      raise(
        .warning, order.terms.instrument, "order \(number.index) was \(order.status.rawValue) and still filled",
        advice: "the fill is booked; compare with the broker's trade book")
    }
    if effect.overfilled {
      raise(
        .critical, order.terms.instrument,
        "order \(number.index) filled \(order.filledQuantity.display) of \(order.terms.quantity.display)",
        advice: "the surplus is booked; compare with the broker's trade book")
    }
    if effect.termsDiffer, !effect.changedByHand {
      raise(
        .notice, order.terms.instrument, "order \(number.index) was changed at the broker; its version holds",
        advice: "if that was not you, look at the broker's order book")
    }
  }

  /// After an order's end: what it leaves to do.
  mutating func orderEnded(_ number: OrderNumber) {
    let order = state.orders[number]
    dropTimer(.entryExpiry, Int64(number.index))
    dropTimer(.lookUp, Int64(number.index))
    if order.purpose == .entry { entryEnded(order.position) }
    protect(order.position)
  }

  private mutating func entryEnded(_ id: PositionID) {
    takeUpNextEntry(id)
    guard let index = holdingIndex(id), !state.holdings[index].isBeingClosed,
      state.holdings[index].position.closed != nil, !isActive(at: index)
    else { return }
    flattened(index)
  }

  // MARK: Fills

  /// - Parameter filledValueBefore: of the broker's order, if that is another; brokerage may be capped by order.
  mutating func book(_ fill: FillReport, _ number: OrderNumber, filledValueBefore: Money) {
    let order = state.orders[number]
    let cost = accrual(order, fill, filledValueBefore: filledValueBefore)
    record(fill, order, cost)
    guard let index = holdingIndex(order.position) else {
      state.foreign.addSurplus(Quantity(fill.quantity.units * order.terms.side.sign), BookKey(order.terms))
      return raise(
        .critical, order.terms.instrument, "a fill of order \(number.index) belongs to no position any more",
        advice: "compare positions with the broker")
    }
    updateHolding(index) {
      $0.executions.append(
        Position.Execution(
          order: number, fill: fill.id, isEntry: order.purpose == .entry, quantity: fill.quantity, price: fill.price,
          time: fill.time))
    }
    if order.purpose == .entry { bookEntry(fill, index, cost) } else { bookExit(fill, order, index, cost) }
    watchDayResult()
  }

  mutating func record(_ fill: FillReport, _ order: Order, _ charges: Charges, correction: Int32 = 0) {
    state.chargesToday += charges
    record(
      .fill(
        Fill(
          id: fill.id, correction: correction, order: order.number, position: order.position, owner: order.owner,
          instrument: order.terms.instrument, side: order.terms.side, quantity: fill.quantity, price: fill.price,
          charges: charges, time: fill.time)))
  }

  private mutating func bookEntry(_ fill: FillReport, _ index: Int, _ cost: Charges) {
    let isFirst = state.holdings[index].position.enteredQuantity == .zero
    guard let contract = contract(state.holdings[index].position.instrument) else { return }
    updateHolding(index) { holding in
      holding.position.enter(fill.quantity, at: fill.price, time: fill.time)
      holding.position.charges += cost
      let entry = holding.position.averageEntry
      if holding.exit == nil {
        holding.exit = ExitState(
          plan: holding.plan, direction: holding.position.direction, entry: entry, tickSize: contract.terms.tickSize)
      } else {
        holding.exit?.reanchor(entry: entry)
      }
    }
    if isFirst { setPositionTimers(index, contract) }
    reconsiderForeign(since: fill, BookKey(state.holdings[index].position), state.holdings[index].position.direction)
    if !state.holdings[index].isBeingClosed, state.isEmergency {
      beginClosing(state.holdings[index].id, .emergency)
    }
  }

  private mutating func bookExit(_ fill: FillReport, _ order: Order, _ index: Int, _ cost: Charges) {
    let realisedBefore = state.holdings[index].position.realised
    let surplus = updateHolding(index) { holding -> Quantity in
      holding.position.charges += cost
      holding.position.exitReason =
        order.exitReason ?? (holding.isBeingClosed ? holding.closing?.reason : nil)
        ?? holding.exit.map { ExitReason(stop: $0.stopKind) }
      // What the stop sells is not the part that an exit asked for: that leaves all the same.
      if order.purpose == .protectiveStop, let keep = holding.closing?.keep {
        holding.closing?.keep = max(keep - fill.quantity, .zero)
      }
      return holding.position.exit(fill.quantity, at: fill.price, time: fill.time)
    }
    let holding = state.holdings[index]
    state.realisedToday += holding.position.realised - realisedBefore
    if surplus > .zero {
      state.foreign.addSurplus(Quantity(surplus.units * order.terms.side.sign), BookKey(order.terms))
      raise(
        .critical, order.terms.instrument,
        "an exit of \(name(order.terms.instrument)) filled \(surplus) more than was open",
        advice: "the account may hold the opposite position: compare with the broker and close it there")
    }
    guard !holding.position.isOpen else { return }
    // A person closed what had filled: what is still to fill of the entry is not affected.
    if order.attempts == 0, !holding.isBeingClosed, state.orders.hasLiveEntry(of: holding.id) { return }
    flattened(index)
  }

  mutating func flattened(_ index: Int) {
    let holding = state.holdings[index]
    let id = Int64(holding.id.index)
    for kind in [EngineTimer.Kind.timeLimit, .squareOff, .sessionEnd, .protect] { dropTimer(kind, id) }
    // The duty to close stays, for entries that lose their race against the cancel.
    let time = now
    updateHolding(index) {
      let duty = $0.isBeingClosed ? $0.closing : nil
      $0.closing = Closing(
        reason: duty?.reason ?? $0.position.exitReason ?? .stopLoss, since: duty?.since ?? time, notBefore: time,
        isByFill: duty?.isByFill ?? true)
      $0.exit?.spend()
    }
    cancelEntries(of: holding.id)
    takeUpNextEntry(holding.id)
  }

  mutating func accrual(_ order: Order, _ fill: FillReport, filledValueBefore: Money) -> Charges {
    guard let contract = contract(order.terms.instrument),
      let segment = ChargeSegment(contract.instrument, product: order.terms.product),
      let tariff = tariffs.tariff(
        plan: state.settings.chargePlan, exchange: contract.instrument.exchange, segment: segment,
        on: fill.time.istDay, in: charges)
    else {
      raise(
        .warning, order.terms.instrument, "no charge rates for \(name(order.terms.instrument)) today: booked without",
        advice: "check the account's charge plan and the charges file")
      return .zero
    }
    return tariff.accrual(
      side: order.terms.side, value: fill.price * fill.quantity, filledValueBefore: filledValueBefore)
  }
}
