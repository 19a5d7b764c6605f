import Market
import Trading

/// Refusals in a row: entries stop trying, exits and stops go on once a minute, and a person is told in one piece.
extension AccountEngine {
  mutating func requestRefused(_ order: Order, _ reason: String) {
    state.refusals.refused(isExit: order.purpose.lowersExposure)
    if state.refusals.isEverything, !state.refusals.cannotAct,
      !state.timers.contains(where: { $0.kind == .cannotAct })
    {
      setTimer(.cannotAct, 0, at: now + RefusalRecord.everythingWithin)
    }
  }

  mutating func entryRefused(_ order: Order, _ reason: String) {
    guard state.refusals.entryRefused(order.terms.instrument, reason, at: now) else { return }
    raise(
      .critical, order.terms.instrument,
      "the broker has rejected \(RefusalRecord.limit) entries in \(name(order.terms.instrument)) in a row: \(reason)",
      advice: "entries there are denied but for one try a minute; see to the reason")
  }

  /// The broker carried something out.
  mutating func requestSucceeded(_ order: Order) {
    if order.purpose == .entry { state.refusals.entryTaken(order.terms.instrument) }
    guard state.refusals.inARow > 0 else { return }
    dropTimer(.cannotAct, 0)
    let couldNotAct = state.refusals.cannotAct
    state.refusals.succeeded()
    guard couldNotAct else { return }
    raise(.notice, nil, "the broker carries out our requests again", advice: "nothing to do")
    // What waited for its minute need not wait any longer.
    for number in state.orders.live where state.orders[number].refusedChanges > 0 {
      updateOrder(number) { $0.forgetRefusals() }
      if state.orders[number].needsLook { setTimer(.lookUp, Int64(number.index), at: now) }
    }
    let time = now
    for index in state.holdings.indices where state.holdings[index].position.isOpen {
      if state.holdings[index].closing != nil { updateHolding(index) { $0.closing?.notBefore = time } }
      setTimer(.protect, Int64(state.holdings[index].id.index), at: time)
    }
  }

  /// Nothing but refusals, exits too, for the whole time.
  mutating func cannotActDue() {
    guard state.refusals.isEverything, !state.refusals.cannotAct else { return }
    let open = state.holdings.map(\.position).filter(\.isOpen)
    guard !open.isEmpty || !state.orders.live.isEmpty else { return }
    state.refusals.declareUnableToAct()
    let todo = open.map {
      let verb = $0.direction == .buy ? "sell" : "buy"
      return "\(verb) \($0.openQuantity) \(name($0.instrument)) (\($0.product.rawValue))"
    }
    raise(
      .critical, nil,
      "cannot act: the broker refuses every request, exits too. Open: "
        + (open.isEmpty ? "no position, \(state.orders.live.count) orders" : todo.joined(separator: ", ")),
      advice: "do that in the broker's application, cancel what rests there, and ask the broker why; "
        + "Sarathi tries once a minute")
  }

  /// What stands against entries because of refusals.
  func refusalObjection(_ instrument: InstrumentID) -> Denial? {
    if state.refusals.cannotAct, state.holdings.contains(where: \.position.isOpen) || !state.orders.live.isEmpty {
      return Denial(.brokerUnavailable, "the broker refuses every request at present")
    }
    guard let circuit = state.refusals.circuit(instrument, at: now) else { return nil }
    return Denial(
      .rejectedByBroker,
      "the broker rejected the last \(circuit.count) entries in it: \(circuit.reason); "
        + "one is tried each minute")
  }
}
