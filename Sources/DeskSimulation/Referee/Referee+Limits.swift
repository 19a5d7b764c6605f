import Engine
import Market
import Storage
import Trading

/// The account's limits, counted from what was committed.
extension Referee {
  /// As an entry is approved: what is held, what is on its way in, and the entry itself.
  mutating func checkLimits(_ order: Order, _ entry: CommitEntry, _ ledger: AccountLedger) {
    let limits = ledger.settings.limits
    var entries = ledger.orders.values.filter { $0.purpose == .entry && $0.isLive && $0.number != order.number }
    entries.append(order)
    let held = ledger.booked.filter { $0.value.open > .zero }
    let positions = Set(held.keys).union(entries.map(\.position))
    expect(
      .limitsHold, positions.count <= limits.openPositions,
      "\(positions.count) positions with order \(order.number.index), \(limits.openPositions) are allowed")
    expect(
      .limitsHold, entries.count <= limits.ordersInFlight,
      "\(entries.count) entries in flight with order \(order.number.index), \(limits.ordersInFlight) are allowed")
    let instrument = order.terms.instrument
    let open = held.values.reduce(Quantity.zero) { $1.instrument == instrument ? $0 + $1.open : $0 }
    let coming = entries.filter { $0.terms.instrument == instrument }
    let quantity = coming.reduce(open) { $0 + $1.remainingQuantity }
    expect(
      .limitsHold, quantity <= limits.instrumentQuantity,
      "\(quantity) of an instrument with order \(order.number.index), \(limits.instrumentQuantity) are allowed")
    guard let price = entry.quotes.first(where: { $0.instrument == instrument })?.price, price > .zero else { return }
    // At least so much: a sale with a limit below the market is worth the market.
    let value = coming.reduce(price * open) { sum, entry in
      let limit: Price? = if case .limit(let limit) = entry.terms.pricing { limit } else { nil }
      return sum + min(limit ?? price, price) * entry.remainingQuantity
    }
    expect(
      .limitsHold, value <= limits.positionValue,
      "\(value) of an instrument with order \(order.number.index), \(limits.positionValue) are allowed")
  }
}
