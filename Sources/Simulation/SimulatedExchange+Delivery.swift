import Market
import Trading

extension SimulatedExchange {
  /// Lets every request due by `now` reach the book, in the order in which they were sent.
  mutating func deliverRequests(until now: Timestamp) {
    while let slot = requests.next(until: now) {
      guard !orders[slot].pending.isEmpty else { preconditionFailure("queue and orders hold the same requests") }
      let request = orders[slot].pending.removeFirst()
      noteChange(slot)
      switch request.kind {
      case .place: arrive(slot, at: request.due)
      case .cancel: arriveCancel(slot, at: request.due)
      case .modify(let quantity, let pricing, let marginPrice):
        arriveModification(slot, quantity: quantity, pricing: pricing, marginPrice: marginPrice, at: request.due)
      }
    }
  }

  private mutating func arrive(_ slot: Int, at time: Timestamp) {
    guard !orders[slot].status.isFinal else { return }
    if let refusal = arrivalRefusal(of: orders[slot].terms, at: time) {
      finish(slot, as: .rejected, reason: refusal.description, at: time)
      return
    }
    let index = orders[slot].instrumentIndex
    lines[index].live.append(slot)
    enterBook(slot, at: time)
    pushReport(slot)
  }

  private mutating func arriveCancel(_ slot: Int, at time: Timestamp) {
    if orders[slot].status.isFinal {
      pushReport(slot, reason: ExchangeRefusal.alreadyFinal(orders[slot].status).description)
    } else {
      finish(slot, as: .cancelled, reason: nil, at: time)
    }
  }

  private mutating func arriveModification(
    _ slot: Int, quantity: Quantity, pricing: OrderPricing, marginPrice: Price, at time: Timestamp
  ) {
    let old = orders[slot]
    var terms = old.terms
    terms.quantity = quantity
    terms.pricing = pricing
    // An equal pricing changes only the quantity; a market order asks for today's price again.
    let repriced = pricing != old.terms.pricing || pricing.isMarket
    if let refusal = modificationRefusal(of: old, to: terms, repriced: repriced, at: time) {
      pushReport(slot, reason: refusal.description)
      return
    }
    orders[slot].terms = terms
    orders[slot].marginPrice = marginPrice
    orders[slot].time = time
    if quantity == old.filledQuantity {
      finish(slot, as: .filled, reason: nil, at: time)
      return
    }
    if repriced {
      enterBook(slot, at: time)
    } else if quantity > old.terms.quantity {
      orders[slot].priority = takeStamp()
    }
    pushReport(slot)
  }

  private func modificationRefusal(
    of order: ExchangeOrder, to terms: OrderTerms, repriced: Bool, at time: Timestamp
  ) -> ExchangeRefusal? {
    if order.status.isFinal { return .alreadyFinal(order.status) }
    if terms.quantity < order.filledQuantity { return .belowFilled(order.filledQuantity) }
    guard repriced else { return nil }
    if order.isTriggered, terms.pricing.trigger != nil { return .alreadyTriggered }
    return arrivalRefusal(of: terms, at: time)
  }

  /// What only the book can tell when the order gets there.
  private func arrivalRefusal(of terms: OrderTerms, at time: Timestamp) -> ExchangeRefusal? {
    let index = Int(terms.instrument.index)
    guard let listing = lines[index].listing, listing.isOpen(at: time) else { return .outsideSession }
    guard let last = marks[index].reference else { return terms.pricing.isMarket ? .noLastPrice : nil }
    guard let trigger = terms.pricing.trigger else { return nil }
    return terms.side.reaches(trigger, at: last) ? .triggerAlreadyReached : nil
  }

  /// Puts the order into the book under its present terms: behind all others, asleep if it is a stop.
  private mutating func enterBook(_ slot: Int, at time: Timestamp) {
    let pricing = orders[slot].terms.pricing
    orders[slot].activeSince = time
    orders[slot].time = time
    orders[slot].priority = takeStamp()
    orders[slot].isTriggered = false
    if pricing.trigger != nil {
      orders[slot].status = .triggerPending
      orders[slot].limit = nil
    } else {
      openForTrading(slot, last: marks[orders[slot].instrumentIndex].reference)
    }
    findQuietRange(of: orders[slot].instrumentIndex)
  }

  /// Makes the order tradable: fixes its limit, and whether it takes (could trade at `last`) or rests. Without a last
  /// price the next tick decides.
  mutating func openForTrading(_ slot: Int, last: Price?) {
    let order = orders[slot]
    orders[slot].status = .open
    switch order.terms.pricing {
    case .limit(let limit), .stopLimit(_, let limit): orders[slot].limit = limit
    case .market(let protection), .stopMarket(_, let protection):
      guard let last, let listing = lines[order.instrumentIndex].listing else {
        preconditionFailure("a market order opens only with a last price of a listed instrument")
      }
      orders[slot].limit = listing.protectionLimit(order.terms.side, from: last, basisPoints: protection)
    }
    orders[slot].isAggressive = last.map(orders[slot].accepts) ?? true
  }
}

extension OrderPricing {
  var isMarket: Bool {
    if case .market = self { return true }
    return false
  }
}

extension Side {
  /// Whether a stop of this side with `trigger` is set off by a last price of `price`.
  func reaches(_ trigger: Price, at price: Price) -> Bool {
    self == .buy ? price >= trigger : price <= trigger
  }
}
