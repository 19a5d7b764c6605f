import Market

/// The margin a broker would roughly block. An **estimate** for paper trading: the real figure comes from the broker's
/// margin interface. Left out: expiry-day extra margin, volatility scaling, spread benefit, mark to market.
enum MarginEstimate {
  /// Futures: SPAN plus exposure of an index future, about 11.5 % of the notional.
  static let futureBasisPoints: Int64 = 1150
  /// Short option: 11.5 % of the notional less the amount out of the money, at least 3 %, …
  static let shortOptionScanBasisPoints: Int64 = 1150
  static let shortOptionFloorBasisPoints: Int64 = 300
  /// … plus 2 % exposure; the premium received does not reduce it.
  static let shortOptionExposureBasisPoints: Int64 = 200

  /// Margin for opening `quantity` units at `price`, in 1/10 000 rupee.
  ///
  /// Shares: delivery in full, intraday divided by the leverage. Bought options: the full premium. Derivatives get no
  /// intraday leverage.
  /// - Parameter underlyingPrice: last price of an option's underlying; the strike stands in when it is not known.
  /// - Returns: nil for a short option whose strike is not known.
  static func margin(
    for listing: ExchangeListing, product: Product, side: Side, quantity: Quantity, value: Money, leverage: Int64,
    underlyingPrice: Price?
  ) -> Money? {
    switch listing.kind {
    case .equity, .index: product == .mis ? value.scaled(by: 1, over: leverage) : value
    case .future: basisPoints(futureBasisPoints, of: value)
    case .call, .put:
      side == .buy ? value : shortOption(listing, quantity: quantity, underlyingPrice: underlyingPrice)
    }
  }

  private static func shortOption(
    _ listing: ExchangeListing, quantity: Quantity, underlyingPrice: Price?
  ) -> Money? {
    guard let strike = listing.strike else { return nil }
    let spot = underlyingPrice ?? strike
    let outOfTheMoney = max(listing.kind == .call ? strike - spot : spot - strike, .zero)
    let notional = spot * quantity
    let scan = basisPoints(shortOptionScanBasisPoints, of: notional) - outOfTheMoney * quantity
    let floor = basisPoints(shortOptionFloorBasisPoints, of: notional)
    return max(scan, floor) + basisPoints(shortOptionExposureBasisPoints, of: notional)
  }

  private static func basisPoints(_ basisPoints: Int64, of money: Money) -> Money {
    money.scaled(by: basisPoints, over: 10_000)
  }
}
