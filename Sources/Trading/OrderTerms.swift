package import Market

/// How an order may be priced at the exchange.
package enum OrderPricing: Hashable, Sendable, Codable {
  /// At the market, but no further than `protection` basis points from the last price when it reaches the exchange;
  /// what does not fill there rests as a limit order. (Exchanges refuse unprotected market orders from algos.)
  case market(protection: Int64)
  case limit(Price)
  /// Sleeps until the last price reaches `trigger`, then behaves as `.market(protection:)`.
  case stopMarket(trigger: Price, protection: Int64)
  /// Sleeps until the last price reaches `trigger`, then behaves as `.limit(limit)`.
  case stopLimit(trigger: Price, limit: Price)

  package var trigger: Price? {
    switch self {
    case .market, .limit: nil
    case .stopMarket(let trigger, _), .stopLimit(let trigger, _): trigger
    }
  }

  /// Whether a broker may show an order of this pricing as `shown`: the protection of a market order may be left out, or
  /// turned into the limit it means.
  package func mayBeShown(as shown: OrderPricing) -> Bool {
    switch (self, shown) {
    case (.market, .market), (.market, .limit): true
    case (.limit(let limit), .limit(let other)): limit == other
    case (.stopMarket(let trigger, _), .stopMarket(let other, _)): trigger == other
    case (.stopMarket(let trigger, _), .stopLimit(let other, _)): trigger == other
    case (.stopLimit(let trigger, let limit), .stopLimit(let other, let otherLimit)):
      trigger == other && limit == otherLimit
    default: false
    }
  }
}

/// What a broker is asked for, field for field.
package struct OrderTerms: Hashable, Sendable, Codable {
  package var instrument: InstrumentID
  package var side: Side
  package var quantity: Quantity
  package var product: Product
  package var pricing: OrderPricing

  package init(instrument: InstrumentID, side: Side, quantity: Quantity, product: Product, pricing: OrderPricing) {
    self.instrument = instrument
    self.side = side
    self.quantity = quantity
    self.product = product
    self.pricing = pricing
  }

  /// The fingerprint of an order without a name: whether a broker may show an order of these terms as `shown`.
  package func mayBeShown(as shown: OrderTerms) -> Bool {
    instrument == shown.instrument && side == shown.side && quantity == shown.quantity && product == shown.product
      && pricing.mayBeShown(as: shown.pricing)
  }
}

/// Why an order exists.
package enum OrderPurpose: String, Hashable, Sendable, Codable {
  /// Raises exposure.
  case entry
  /// Lowers exposure now.
  case exit
  /// Rests at the broker and lowers exposure when its trigger is reached.
  case protectiveStop

  package var lowersExposure: Bool { self != .entry }
}
