import Market
import Trading

/// What people ask for.
extension AccountEngine {
  mutating func carryOut(_ command: Command, by person: String) {
    switch command {
    case .pause:
      change { $0.isPaused = true }
      // What is still on its way out stays here; what is in the market goes on.
      for number in state.orders.live where state.orders[number].purpose == .entry {
        if state.orders[number].status == .submitting { request(.recall(number)) }
      }
      reply(.done("paused: entries are recorded and ignored, exits go on"))
    case .resume:
      change { $0.isPaused = false }
      let standing =
        state.halt.map { "entries are still halted: \($0)" }
        ?? state.foreign.trouble.map { "entries still wait: \($0)" }
      reply(.done(standing.map { "no longer paused; \($0)" } ?? "trading"))
    case .halt(let reason):
      let standing = state.halt
      halt("\(reason) (\(person))")
      reply(.done(standing.map { "entries are halted already: \($0)" } ?? "entries are halted"))
    case .clearHalt: clearHalt()
    case .emergencyStop: emergencyStop(by: person)
    case .squareOff(let id): squareOff(id)
    case .squareOffAll: reply(.done("closing \(closeAll(.manual).counted("position"))"))
    case .reconcile:
      requestBook()
      reply(.done("reading the broker's book"))
    case .adopt(let number, let id): adopt(number, id)
    case .declareAbsent(let number): declareAbsent(number, by: person)
    }
  }

  private mutating func reply(_ reply: CommandReply) { step.effects.reply = reply }

  /// Stops entries, those in the market too. Exits go on. Only a person clears it.
  mutating func halt(_ reason: String) {
    guard state.halt == nil else { return }
    change { $0.halt = reason }
    raise(
      .critical, nil, "entries are halted: \(reason)", advice: "exits go on; clear the halt when the reason is gone")
    for id in state.holdings.map(\.id) { cancelEntries(of: id, because: "entries are halted: \(reason)") }
  }

  private mutating func clearHalt() {
    guard state.halt != nil else {
      let why = state.foreign.trouble.map { "; they wait because the broker's book contradicts itself: \($0)" } ?? ""
      return reply(.refused("entries are not halted" + why))
    }
    guard state.isReconciled else {
      let why = state.foreign.trouble.map { ": \($0)" } ?? " since the start"
      return reply(.refused("the broker's book does not agree or has not been compared\(why); reconcile first"))
    }
    change {
      $0.halt = nil
      $0.isEmergency = false
    }
    reply(.done("entries are allowed again"))
  }

  private mutating func emergencyStop(by person: String) {
    let standing = state.isEmergency ? nil : state.halt
    change { $0.isEmergency = true }
    halt("emergency stop by \(person)")
    if let standing { change { $0.halt = "emergency stop by \(person); before it: \(standing)" } }
    reply(.done("entries cancelled and halted; closing \(closeAll(.emergency).counted("position"))"))
  }

  private mutating func squareOff(_ id: PositionID) {
    guard let index = holdingIndex(id), state.holdings[index].position.isOpen else {
      return reply(.refused("position \(id.index) is not open"))
    }
    dropNextEntry(id)
    guard !state.holdings[index].isBeingClosed else { return reply(.done("it is being closed already")) }
    let position = state.holdings[index].position
    beginClosing(id, .manual)
    reply(.done("closing \(position.openQuantity) of \(name(position.instrument))"))
  }

  // MARK: Orders in doubt

  private mutating func adopt(_ number: OrderNumber, _ id: BrokerOrderID) {
    guard let order = state.orders.find(number) else { return reply(.refused("there is no order \(number.index)")) }
    guard order.isNameless, order.status == .unknown else {
      return reply(.refused("order \(number.index) is \(order.status.rawValue), there is nothing to decide"))
    }
    guard let foreign = state.foreign.order(id, like: order.terms) ?? state.foreign.order(anyWith: id) else {
      if let other = state.orders.find(anyWith: id) {
        return reply(.refused("\(id.text) is our order \(other.index) already"))
      }
      return reply(.refused("the broker has not shown an order \(id.text); reconcile first"))
    }
    let theirs = foreign.report.terms
    guard theirs.instrument == order.terms.instrument, theirs.side == order.terms.side,
      theirs.product == order.terms.product
    else { return reply(.refused("\(id.text) is in another instrument, product or direction")) }
    guard foreign.booked == .zero else {
      return reply(.refused("\(id.text) has been booked as a trade by hand"))
    }
    recognise(number, as: id)
    reply(.done("order \(number.index) is \(id.text) at the broker"))
  }

  private mutating func declareAbsent(_ number: OrderNumber, by person: String) {
    guard let order = state.orders.find(number) else { return reply(.refused("there is no order \(number.index)")) }
    guard order.isInDoubt else {
      return reply(.refused("order \(number.index) is \(order.status.rawValue), there is nothing to decide"))
    }
    let settled = settleTime(of: order)
    guard now >= settled else {
      return reply(.refused("the broker may still come to show it; wait until \(settled.istTime)"))
    }
    if order.isNameless {
      provenAbsent(number)
    } else {
      updateOrder(number) { $0.declaredAbsent("\(person): not at the broker") }
      orderEnded(number)
    }
    reply(.done("order \(number.index) counts as not at the broker"))
  }

  /// - Returns: how many positions are being closed now that were not before.
  private mutating func closeAll(_ reason: ExitReason) -> Int {
    var count = 0
    for holding in state.holdings {
      if holding.position.isOpen, !holding.isBeingClosed { count += 1 }
      dropNextEntry(holding.id)
      beginClosing(holding.id, reason)
    }
    return count
  }
}
