import History
import Market
import Trading

/// How orders fill and what that does to the position, the account and the record.
extension InstrumentBook {
  mutating func open(
    _ entry: WaitingEntry, at price: Price, _ time: Timestamp, in span: TradingSpan, _ account: inout RunAccount
  ) {
    waitingEntry = nil
    let terms = entry.order.terms
    let filled = plan.slippage.worsen(price, terms.side, tick: span.terms.tickSize)
    position = Position(
      id: account.takePositionID(), owner: Self.owner, instrument: id, product: terms.product,
      direction: terms.side)
    isHolding = true
    var left = terms.quantity
    let largest = Sizer.largestSlice(span.terms)
    while left > .zero {
      let slice = min(left, largest)
      position.enter(slice, at: filled, time: time)
      charge(terms.side, slice, filled, time, nil, in: span, &account)
      left -= slice
    }
    entryCharges = position.charges.total
    account.book(result: -entryCharges)
    margin = marginNeeded(terms.side, terms.quantity, position.openCost)
    overnightMargin = marginNeeded(terms.side, terms.quantity, position.openCost, isCarried: true)
    account.rebind(entry.margin, to: margin, overnight: overnightMargin)
    arm(entry, at: time, in: span, &account)
  }

  mutating func arm(
    _ entry: WaitingEntry, at time: Timestamp, in span: TradingSpan, _ account: inout RunAccount
  ) {
    guard mayHaveGuards || entry.stop != nil || entry.target != nil else { return }
    defer { if let stop = guarding?.stop { account.recorder.note(stop: stop, of: position.id) } }
    let exitPlan = plan.exitPlan.replacing(stop: entry.stop, target: entry.target)
    closesAt = exitPlan.timeLimit.map { time + $0 } ?? .distantFuture
    guard exitPlan.watchesPrices else { return }
    isGuarded = true
    guarding = ExitState(
      plan: exitPlan, direction: position.direction, entry: position.averageEntry, tickSize: span.terms.tickSize)
  }

  /// Closes what is held, unless nobody trades at this price: then it waits for the next bar.
  mutating func close(
    at price: Price, _ time: Timestamp, _ reason: ExitReason, in span: TradingSpan, _ account: inout RunAccount
  ) {
    guard isHolding else { return waitingExit = nil }
    let side = position.direction.opposite
    guard mayTrade(side, at: price, span.terms) else {
      waitingExit = waitingExit ?? reason
      guarding?.spend()
      return
    }
    let filled = plan.slippage.worsen(price, side, tick: span.terms.tickSize)
    let largest = Sizer.largestSlice(span.terms)
    while position.isOpen {
      let slice = min(position.openQuantity, largest)
      _ = position.exit(slice, at: filled, time: time)
      charge(side, slice, filled, time, reason, in: span, &account)
    }
    position.exitReason = reason
    account.book(result: position.realised - position.charges.total + entryCharges)
    account.release(position, margin: margin, overnight: overnightMargin)
    account.recorder.record(position)
    isHolding = false
    isClosedByClock = false
    if isGuarded { guarding = nil }
    isGuarded = false
    closesAt = .distantFuture
    waitingExit = nil
  }

  /// Charges one executed slice, an order of its own, and writes it down.
  mutating func charge(
    _ side: Side, _ quantity: Quantity, _ price: Price, _ time: Timestamp, _ reason: ExitReason?,
    in span: TradingSpan, _ account: inout RunAccount
  ) {
    let charges = charges(side, price * quantity, span.costs)
    position.charges += charges
    account.record(
      BacktestFill(
        instrument: id, side: side, quantity: quantity, price: price, charges: charges, time: time,
        exitReason: reason),
      of: position.id, isDelivery: isDelivery, tariff: tariff(span.costs))
  }

  private func tariff(_ model: CostModel) -> ChargeTariff? {
    if case .tariff(let index) = model { tariffs[index] } else { nil }
  }

  /// What an order costs that was filled at once.
  func charges(_ side: Side, _ value: Money, _ model: CostModel) -> Charges {
    switch model {
    case .none: .zero
    case .share(let perBillion): Charges(brokerage: ChargeRate(perBillion: perBillion).amount(on: value))
    case .tariff(let index): tariffs[index].accrual(side: side, value: value)
    }
  }
}

extension BacktestPlan.Slippage {
  /// The price an order at the market gets: worse than the market's, on the tick.
  func worsen(_ price: Price, _ side: Side, tick: Price) -> Price {
    switch self {
    case .none: price
    case .ticks(let count): Price(raw: price.raw + side.sign * count * tick.raw)
    case .basisPoints(let points):
      Price(raw: price.raw + side.sign * price.scaled(basisPoints: points).raw)
        .rounded(to: tick, side == .buy ? .up : .down)
    }
  }
}
