import Market
import Trading

/// What ends with a day and what begins with the next. Day orders end by the calendar, told or not; the morning starts
/// from the broker's book. Of yesterday's terms, prices, deadlines and tries nothing is taken for today's.
extension AccountEngine {
  /// So long before the day's first session the broker's book is read.
  static let morningLead = Interval.minutes(10)

  mutating func dayStarted(_ sessions: DaySessions) {
    if state.day?.day == sessions.day {
      change { $0.day = sessions }
      takeUpLongerSessions()
    } else {
      begin(sessions)
    }
    for index in state.holdings.indices where state.holdings[index].position.isOpen {
      guard let contract = contract(state.holdings[index].position.instrument) else { continue }
      setPositionTimers(index, contract)
      protect(state.holdings[index].id)
    }
  }

  private mutating func begin(_ sessions: DaySessions) {
    let isFirst = state.day == nil
    let opening = Timestamp(day: sessions.day, time: TimeOfDay(0, 0))
    let stay = state.holdings.filter(isActive).map(\.id)
    denyWhatWaited(for: sessions.day)
    if state.settings.capabilities.ordersEndWithTheirDay { endOrders(before: sessions.day) }
    change { state in
      state.orders.forgetFinished(before: sessions.day)
      let known = state.orders.all.map(\.position)
      state.holdings.removeAll { !(stay.contains($0.id) && ($0.position.isOpen || known.contains($0.id))) }
      let instruments = state.orders.all.map(\.terms.instrument) + state.holdings.map(\.position.instrument)
      state.contracts.removeAll { !instruments.contains($0.id) }
      state.realisedToday = .zero
      state.chargesToday = .zero
      state.entriesToday = 0
      state.dayPeak = .zero
      state.governor.startDay()
      state.trailing = TrailingTrouble.none
      state.foreign.startDay()
      state.refusals = RefusalRecord()
      state.signalOrder.forget(before: opening)
      state.day = sessions
    }
    guard state.settings.capabilities.ordersEndWithTheirDay else { return }
    for index in state.holdings.indices where state.holdings[index].position.isOpen { carryOver(index) }
    if !isFirst { planMorning(sessions) }
  }

  // MARK: Orders

  /// Called for each order made: it ends with the last session of its day.
  mutating func watchEnd(of instrument: InstrumentID) {
    guard state.settings.capabilities.ordersEndWithTheirDay, let due = endOfOrders(in: instrument) else { return }
    if let known = state.timers.first(where: { $0.kind == .ordersEnd }), known.due <= due { return }
    setTimer(.ordersEnd, 0, at: due)
  }

  /// The last pushes of a session may be late: for so long after it they are waited for.
  private func endOfOrders(in instrument: InstrumentID) -> Timestamp? {
    guard let contract = contract(instrument) else { return nil }
    return state.day?.close(of: contract.terms.sessionClass).map { $0 + Self.afterClose }
  }

  /// Ends what outlived its session. What it filled is asked for once more; a fill that is told later is booked.
  mutating func endOrdersOfClosedSessions() {
    var ended: [Order] = []
    for number in state.orders.live {
      let order = state.orders[number]
      guard let due = endOfOrders(in: order.terms.instrument) else { continue }
      if due > now {
        watchEnd(of: order.terms.instrument)
      } else if !mayBeForeign(order) {
        end(number, "its session is over, and the broker has not said what became of it")
        ended.append(order)
      }
    }
    for order in ended {
      if order.status != .ready {
        request(.lookUp(order.number, order.brokerID, order.tag, notBefore: max(now, settleTime(of: order))))
      }
      orderEnded(order.number)
    }
    if ended.contains(where: \.isNameless) { requestBook() }
  }

  /// An order at the broker may be this one: as long as the book of its day can be read, a person may say so.
  private func mayBeForeign(_ order: Order) -> Bool {
    order.isNameless && state.foreign.orders.contains { claimants(of: $0).contains { $0.number == order.number } }
  }

  private mutating func endOrders(before day: TradingDay) {
    for number in state.orders.live where state.orders[number].created.istDay < day {
      let order = state.orders[number]
      end(number, "its day is over, and the broker has not said what became of it")
      if order.isNameless {
        raise(
          .warning, order.terms.instrument,
          "nobody ever knew whether order \(number.index) (\(order.terms.side.rawValue) \(order.terms.quantity.display) "
            + "\(name(order.terms.instrument))) was at the broker; its day is over",
          advice: "positions are compared before the next session; look at the broker's trades of that day")
      }
    }
  }

  private mutating func end(_ number: OrderNumber, _ reason: String) {
    updateOrder(number) { $0.expireByCalendar(reason) }
    dropTimer(.entryExpiry, Int64(number.index))
    dropTimer(.lookUp, Int64(number.index))
  }

  /// A session turns out to be longer than it was: what had ended with it may still be at the broker.
  private mutating func takeUpLongerSessions() {
    for order in state.orders.all where order.endedByCalendar && order.created.istDay == state.day?.day {
      guard let due = endOfOrders(in: order.terms.instrument), due > now else { continue }
      updateOrder(order.number) { $0.sessionGoesOn() }
      lookUp(order.number)
      watchEnd(of: order.terms.instrument)
    }
    for number in state.orders.live { watchEnd(of: state.orders[number].terms.instrument) }
  }

  // MARK: Signals

