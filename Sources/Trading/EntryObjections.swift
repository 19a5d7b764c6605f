package import Market

// What forbids an entry before any risk limit is asked, the same on the desk and in a backtest.

extension ExitPlan {
  /// The plan with the levels that a signal names in place of its own.
  package func replacing(stop: Price?, target: Price?) -> ExitPlan {
    var plan = self
    if let stop { plan.stop = .price(stop) }
    if let target { plan.target = .price(target) }
    return plan
  }
}

extension ExitState {
  /// What is wrong with a level of an entry that is still to be made.
  package enum Objection: Hashable, Sendable {
    case stopOnWrongSide(Price), targetOnWrongSide(Price)
    /// The exchange would refuse it once the position is open.
    case stopOutsideBand(Price)

    package var code: Denial.Code {
      switch self {
      case .stopOnWrongSide, .targetOnWrongSide: .stopOnWrongSide
      case .stopOutsideBand: .priceBand
      }
    }

    /// - Parameter price: the price of the entry.
    package func denial(at price: Price) -> Denial {
      switch self {
      case .stopOnWrongSide(let stop):
        Denial(code, "stop \(stop.display) is not on the losing side of \(price.display)")
      case .targetOnWrongSide(let target):
        Denial(code, "target \(target.display) is not on the winning side of \(price.display)")
      case .stopOutsideBand(let stop):
        Denial(code, "the stop \(stop.display) lies outside the day's price band")
      }
    }
  }

  /// Stop and target have to lie on their sides of the entry price, and the stop inside the day's band.
  package func objection(_ terms: ContractTerms) -> Objection? {
    if let stop, gain(at: stop) >= .zero || stop.raw <= 0 { return .stopOnWrongSide(stop) }
    if let target, gain(at: target) <= .zero || target.raw <= 0 { return .targetOnWrongSide(target) }
    if let stop, stop < terms.lowerBand ?? stop || stop > terms.upperBand ?? stop { return .stopOutsideBand(stop) }
    return nil
  }
}

extension Sizer.Failure {
  package var code: Denial.Code {
    switch self {
    case .belowOneLot: .belowOneLot
    case .needsStop: .needsStop
    case .tooLarge: .quantityTooLarge
    }
  }

  package func denial(_ terms: ContractTerms) -> Denial {
    switch self {
    case .belowOneLot: Denial(code, "the size allows less than one lot of \(terms.lotSize)")
    case .needsStop: Denial(code, "risk sizing needs a stop; give the link or the signal one")
    case .tooLarge: Denial(code, "the size is above \(Quantity.maximum) units")
    }
  }
}
