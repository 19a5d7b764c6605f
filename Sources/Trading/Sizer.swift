package import Market

/// How much a link trades. A payload may ask for less, never for more.
package enum Sizing: Hashable, Sendable, Codable {
  case quantity(Quantity)
  case lots(Int64)
  /// At most this order value.
  case rupees(Money)
  /// Lose at most this share of the capital (basis points) if the stop is hit.
  case riskToStop(basisPoints: Int64)
}

/// Turns a sizing rule into a quantity of whole lots.
package enum Sizer {
  package enum Failure: Error, Hashable, Sendable {
    /// Not even one lot fits; the quantity that would have.
    case belowOneLot
    /// Risk to the stop needs a stop on the far side of the price.
    case needsStop
    case tooLarge
  }

  /// - Parameters:
  ///   - requested: what the signal asked for; it only ever lowers the result.
  ///   - stop: where the stop will stand, for ``Sizing/riskToStop(basisPoints:)``.
  package static func quantity(
    _ sizing: Sizing, requested: Quantity?, price: Price, stop: Price?, capital: Money, terms: ContractTerms
  ) -> Result<Quantity, Failure> {
    let units: Int64
    switch sizing {
    case .quantity(let quantity): units = quantity.units
    case .lots(let lots):
      let (product, overflow) = lots.multipliedReportingOverflow(by: terms.lotSize.units)
      guard !overflow else { return .failure(.tooLarge) }
      units = product
    case .rupees(let amount): units = price.raw > 0 ? amount.raw / price.raw : 0
    case .riskToStop(let basisPoints):
      guard let stop, stop != price else { return .failure(.needsStop) }
      let risk = capital.scaled(by: basisPoints, over: 10_000)
      units = risk.raw / abs(price.raw - stop.raw)
    }
    let wanted = min(units, requested?.units ?? units)
    guard wanted <= Quantity.maximum.units else { return .failure(.tooLarge) }
    let whole = Quantity(wanted).roundedDown(toLot: terms.lotSize)
    return whole.units > 0 ? .success(whole) : .failure(.belowOneLot)
  }

  /// The largest order the exchange takes: whole lots within the freeze quantity.
  package static func largestSlice(_ terms: ContractTerms) -> Quantity {
    max(terms.freezeQuantity.roundedDown(toLot: terms.lotSize), terms.lotSize)
  }

  /// Slices no larger than the freeze quantity, each a multiple of the lot; together exactly `quantity`.
  package static func slices(of quantity: Quantity, terms: ContractTerms) -> [Quantity] {
    let largest = largestSlice(terms)
    var rest = quantity
    var slices: [Quantity] = []
    while rest > .zero {
      let slice = min(rest, largest)
      slices.append(slice)
      rest -= slice
    }
    return slices
  }
}