  /// A signal that waited for a price, a book or an exit until its time was over is not taken up on another day.
  private mutating func denyWhatWaited(for day: TradingDay) {
    let opening = Timestamp(day: day, time: TimeOfDay(0, 0))
    var over = (state.waiting + state.heldBack).filter { $0.deadline < opening }
    state.waiting.removeAll { $0.deadline < opening }
    state.heldBack.removeAll { $0.deadline < opening }
    for index in state.holdings.indices {
      updateHolding(index) { $0.unneededEntry = nil }
      guard let next = state.holdings[index].nextEntry, next.deadline < opening else { continue }
      updateHolding(index) { $0.nextEntry = nil }
      over.append(next)
    }
    for waiting in over {
      dropTimer(.priceDeadline, waiting.decision)
      amend(waiting.signal, waiting.decision, .denied(Denial(.stale, "its day ended before it could be acted on")))
    }
  }

  // MARK: Positions

  /// What was tried yesterday says nothing about today: pricing, patience, refusals, stops that somebody took.
  private mutating func carryOver(_ index: Int) {
    let position = state.holdings[index].position
    for kind in [EngineTimer.Kind.protect, .squareOff, .sessionEnd, .timeLimit, .exposed] {
      dropTimer(kind, Int64(position.id.index))
    }
    let wasLeftOver = state.holdings[index].isLeftOver
    let time = now
    updateHolding(index) { holding in
      holding.stopRefusals = 0
      holding.stopsTaken = 0
      holding.lastStopTaken = nil
      holding.isStopUnwanted = false
      holding.isExposureTold = false
      holding.isLeftOver = !position.product.mayStayOvernight
      let told = holding.closing?.isClosedMarketTold ?? false
      holding.closing = holding.closing.map { $0.anew(at: time) }
      holding.closing?.isClosedMarketTold = told
    }
    guard !position.product.mayStayOvernight, !wasLeftOver else { return }
    raise(
      .critical, position.instrument,
      "\(position.openQuantity) of \(name(position.instrument)) (\(position.product.rawValue)) were open when their day "
        + "ended",
      advice: "brokers close such positions themselves: nothing is sent for it until the broker's book shows it")
  }

  /// The broker's book shows an intraday position of an earlier day: it goes.
  mutating func closeLeftOver(_ id: PositionID) {
    guard let index = holdingIndex(id) else { return }
    updateHolding(index) { $0.isLeftOver = false }
    beginClosing(id, .squareOff)
  }

  // MARK: Terms

  /// Today's terms, told before the day begins, take the place of those a contract was entered under: its stop comes onto today's tick without
  /// loosening, and what is sent from now on is cut, priced and timed by them. For what has none the last known ones hold.
  mutating func adopt(_ today: [ResolvedInstrument]) {
    for resolved in today where contract(resolved.id).map({ $0 != resolved }) ?? false {
      use(resolved)
      for index in state.holdings.indices where state.holdings[index].position.instrument == resolved.id {
        guard state.holdings[index].position.isOpen else { continue }
        adopt(resolved, index)
      }
    }
    state.listedTerms = today.map(\.id)
    state.termsDay = now.istDay
    if isMorning { tellMissingTerms() }
  }

  private mutating func adopt(_ resolved: ResolvedInstrument, _ index: Int) {
    let before = state.holdings[index].exit?.stop
    updateHolding(index) { $0.exit?.adopt(tickSize: resolved.terms.tickSize) }
    let holding = state.holdings[index]
    if let exit = holding.exit, let stop = exit.stop, stop != before {
      record(.stopMoved(holding.id, resolved.id, stop: stop, best: exit.best, exit.stopKind, now))
    }
    setPositionTimers(index, resolved)
    protect(holding.id)
  }

  /// Instruments held and traded today that today's table does not list.
  private var missingTerms: [InstrumentID] {
    guard let day = state.day?.day, state.termsDay == day else { return [] }
    var missing: [InstrumentID] = []
    for holding in state.holdings where holding.position.isOpen {
      let instrument = holding.position.instrument
      let isTraded = contract(instrument).map { !(state.day?.sessions(of: $0.terms.sessionClass).isEmpty ?? true) }
      guard isTraded ?? false, !state.listedTerms.contains(instrument) else { continue }
      if !missing.contains(instrument) { missing.append(instrument) }
    }
    return missing
  }

  /// Once a day, and not in the night, when nobody can have fetched them.
  private mutating func tellMissingTerms() {
    let missing = missingTerms
    guard let day = state.day?.day, !missing.isEmpty, state.termsToldOn != day else { return }
    state.termsToldOn = day
    raise(
      .warning, missing.count == 1 ? missing[0] : nil,
      "today's contract terms of \(missing.map(name).joined(separator: ", ")) are not in",
      advice: "stops and exits go on with the last known ones; load the instrument file of today")
  }

  // MARK: The morning

  private mutating func planMorning(_ sessions: DaySessions) {
    dropTimer(.cannotAct, 0)
    guard let due = morning(of: sessions) else { return }
    if due > now { setTimer(.morning, 0, at: due) } else { readMorningBook() }
  }

  private func morning(of sessions: DaySessions) -> Timestamp? {
    sessions.classes.flatMap(\.sessions).map(\.open).min().map { $0 - Self.morningLead }
  }

  private var isMorning: Bool {
    guard let day = state.day, day.day == now.istDay else { return false }
    return morning(of: day).map { $0 <= now } ?? false
  }

  /// Entries wait until the book of the day has been compared; what is carried is guarded from the opening on all the
  /// same.
  mutating func readMorningBook() {
    guard state.day?.classes.contains(where: { !$0.sessions.isEmpty }) ?? false else { return }
    let isOnItsWay = !state.isReconciled && state.timers.contains { $0.kind == .bookOverdue }
    change { $0.isReconciled = false }
    tellMissingTerms()
    if !isOnItsWay { requestBook() }
  }
}
