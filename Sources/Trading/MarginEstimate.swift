package import Market

/// The margin a broker would roughly block. An **estimate**: the real figure comes from the broker's margin interface.
/// Left out: expiry-day extra margin, volatility scaling, spread benefit, mark to market.
package enum MarginEstimate {
  /// MIS shares: at most five times, so at least 20 % of the value (SEBI peak margin rules, since 2021-09-01).
  package static let intradayLeverage: Int64 = 5
  /// Futures: SPAN plus exposure of an index future, about 11.5 % of the notional.
  private static let futureBasisPoints: Int64 = 1150
  /// Short option: 11.5 % of the notional less the amount out of the money, at least 3 %, …
  private static let shortOptionScanBasisPoints: Int64 = 1150
  private static let shortOptionFloorBasisPoints: Int64 = 300
  /// … plus 2 % exposure; the premium received does not reduce it.
  private static let shortOptionExposureBasisPoints: Int64 = 200

  /// Margin for opening `quantity` units worth `value`.
  ///
  /// Shares: delivery in full, intraday divided by the leverage. Bought options: the full premium (SEBI, since
  /// 2025-02-01). Derivatives get no intraday leverage.
  /// - Parameter underlyingPrice: last price of an option's underlying; the strike stands in when it is not known.
  /// - Returns: nil for a short option whose strike is not known.
  package static func margin(
    kind: InstrumentKind, strike: Price?, product: Product, side: Side, quantity: Quantity, value: Money,
    leverage: Int64 = intradayLeverage, underlyingPrice: Price? = nil
  ) -> Money? {
    switch kind {
    case .equity, .index: product == .mis ? value.scaled(by: 1, over: leverage) : value
    case .future: basisPoints(futureBasisPoints, of: value)
    case .call, .put:
      side == .buy
        ? value
        : shortOption(kind: kind, strike: strike, quantity: quantity, underlyingPrice: underlyingPrice)
    }
  }

  private static func shortOption(
    kind: InstrumentKind, strike: Price?, quantity: Quantity, underlyingPrice: Price?
  ) -> Money? {
    guard let strike else { return nil }
    let spot = underlyingPrice ?? strike
    let outOfTheMoney = max(kind == .call ? strike - spot : spot - strike, .zero)
    let notional = spot * quantity
    let scan = basisPoints(shortOptionScanBasisPoints, of: notional) - outOfTheMoney * quantity
    let floor = basisPoints(shortOptionFloorBasisPoints, of: notional)
    return max(scan, floor) + basisPoints(shortOptionExposureBasisPoints, of: notional)
  }

  private static func basisPoints(_ basisPoints: Int64, of money: Money) -> Money {
    money.scaled(by: basisPoints, over: 10_000)
  }
}

extension Position {
  /// The product whose margin the position needs on `day`: intraday leverage ends with the day it was opened, also where
  /// nobody traded, so that it could not be left.
  package func marginProduct(on day: TradingDay) -> Product {
    guard let opened, opened.istDay < day else { return product }
    return product.whenCarried
  }
}

extension Product {
  /// What an intraday position becomes for its margin when it is not closed on its day.
  package var whenCarried: Product { self == .mis ? .nrml : self }
}
