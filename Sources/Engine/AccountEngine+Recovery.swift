import Market
import Trading

/// Doubt and its end: start-up, look-ups, the broker's whole book.
extension AccountEngine {
  /// Failed look-ups in a row after which a person is told.
  static let lookUpAlarm = 8
  /// The same for look-ups that were answered: soon enough that nothing stays open for 30 s with a broker that answers.
  static let vainLookAlarm = 2

  /// The only start path. What was on its way is unknown until the broker has answered; entries wait for its book.
  mutating func started(_ incarnation: UInt32) {
    let time = now
    // On paper nothing waits: the exchange is in this process.
    if state.settings.mode == .live { change { $0.governor.startProcess(at: time) } }
    change { state in
      state.incarnation = incarnation
      state.isReconciled = false
    }
    for number in state.orders.live {
      let order = state.orders[number]
      if order.status == .submitting || order.pending != nil {
        // What left just before the process ended may still be on the line; on paper it ended with it.
        mayHaveWaited(number, flight: state.settings.mode == .live ? Self.flightTime : .zero)
      }
      if case .lookUp = updateOrder(number, { $0.becameUncertain() }) { lookUp(number) }
    }
    for order in state.orders.all where order.isDisputed && !order.isLive { lookUp(order.number) }
    requestBook()
  }

  /// The outbox answers for every request within this time. Should it not, the order is in doubt all the same: nothing
  /// is on its way for ever.
  static let answerPatience = Interval.seconds(8)

  /// From when the request left, the settle time counts: that may have been a little after it was decided.
  mutating func mayHaveWaited(_ number: OrderNumber, flight: Interval = .zero) {
    let time = now
    updateOrder(number) { $0.mayHaveWaited(OutboxLimits.changePatience, until: time, flight: flight) }
  }

  /// It is time to ask for an order, or its request has had no answer.
  mutating func lookUpDue(_ number: OrderNumber) {
    guard let order = state.orders.find(number), order.isLive || order.isDisputed, order.status != .ready else {
      return
    }
    if order.isDisputed {
      let failures = updateOrder(number) { $0.lookUpFailed() }
      if failures >= Self.vainLookAlarm { tellDispute(order, "there is no answer that settles it") }
    }
    if order.status == .submitting {
      mayHaveWaited(number)
      _ = updateOrder(number) { $0.becameUncertain() }
    }
    lookUp(number)
  }

  /// Asks the broker for one order, once its answer can be trusted.
  mutating func lookUp(_ number: OrderNumber) {
    let order = state.orders[number]
    let notBefore = order.isDisputed ? disputeTime(of: order) : settleTime(of: order)
    request(.lookUp(number, order.brokerID, order.tag, notBefore: notBefore))
    // Should no answer come at all, it is asked again.
    let patience: Interval = order.isDisputed ? .seconds(2) : .seconds(10)
    setTimer(.lookUp, Int64(number.index), at: max(now, notBefore) + patience)
  }

  /// From when on a read shows what our last request did. Without a doubt about the order nobody has asked for the read
  /// because of that request: it may have been on its way when the read came to the broker, whoever was quicker back.
  func settleTime(of order: Order) -> Timestamp {
    let settle = state.settings.capabilities.settleTime
    let isKnown = (order.status == .open || order.status == .partiallyFilled) && !order.needsLook
    // A change in doubt may be listed before the exchange has made it.
    let isChanging = order.pending != nil && state.settings.mode == .live
    return (order.lastRequest ?? order.created) + (isKnown || isChanging ? max(settle, Self.flightTime) : settle)
  }
  /// A request that is not lost is at the broker by then.
  private static let flightTime = Interval.seconds(1)

