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
  package static var entryRules: [RiskRule] { allCases }

  /// The first rule that has something against the proposal, in the order of ``entryRules``.
  @inline(__always)
  package static func firstViolated(by p: Proposal) -> RiskRule? {
    // Nearly every proposal passes: one look at all rules together, and word for word only when one objects.
    let isClean =
      !RiskRule.orderValue.isViolated(by: p) && !RiskRule.positionValue.isViolated(by: p)
      && !RiskRule.instrumentQuantity.isViolated(by: p) && !RiskRule.openPositions.isViolated(by: p)
      && !RiskRule.tradesToday.isViolated(by: p) && !RiskRule.ordersInFlight.isViolated(by: p)
      && !RiskRule.dailyLoss.isViolated(by: p) && !RiskRule.drawdown.isViolated(by: p)
      && !RiskRule.priceBand.isViolated(by: p) && !RiskRule.margin.isViolated(by: p)
    return isClean ? nil : entryRules.first { $0.isViolated(by: p) }
  }

  /// Nil when the rule has nothing against the proposal.
  package func objection(_ p: Proposal) -> Denial? { isViolated(by: p) ? denial(of: p) : nil }

  @inline(__always)
  private func isViolated(by p: Proposal) -> Bool {
    let limits = p.limits
    let exposure = p.exposure
    return switch self {
    case .orderValue: p.value > limits.orderValue
    case .positionValue: exposure.positionValue + p.value > limits.positionValue
    case .instrumentQuantity: exposure.instrumentQuantity + p.intent.terms.quantity > limits.instrumentQuantity
    case .openPositions: exposure.openPositions >= limits.openPositions
    case .tradesToday: exposure.tradesToday >= limits.tradesPerDay
    case .ordersInFlight: exposure.ordersInFlight >= limits.ordersInFlight
    case .dailyLoss: exposure.dayResult <= -limits.lossLimit(capital: exposure.capital)
    case .drawdown: exposure.dayPeak - exposure.dayResult >= limits.drawdown
    case .priceBand: p.price < p.terms.lowerBand ?? p.price || p.price > p.terms.upperBand ?? p.price
    case .margin: exposure.requiredMargin > exposure.availableMargin
    }
  }

  /// What the rule says to a proposal it objects to.
  package func denial(of p: Proposal) -> Denial {
    let limits = p.limits
    let exposure = p.exposure
    switch self {
    case .orderValue:
      return Denial(.orderValue, "order value \(p.value) is above the limit of \(limits.orderValue)")
    case .positionValue:
      let value = exposure.positionValue + p.value
      return Denial(
        .positionValue, "\(value) of the instrument would be held, above the limit of \(limits.positionValue)")
    case .instrumentQuantity:
      let quantity = exposure.instrumentQuantity + p.intent.terms.quantity
      return Denial(
        .instrumentQuantity, "would hold \(quantity) of the instrument, above the limit of \(limits.instrumentQuantity)"
      )
    case .openPositions:
      return Denial(.openPositions, "\(exposure.openPositions) positions open or on the way, the limit")
    case .tradesToday: return Denial(.tradesToday, "\(exposure.tradesToday) entries today, the limit")
    case .ordersInFlight:
      return Denial(.ordersInFlight, "\(exposure.ordersInFlight) entry orders are not final yet, the limit")
    case .dailyLoss:
      let limit = limits.lossLimit(capital: exposure.capital)
      return Denial(.dailyLoss, "the day stands at \(exposure.dayResult); entries stop at -\(limit)")
    case .drawdown:
      let fall = exposure.dayPeak - exposure.dayResult
      return Denial(.drawdown, "\(fall) below the day's best of \(exposure.dayPeak); the limit is \(limits.drawdown)")
    case .priceBand:
      if let lower = p.terms.lowerBand, p.price < lower {
        return Denial(.priceBand, "\(p.price) is below the day's band \(lower)")
      }
      return Denial(.priceBand, "\(p.price) is above the day's band \(p.terms.upperBand ?? .maximum)")
    case .margin:
      return Denial(
        .margin, "needs \(exposure.requiredMargin) of margin, \(exposure.availableMargin) is free")
    }
  }
}
