package import Market

/// A sized wish, before risk has seen it.
package struct OrderIntent: Hashable, Sendable {
  package var owner: LinkID
  package var purpose: OrderPurpose
  package var terms: OrderTerms

  package init(owner: LinkID, purpose: OrderPurpose, terms: OrderTerms) {
    self.owner = owner
    self.purpose = purpose
    self.terms = terms
  }
}

/// What a broker port accepts: an intent that risk has seen in its final form. Only ``RiskGate`` makes one.
package struct ApprovedOrder: Hashable, Sendable, Encodable {
  package let owner: LinkID
  package let purpose: OrderPurpose
  package let terms: OrderTerms

  fileprivate init(_ intent: OrderIntent) {
    owner = intent.owner
    purpose = intent.purpose
    terms = intent.terms
  }
}

/// The only way from a wish to an order.
package enum RiskGate {
  /// Approves an entry if no rule objects; the first objection, in the order of ``RiskRule/entryRules``, is the reason.
  @inline(__always)
  package static func approve(
    entry intent: OrderIntent, price: Price, limits: RiskLimits, exposure: Exposure, terms: ContractTerms
  ) -> Result<ApprovedOrder, Denial> {
    let proposal = RiskRule.Proposal(intent: intent, price: price, limits: limits, exposure: exposure, terms: terms)
    guard let rule = RiskRule.firstViolated(by: proposal) else { return .success(ApprovedOrder(intent)) }
    return .failure(rule.denial(of: proposal))
  }

  /// The approval of an entry that was given when `order` was made, for sending it: only if it still is what risk saw.
  package static func reapprove(_ order: Order, _ intent: OrderIntent) -> ApprovedOrder? {
    order.status == .ready && order.terms == intent.terms && order.purpose == intent.purpose
      ? ApprovedOrder(intent) : nil
  }

  /// Approves an order that lowers exposure. Limits do not bind it; what it may not do is exceed the position.
  package static func approve(
    exit intent: OrderIntent, openQuantity: Quantity, alreadyCovered: Quantity
  )
    -> Result<ApprovedOrder, Denial>
  {
    guard intent.purpose.lowersExposure, intent.terms.quantity > .zero,
      intent.terms.quantity + alreadyCovered <= openQuantity
    else {
      return .failure(
        Denial(.exitExceedsPosition, "\(intent.terms.quantity) asked, \(alreadyCovered) of \(openQuantity) covered"))
    }
    return .success(ApprovedOrder(intent))
  }
}
