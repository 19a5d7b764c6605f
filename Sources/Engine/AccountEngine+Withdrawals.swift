import Market
import Trading

/// Entries that were decided and then never sent: whoever was told "accepted" hears that it came to nothing.
extension AccountEngine {
  /// A waiting entry is not sent.
  mutating func withdrawEntry(_ number: OrderNumber, _ reason: String) {
    updateOrder(number) { $0.withdraw(reason) }
    entryWithdrawn(number)
    orderEnded(number)
  }

  /// Amends the decision once nothing of it has been, or can be, sent.
  mutating func entryWithdrawn(_ number: OrderNumber) {
    let order = state.orders[number]
    guard order.purpose == .entry, let index = holdingIndex(order.position) else { return }
    let reason = order.statusReason ?? "it was taken back"
    raise(
      .notice, order.terms.instrument,
      "\(order.terms.side.rawValue) \(order.terms.quantity.display) \(name(order.terms.instrument)) was not sent: \(reason)",
      advice: "nothing was bought or sold by it")
    guard let signal = state.holdings[index].signal, let decision = state.holdings[index].decision,
      state.holdings[index].position.enteredQuantity == .zero, !state.orders.hasLiveEntry(of: order.position)
    else { return }
    amend(signal, decision, .denied(Denial(code(of: order), "accepted, and then not sent: \(reason)")))
  }

  /// What kept it, for machines.
  private func code(of order: Order) -> Denial.Code {
    if state.halt != nil { return .halted }
    if state.isPaused { return .paused }
    if !isSessionOpen(order.terms.instrument) { return .sessionClosed }
    if let index = holdingIndex(order.position), now > state.holdings[index].entryFreshUntil { return .stale }
    return .rateLimited
  }
}
