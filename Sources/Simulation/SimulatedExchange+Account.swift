package import Market
import Trading

// Money: cash, positions and the margin estimate.

extension SimulatedExchange {
  /// Starting cash less the signed value of all fills: a buy pays, a sale receives. Without charges.
  package var cash: Money { header.cash }

  /// Margin blocked by open positions at cost and by the part of live orders that raises exposure. An estimate.
  package var marginUsed: Money { Money(raw: requirement(of: exposures()).margin) }

  /// Moves cash and position for one fill.
  mutating func book(_ terms: OrderTerms, quantity: Quantity, value: Money) {
    let signedValue = Money(raw: terms.side.sign * value.raw)
    let signedQuantity = Quantity(terms.side.sign * quantity.units)
    header.cash -= signedValue
    let place = positionPlace(terms.instrument, terms.product)
    guard place.exists else {
      header.positions.insert(
        ExchangePosition(
          instrument: terms.instrument, product: terms.product, netQuantity: signedQuantity, cost: signedValue),
        at: place.index)
      return
    }
    header.positions[place.index].add(signedQuantity, value: signedValue)
    if header.positions[place.index].netQuantity == .zero { header.positions.remove(at: place.index) }
  }

  /// Whether money or holdings forbid a new order.
  func marginRefusal(adding order: ExchangeOrder) -> ExchangeRefusal? {
    marginRefusal(of: exposures() + [Exposure(order)])
  }

  /// Whether money or holdings forbid a modification.
  func marginRefusal(replacing slot: Int, with order: ExchangeOrder) -> ExchangeRefusal? {
    marginRefusal(of: live.map { Exposure($0 == slot ? order : orders[$0]) })
  }

  private func marginRefusal(of wanted: [Exposure]) -> ExchangeRefusal? {
    let now = requirement(of: exposures())
    let then = requirement(of: wanted)
    if then.uncoveredDelivery { return .notHeld }
    if then.unknown && !now.unknown { return .noMarginEstimate }
    let available = fundsAtCost - now.margin
    let required = then.margin - now.margin
    guard required > 0, required > available else { return nil }
    return .insufficientMargin(required: Money(raw: required), available: Money(raw: available))
  }

  /// Cash if every open position were closed at cost: the starting cash and what was realised since.
  private var fundsAtCost: Int64 { header.positions.reduce(header.cash.raw) { $0 + $1.cost.raw } }

  private func exposures() -> [Exposure] { live.map { Exposure(orders[$0]) } }

  private func positionPlace(_ instrument: InstrumentID, _ product: Product) -> (index: Int, exists: Bool) {
    let index =
      header.positions.firstIndex {
        $0.instrument == instrument
          ? $0.product.rawValue >= product.rawValue : $0.instrument > instrument
      } ?? header.positions.count
    guard index < header.positions.count else { return (index, false) }
    let found = header.positions[index]
    return (index, found.instrument == instrument && found.product == product)
  }
}

/// What a live order may still add to or take from a position.
private struct Exposure {
  var key: ExposureKey
  var quantity: Quantity
  var price: Price

  init(_ order: ExchangeOrder) {
    key = ExposureKey(instrument: order.terms.instrument, product: order.terms.product, side: order.terms.side)
    (quantity, price) = order.worstCase
  }
}

private struct ExposureKey: Hashable {
  var instrument: InstrumentID
  var product: Product
  var side: Side
}

private struct MarginRequirement {
  var margin: Int64 = 0
  /// A delivery sale above what is held.
  var uncoveredDelivery = false
  /// A short option that cannot be estimated.
  var unknown = false
}

extension SimulatedExchange {
  /// Positions at cost, plus what each order in turn would open after closing what is there. Two exits of one position
  /// do not share it: the second would open the other way, as a broker sees it.
  private func requirement(of exposures: [Exposure]) -> MarginRequirement {
    var sum = MarginRequirement()
    var closable: [ExposureKey: Quantity] = [:]
    for position in header.positions {
      let side: Side = position.netQuantity > .zero ? .buy : .sell
      closable[
        ExposureKey(instrument: position.instrument, product: position.product, side: side.opposite)] =
        position.netQuantity.magnitude
      let key = ExposureKey(instrument: position.instrument, product: position.product, side: side)
      // A position we cannot estimate is blocked in full; it must not stop the account from trading.
      sum.margin +=
        margin(key, position.netQuantity.magnitude, position.cost.magnitude)?.raw
        ?? position.cost.magnitude.raw
    }
    for exposure in exposures {
      let closing = min(exposure.quantity, closable[exposure.key] ?? .zero)
      if closing > .zero { closable[exposure.key, default: .zero] -= closing }
      let opening = exposure.quantity - closing
      guard opening > .zero else { continue }
      if exposure.key.product == .cnc && exposure.key.side == .sell { sum.uncoveredDelivery = true }
      if let margin = margin(exposure.key, opening, exposure.price * opening) {
        sum.margin += margin.raw
      } else {
        sum.unknown = true
      }
    }
    return sum
  }

  private func margin(_ key: ExposureKey, _ quantity: Quantity, _ value: Money) -> Money? {
    let index = Int(key.instrument.index)
    guard lines.indices.contains(index), let listing = lines[index].listing else { return nil }
    let underlying = listing.underlying.map { Int($0.index) }.flatMap { marks.indices.contains($0) ? marks[$0] : nil }
    return MarginEstimate.margin(
      kind: listing.kind, strike: listing.strike, product: key.product, side: key.side, quantity: quantity,
      value: value, leverage: settings.intradayLeverage, underlyingPrice: underlying?.reference)
  }
}

extension ExchangePosition {
  /// Adds a signed quantity bought or sold for a signed value. Reducing takes the average cost off; crossing zero
  /// starts anew at the price of this trade.
  mutating func add(_ quantity: Quantity, value: Money) {
    let net = netQuantity + quantity
    if (netQuantity.units > 0) == (quantity.units > 0) {
      cost += value
    } else if net == .zero || (net.units > 0) == (netQuantity.units > 0) {
      cost = cost.scaled(by: net.units, over: netQuantity.units)
    } else {
      cost = value.scaled(by: net.units, over: quantity.units)
    }
    netQuantity = net
  }
}
