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
    let notBefore = settleTime(of: order)
    request(.lookUp(number, order.brokerID, order.tag, notBefore: notBefore))
    // Should no answer come at all, it is asked again.
    setTimer(.lookUp, Int64(number.index), at: max(now, notBefore) + .seconds(10))
  }

  /// From when on a read shows what our last request did.
  private func settleTime(of order: Order) -> Timestamp {
    (order.lastRequest ?? order.created) + state.settings.capabilities.settleTime
  }

  mutating func lookedUp(_ number: OrderNumber, _ outcome: LookUpOutcome) {
    guard let order = state.orders.find(number), order.isLive else { return }
    dropTimer(.lookUp, Int64(number.index))
    switch outcome {
    case .found(let report):
      // Read before our last request would show, it is news, but says nothing about that request.
      let isSettled = now >= settleTime(of: order)
      reported(report, of: number, isReadBack: isSettled)
      if !isSettled, state.orders[number].isLive { setTimer(.lookUp, Int64(number.index), at: settleTime(of: order)) }
    case .absent(let readBegan): lookedUpAbsent(order, readBegan: readBegan)
    case .failed(let reason): lookUpFailed(order, reason)
    }
  }

  /// Absence counts only from a read that began after the order would show.
  private mutating func lookedUpAbsent(_ order: Order, readBegan: Timestamp) {
    let settled = settleTime(of: order)
    guard readBegan >= settled else {
      return now >= settled ? lookUp(order.number) : setTimer(.lookUp, Int64(order.number.index), at: settled)
    }
    guard order.brokerID == nil else {
      return lookUpFailed(order, "the broker accepted order \(order.number.index) and does not list it")
    }
    updateOrder(order.number) { $0.provenAbsent() }
    if order.purpose.lowersExposure { protect(order.position) }
  }

  mutating func lookUpFailed(_ order: Order, _ reason: String) {
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

  private mutating func resumeHeldBack() {
    let held = state.heldBack
    state.heldBack.removeAll()
    for waiting in held { resume(waiting) }
  }

  mutating func reconcile(with snapshot: BrokerSnapshot) {
    for report in snapshot.orders {
      guard let number = state.orders.find(brokerID: report.brokerID, tag: report.tag) else { continue }
      reported(report, of: number, isReadBack: snapshot.readBegan >= settleTime(of: state.orders[number]))
    }
    // Positions read before our newest fill cannot know it: that is no difference, and no agreement either.
    guard newestFill <= snapshot.readBegan else { return setTimer(.reconcile, 0, at: now + .seconds(1)) }
    let differences = differences(from: snapshot)
    change { $0.isReconciled = differences.isEmpty }
    if !differences.isEmpty {
      halt("the broker's positions differ from ours: " + differences.map(\.text).joined(separator: ", "))
    }
    for holding in state.holdings where holding.position.isOpen {
      if !differences.contains(where: { $0.instrument == holding.position.instrument }) { protect(holding.id) }
    }
    if state.isReconciled { resumeHeldBack() }
  }

  private var newestFill: Timestamp {
    state.orders.all.reduce(.distantPast) { max($0, $1.fills.last?.time ?? .distantPast) }
  }

  /// Instruments of ours whose net quantity in our product the broker sees differently. What is not ours is not looked at:
  /// the same share held for delivery is another position.
  private func differences(from snapshot: BrokerSnapshot) -> [(instrument: InstrumentID, text: String)] {
    var seen: [BrokerPosition] = []
    for position in state.holdings.map(\.position) where position.isOpen {
      let same = seen.firstIndex { $0.instrument == position.instrument && $0.product == position.product }
      if let same {
        seen[same].netQuantity += position.netQuantity
      } else {
        seen.append(
          BrokerPosition(
            instrument: position.instrument, product: position.product, netQuantity: position.netQuantity))
      }
    }
    return seen.compactMap { ours in
      let theirs = snapshot.positions.filter { $0.instrument == ours.instrument && $0.product == ours.product }
      let net = theirs.reduce(Quantity.zero) { $0 + $1.netQuantity }
      guard net != ours.netQuantity else { return nil }
      return (ours.instrument, "\(name(ours.instrument)) \(ours.netQuantity) here, \(net) there")
    }
  }

  /// A failed read is no information: nothing changes, it is asked again.
  mutating func snapshotFailed(_ reason: String) {
    setTimer(.reconcile, 0, at: now + .seconds(2))
  }
}
