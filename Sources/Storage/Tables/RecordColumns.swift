import Engine
import Market
import Trading

// The values of each record, in the order of its table's columns.

extension Timestamp {
  /// The day in India, also for times at the end of the range, which a broker's odd report may carry.
  var storedDay: TradingDay { Timestamp(nanoseconds: min(nanoseconds, .max - Self.istOffset)).istDay }
}

extension Decision {
  func columns(_ origin: RowOrigin, event: Event) -> [any ColumnValue] {
    var cause: Signal?
    if case .signal(let signal) = event, signal.id == self.signal, signal.link == link { cause = signal }
    return [
      origin.account, number, origin.mode.rawValue, origin.sequence, signal.text, link, cause?.source.rawValue,
      cause?.received, action.rawValue, symbol, instrument, outcome.rawValue, denial?.code.rawValue, denial?.detail,
      reason, time, time.storedDay,
    ]
  }
}

extension Order {
  func columns(_ origin: RowOrigin) -> [any ColumnValue] {
    let pricing = terms.pricing.columns
    return [
      origin.account, number, origin.mode.rawValue, origin.sequence, owner, position, purpose.rawValue,
      exitReason?.rawValue, decision, terms.instrument, terms.side.rawValue, terms.quantity, terms.product.rawValue,
      pricing.name, pricing.limit, pricing.trigger, pricing.protection, tag?.text, brokerID?.text, status.rawValue,
      statusReason, filledQuantity, averageFillPrice, modifications, attempts, created, lastSent, created.storedDay,
    ]
  }

  private var averageFillPrice: Price {
    let units = fills.reduce(0) { $0 + $1.quantity.units }
    guard units > 0 else { return .zero }
    let value = fills.reduce(Money.zero) { $0 + $1.price * $1.quantity }
    return Price(raw: value.scaled(by: 1, over: units).raw)
  }
}

extension OrderPricing {
  enum Name: String {
    case market, limit, stopMarket, stopLimit
  }

  var columns: (name: String, limit: Price?, trigger: Price?, protection: Int64?) {
    switch self {
    case .market(let protection): (Name.market.rawValue, nil, nil, protection)
    case .limit(let limit): (Name.limit.rawValue, limit, nil, nil)
    case .stopMarket(let trigger, let protection): (Name.stopMarket.rawValue, nil, trigger, protection)
    case .stopLimit(let trigger, let limit): (Name.stopLimit.rawValue, limit, trigger, nil)
    }
  }

  init?(_ name: Name, limit: Price?, trigger: Price?, protection: Int64?) {
    switch (name, limit, trigger, protection) {
    case (.market, nil, nil, let protection?): self = .market(protection: protection)
    case (.limit, let limit?, nil, nil): self = .limit(limit)
    case (.stopMarket, nil, let trigger?, let protection?): self = .stopMarket(trigger: trigger, protection: protection)
    case (.stopLimit, let limit?, let trigger?, nil): self = .stopLimit(trigger: trigger, limit: limit)
    default: return nil
    }
  }
}

extension Charges {
  var columns: [any ColumnValue] { [brokerage, stt, exchange, sebi, gst, stamp, dp, rounding] }
}

extension Fill {
  func columns(_ origin: RowOrigin) -> [any ColumnValue] {
    [
      origin.account, order, id, correction, time.storedDay, origin.mode.rawValue, origin.sequence, position, owner,
      instrument,
      side.rawValue, quantity, price,
    ] + charges.columns + [time]
  }
}

extension Position {
  func columns(_ origin: RowOrigin, stop: Price?, target: Price?) -> [any ColumnValue] {
    let amounts: [any ColumnValue] = [
      enteredQuantity, exitedQuantity, averageEntryOfTrade, averageExit, openCost, realised,
    ]
    let end: [any ColumnValue] = [
      opened, closed, exitReason?.rawValue, stop, target, opened?.storedDay, closed?.storedDay,
    ]
    return [
      origin.account, id, origin.mode.rawValue, origin.sequence, owner, instrument, product.rawValue,
      direction.rawValue,
    ] + amounts + charges.columns + end
  }
}

extension Trade {
  func columns(_ origin: RowOrigin) -> [any ColumnValue] {
    let start: [any ColumnValue] = [
      origin.account, position, origin.mode.rawValue, origin.sequence, owner, instrument, product.rawValue,
      direction.rawValue, quantity, entryPrice, exitPrice, opened, closed, gross,
    ]
    return start + charges.columns + [exitReason?.rawValue, closed.storedDay]
  }
}

extension Incident {
  func columns(_ origin: RowOrigin) -> [any ColumnValue] {
    [
      origin.account, number, origin.mode.rawValue, origin.sequence, level.rawValue, instrument, text, advice, time,
      time.storedDay,
    ]
  }
}

extension AccountStatus {
  func columns(_ origin: RowOrigin) -> [any ColumnValue] {
    [
      origin.account, origin.mode.rawValue, origin.sequence, isPaused ? 1 : 0, halt, isReconciled ? 1 : 0, day,
      realised, charges, peak, time,
    ]
  }
}
