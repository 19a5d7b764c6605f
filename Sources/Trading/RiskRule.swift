package import Market

/// One named limit on entries. Each looks at one thing and says in words what it saw.
package enum RiskRule: String, CaseIterable, Sendable {
  case orderValue, positionValue, instrumentQuantity, openPositions, tradesToday, ordersInFlight
  case dailyLoss, drawdown, priceBand, margin

  package struct Proposal {
    package var intent: OrderIntent
    /// The price the entry is valued at.
    package var price: Price
    package var limits: RiskLimits
    package var exposure: Exposure
    package var terms: ContractTerms

    package init(intent: OrderIntent, price: Price, limits: RiskLimits, exposure: Exposure, terms: ContractTerms) {
      self.intent = intent
      self.price = price
      self.limits = limits
      self.exposure = exposure
      self.terms = terms
    }

    package var value: Money { price * intent.terms.quantity }
  }

  /// Every rule, in the order in which they are asked.
  package static let entryRules = RiskRule.allCases

  /// Nil when the rule has nothing against the proposal.
  package func objection(_ p: Proposal) -> Denial? {
    let limits = p.limits
    let exposure = p.exposure
    switch self {
    case .orderValue:
      guard p.value > limits.orderValue else { return nil }
      return Denial(.orderValue, "order value \(p.value) is above the limit of \(limits.orderValue)")
    case .positionValue:
      let value = exposure.positionValue + p.value
      guard value > limits.positionValue else { return nil }
      return Denial(.positionValue, "position would be worth \(value), above the limit of \(limits.positionValue)")
    case .instrumentQuantity:
      let quantity = exposure.instrumentQuantity + p.intent.terms.quantity
      guard quantity > limits.instrumentQuantity else { return nil }
      return Denial(
        .instrumentQuantity, "would hold \(quantity) of the instrument, above the limit of \(limits.instrumentQuantity)"
      )
    case .openPositions:
      guard exposure.openPositions >= limits.openPositions else { return nil }
      return Denial(.openPositions, "\(exposure.openPositions) positions open or on the way, the limit")
    case .tradesToday:
      guard exposure.tradesToday >= limits.tradesPerDay else { return nil }
      return Denial(.tradesToday, "\(exposure.tradesToday) entries today, the limit")
    case .ordersInFlight:
      guard exposure.ordersInFlight >= limits.ordersInFlight else { return nil }
      return Denial(.ordersInFlight, "\(exposure.ordersInFlight) entry orders are not final yet, the limit")
    case .dailyLoss:
      let limit = limits.lossLimit(capital: exposure.capital)
      guard exposure.dayResult <= -limit else { return nil }
      return Denial(.dailyLoss, "the day stands at \(exposure.dayResult); entries stop at -\(limit)")
    case .drawdown:
      let fall = exposure.dayPeak - exposure.dayResult
      guard fall >= limits.drawdown else { return nil }
      return Denial(.drawdown, "\(fall) below the day's best of \(exposure.dayPeak); the limit is \(limits.drawdown)")
    case .priceBand:
      let price = p.price
      if let lower = p.terms.lowerBand, price < lower {
        return Denial(.priceBand, "\(price) is below the day's band \(lower)")
      }
      if let upper = p.terms.upperBand, price > upper {
        return Denial(.priceBand, "\(price) is above the day's band \(upper)")
      }
      return nil
    case .margin:
      guard exposure.requiredMargin > exposure.availableMargin else { return nil }
      return Denial(
        .margin, "needs \(exposure.requiredMargin) of margin, \(exposure.availableMargin) is free")
    }
  }
}
