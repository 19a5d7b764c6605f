package import Market
package import Trading

/// Why the exchange or the broker refuses. The description is what the person reads.
package enum ExchangeRefusal: Hashable, Sendable {
  case unknownInstrument
  case indexNotTradable
  case wrongProduct
  case outsideSession
  case unusableTag
  case duplicateTag
  case unusableQuantity
  case notMultipleOfLot(Quantity)
  case aboveFreeze(Quantity)
  case unusablePrice
  case unusableProtection
  case offTick(Price)
  case outsideBand
  case limitBehindTrigger
  case valueTooLarge
  case noLastPrice
  case triggerAlreadyReached
  case notHeld
  case noMarginEstimate
  case insufficientMargin(required: Money, available: Money)
  case bookFull
  case unknownOrder
  case alreadyFinal(BrokerOrderStatus)
  case belowFilled(Quantity)
  case alreadyTriggered
  case tooManyRequests
}

extension ExchangeRefusal: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownInstrument: "instrument is not listed today"
    case .indexNotTradable: "an index cannot be traded"
    case .wrongProduct: "product does not fit the instrument: CNC is for shares, NRML for derivatives"
    case .outsideSession: "outside the trading session"
    case .unusableTag: "client tag must have 1 to 20 characters"
    case .duplicateTag: "an order with this client tag exists already"
    case .unusableQuantity: "quantity must be above 0 and at most \(Quantity.maximum)"
    case .notMultipleOfLot(let lot): "quantity is not a multiple of the lot of \(lot)"
    case .aboveFreeze(let freeze): "quantity is above the freeze quantity of \(freeze)"
    case .unusablePrice: "price must be above 0 and at most \(Price.maximum)"
    case .unusableProtection: "market protection must be 0 to 10000 basis points"
    case .offTick(let tick): "price is not a multiple of the tick of \(tick)"
    case .outsideBand: "price is outside the day's price band"
    case .limitBehindTrigger: "limit of a stop order must not be on the near side of its trigger"
    case .valueTooLarge: "order value is above \(SimulatedExchange.maximumOrderValue)"
    case .noLastPrice: "no last price: the instrument has not traded yet"
    case .triggerAlreadyReached: "trigger is already reached by the last price"
    case .notHeld: "delivery sale of shares that are not held"
    case .noMarginEstimate: "no margin estimate: the option's strike is not known"
    case .insufficientMargin(let required, let available):
      "insufficient margin: \(required) needed, \(available) available"
    case .bookFull: "the day's order book is full"
    case .unknownOrder: "no such order"
    case .alreadyFinal(let status): "order already \(status.rawValue)"
    case .belowFilled(let filled): "quantity is below the \(filled) already filled"
    case .alreadyTriggered: "order already triggered"
    case .tooManyRequests: "too many requests under way for this order"
    }
  }
}
