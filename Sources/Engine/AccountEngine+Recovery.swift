import Market
import Trading

/// Doubt and its end: start-up, look-ups, the broker's whole book.
extension AccountEngine {
  /// Failed look-ups in a row after which a person is told.
  static let lookUpAlarm = 8

  /// The only start path. What was on its way is unknown until the broker has answered; entries wait for its book.
  mutating func started(_ incarnation: UInt32) {
    change { state in
      state.incarnation = incarnation
      state.tagSequence = 0
      state.isReconciled = false
    }
    for number in state.orders.live {
      if case .lookUp = updateOrder(number, { $0.becameUncertain() }) { lookUp(number) }
    }
    request(.snapshot)
  }

  /// Asks the broker for one order, once its answer can be trusted.
  mutating func lookUp(_ number: OrderNumber) {
    let order = state.orders[number]
    let notBefore = (order.lastSent ?? order.created) + state.settings.capabilities.settleTime
    request(.lookUp(number, order.brokerID, order.tag, notBefore: notBefore))
    // Should no answer come at all, it is asked again.
    setTimer(.lookUp, Int64(number.index), at: max(now, notBefore) + .seconds(10))
  }

  mutating func lookedUp(_ number: OrderNumber, _ outcome: LookUpOutcome) {
    guard let order = state.orders.find(number), order.isLive else { return }
    dropTimer(.lookUp, Int64(number.index))
    switch outcome {
    case .found(let report): reported(report, isReadBack: true)
    case .absent(let readBegan): lookedUpAbsent(order, readBegan: readBegan)
    case .failed(let reason): lookUpFailed(order, reason)
    }
  }

  /// Absence counts only from a read that began after the order would show.
  private mutating func lookedUpAbsent(_ order: Order, readBegan: Timestamp) {
    guard let sent = order.lastSent, readBegan >= sent + state.settings.capabilities.settleTime else {
      return lookUp(order.number)
    }
    guard order.brokerID == nil else {
      return lookUpFailed(order, "the broker accepted order \(order.number.index) and does not list it")
    }
    updateOrder(order.number) { $0.provenAbsent() }
    if order.purpose.lowersExposure { protect(order.position) }
  }

  private mutating func lookUpFailed(_ order: Order, _ reason: String) {
    let failures = updateOrder(order.number) { $0.lookUpFailed() }
    setTimer(.lookUp, Int64(order.number.index), at: now + .seconds(Int64(min(1 << min(failures, 4), 10))))
    guard failures == Self.lookUpAlarm else { return }
    raise(
      .critical, order.terms.instrument,
      "nobody knows whether order \(order.number.index) (\(order.terms.side.rawValue) \(order.terms.quantity) "
        + "\(name(order.terms.instrument))) is at the broker: \(reason)",
      advice: "look it up in the broker's application; Sarathi goes on asking and sends nothing in its place")
  }

  // MARK: The broker's book

  mutating func reconcile(with snapshot: BrokerSnapshot) {
    for report in snapshot.orders {
      guard let number = state.orders.find(brokerID: report.brokerID, tag: report.tag) else { continue }
      let lastRequest = max(state.orders[number].lastSent ?? .distantPast, state.orders[number].lastModified ?? .distantPast)
      reported(report, isReadBack: snapshot.readBegan >= lastRequest)
    }
    let differences = differences(from: snapshot)
    guard differences.isEmpty else {
      return halt("the broker's positions differ from ours: " + differences.joined(separator: ", "))
    }
    if !state.isReconciled { change { $0.isReconciled = true } }
    for holding in state.holdings where holding.position.isOpen { protect(holding.id) }
  }

  /// Instruments of ours whose net quantity the broker sees differently. What is not ours is not looked at.
  private func differences(from snapshot: BrokerSnapshot) -> [String] {
    var seen: [InstrumentID] = []
    var differences: [String] = []
    for holding in state.holdings where holding.position.isOpen && !seen.contains(holding.position.instrument) {
      let instrument = holding.position.instrument
      seen.append(instrument)
      let ours = state.holdings.reduce(Quantity.zero) {
        $1.position.instrument == instrument ? $0 + $1.position.netQuantity : $0
      }
      let theirs = snapshot.positions.reduce(Quantity.zero) { $1.instrument == instrument ? $0 + $1.netQuantity : $0 }
      if ours != theirs { differences.append("\(name(instrument)) \(ours) here, \(theirs) there") }
    }
    return differences
  }

  /// A failed read is no information: nothing changes, it is asked again.
  mutating func snapshotFailed(_ reason: String) {
    setTimer(.reconcile, 0, at: now + .seconds(2))
  }
}