  mutating func lookedUp(_ number: OrderNumber, _ outcome: LookUpOutcome) {
    guard let order = state.orders.find(number) else { return }
    if case .found(let report, _) = outcome, !state.orders.isMeant(order, by: report) {
      // Given again to another order of another day or segment: it says nothing about ours.
      guard order.isLive || order.isDisputed else { return }
      return lookUpFailed(
        order, "asked for order \(order.number.index), the broker showed another order \(report.brokerID.text)",
        answered: true)
    }
    guard order.isLive || order.isDisputed else {
      // The doubt is over, and yet there may be fills that nobody has told us of, or of which the broker thinks otherwise.
      guard case .found(let report, let readBegan) = outcome else { return }
      let isReadBack = readBegan >= settleTime(of: order)
      return reported(report, of: number, isReadBack: isReadBack, readBegan: readBegan)
    }
    switch outcome {
    case .found: break
    case .absent, .failed:
      // The question was about an earlier attempt. This one is on its way, and what is not there yet may still come.
      if order.status == .submitting { return }
    }
    dropTimer(.lookUp, Int64(number.index))
    switch outcome {
    case .found(let report, let readBegan):
      // Read before our last request would show, it is news, but says nothing about that request: it may answer a look of
      // long ago.
      let isSettled = readBegan >= settleTime(of: order)
      reported(report, of: number, isReadBack: isSettled, readBegan: readBegan)
      if order.isInDoubt, !state.orders[number].isInDoubt { verifySoon() }
      let seen = state.orders[number]
      if !isSettled, seen.isLive, seen.isInDoubt || seen.pending != nil {
        setTimer(.lookUp, Int64(number.index), at: max(settleTime(of: order), now))
      } else if seen.isDisputed, !state.timers.contains(where: { $0.kind == .lookUp && $0.subject == number.index }) {
        setTimer(.lookUp, Int64(number.index), at: now + max(.seconds(2), state.settings.capabilities.settleTime))
      }
    case .absent(let readBegan): lookedUpAbsent(order, readBegan: readBegan)
    case .failed(let reason): lookUpFailed(order, reason)
    }
  }

  /// Absence counts only from a read that began after the order would show, and only as far as a tag goes; beyond that
  /// the whole book is asked.
  private mutating func lookedUpAbsent(_ order: Order, readBegan: Timestamp) {
    let settled = settleTime(of: order)
    guard readBegan >= settled else {
      return now >= settled ? lookUp(order.number) : setTimer(.lookUp, Int64(order.number.index), at: settled)
    }
    guard order.brokerID == nil else {
      return lookUpFailed(
        order, "the broker accepted order \(order.number.index) and does not list it", answered: true)
    }
    guard order.isNameless else { return }
    guard !isProvenByTag(order) else { return provenAbsent(order.number) }
    // The book settles it, unless it cannot be read or believed.
    requestBook()
    setTimer(.lookUp, Int64(order.number.index), at: now + .seconds(10))
    _ = updateOrder(order.number) { $0.lookUpFailed(answered: true) }
    if state.orders[order.number].vainLooks > Self.vainLookAlarm {
      tellDoubt(order, "it is not found by its tag, and the broker's book does not settle it")
    }
  }

  /// The doubt remains; it is asked again, and in the end a person is.
  ///
  /// - Parameter answered: the broker did answer. Then a person is asked the second time already.
  mutating func lookUpFailed(_ order: Order, _ reason: String, answered: Bool = false) {
    let failures = updateOrder(order.number) { $0.lookUpFailed(answered: answered) }
    setTimer(.lookUp, Int64(order.number.index), at: now + .seconds(Int64(min(1 << min(failures, 4), 10))))
    if order.isDisputed, failures >= Self.vainLookAlarm { return tellDispute(order, reason) }
    guard failures >= Self.lookUpAlarm || state.orders[order.number].vainLooks >= Self.vainLookAlarm else { return }
    tellDoubt(order, reason)
  }

  /// Once for each doubt.
  private mutating func tellDoubt(_ order: Order, _ reason: String) {
    guard updateOrder(order.number, { $0.putBeforePerson() }) else { return }
    raise(
      .critical, order.terms.instrument,
      "nobody knows whether order \(order.number.index) (\(order.terms.side.rawValue) \(order.terms.quantity.display) "
        + "\(name(order.terms.instrument))) is at the broker: \(reason)",
      advice:
        "look in the broker's application and tell Sarathi (adopt, declare-absent); until then it goes on asking and "
        + "sends nothing in its place")
  }
}
