import Market
import Trading

/// One stretch of continuous trading: open ≤ t < close.
struct ContinuousSession: Hashable, Sendable {
  var open: Timestamp
  var close: Timestamp

  func contains(_ time: Timestamp) -> Bool { open <= time && time < close }
}

/// What the exchange knows of one instrument for one day.
struct ExchangeListing: Sendable {
  var kind: InstrumentKind
  var terms: ContractTerms
  /// By opening time; may be empty on a holiday.
  var sessions: [ContinuousSession]
  /// Of an option: for the margin of a short one.
  var underlying: InstrumentID?
  var strike: Price?

  func isOpen(at time: Timestamp) -> Bool { sessions.contains { $0.contains(time) } }

  /// Whether an order placed at `placed` has outlived its day at `now`. Orders are taken only inside sessions, so one
  /// placed before today's first opening is of an earlier day.
  func hasExpired(orderPlaced placed: Timestamp, at now: Timestamp) -> Bool {
    guard let first = sessions.first, let last = sessions.last else { return true }
    return placed < first.open || last.close <= now
  }

  /// Whether lot, freeze quantity and overall limits allow `quantity`.
  func refusal(of quantity: Quantity) -> ExchangeRefusal? {
    guard quantity > .zero, quantity <= .maximum else { return .unusableQuantity }
    let lot = max(terms.lotSize.units, 1)
    guard quantity.units % lot == 0 else { return .notMultipleOfLot(terms.lotSize) }
    return quantity > terms.freezeQuantity ? .aboveFreeze(terms.freezeQuantity) : nil
  }

  /// Whether each price of `pricing` is one the exchange takes. Says nothing about the last price.
  func refusal(of pricing: OrderPricing, side: Side) -> ExchangeRefusal? {
    switch pricing {
    case .market(let protection): refusal(ofProtection: protection)
    case .limit(let limit): refusal(of: limit)
    case .stopMarket(let trigger, let protection): refusal(of: trigger) ?? refusal(ofProtection: protection)
    case .stopLimit(let trigger, let limit):
      refusal(of: trigger) ?? refusal(of: limit)
        ?? ((side == .buy ? limit < trigger : limit > trigger) ? .limitBehindTrigger : nil)
    }
  }

  private func refusal(of price: Price) -> ExchangeRefusal? {
    guard price.isPlausible else { return .unusablePrice }
    guard price.isOnTick(terms.tickSize) else { return .offTick(terms.tickSize) }
    if let lower = terms.lowerBand, price < lower { return .outsideBand }
    if let upper = terms.upperBand, price > upper { return .outsideBand }
    return nil
  }

  private func refusal(ofProtection basisPoints: Int64) -> ExchangeRefusal? {
    (0...10_000).contains(basisPoints) ? nil : .unusableProtection
  }

  /// The furthest price a market order may reach from `reference`: rounded outward to the tick, kept inside the band.
  func protectionLimit(_ side: Side, from reference: Price, basisPoints: Int64) -> Price {
    let raw = reference.scaled(basisPoints: 10_000 + side.sign * basisPoints)
    var limit = raw.rounded(to: terms.tickSize, side == .buy ? .up : .down)
    if let upper = terms.upperBand { limit = min(limit, upper) }
    if let lower = terms.lowerBand { limit = max(limit, lower) }
    return min(max(limit, terms.tickSize), .maximum)
  }
}
