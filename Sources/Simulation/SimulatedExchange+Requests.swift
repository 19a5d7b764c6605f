package import Market
package import Trading

extension SimulatedExchange {
  /// Takes a new order: answered at once, in the book `latency` later, where it can still be rejected (a report with
  /// status `rejected`): session over, trigger already reached, no last price.
  /// - Returns: `.accepted` with the order's id, or `.rejected` with an ``ExchangeRefusal`` in words; never ambiguous.
  package mutating func place(_ terms: OrderTerms, tag: ClientTag, at now: Timestamp) -> RequestOutcome {
    advance(to: now)
    let key = tag.text.uppercased()
    guard (1...20).contains(key.utf8.count) else { return .refused(.unusableTag) }
    guard slotsByTag[key] == nil else { return .refused(.duplicateTag) }
    guard orders.count < Self.maximumOrders else { return .refused(.bookFull) }
    switch validate(terms, at: now) {
    case .failure(let refusal): return .refused(refusal)
    case .success(let marginPrice):
      var order = ExchangeOrder(
        sequence: header.nextOrder, tag: tag, terms: terms, marginPrice: marginPrice, placed: now)
      if let refusal = marginRefusal(adding: order) { return .refused(refusal) }
      header.nextOrder += 1
      let due = requests.due(sentAt: now, latency: settings.latency)
      order.pending.append(ExchangeRequest(number: takeStamp(), due: due, kind: .place))
      let slot = orders.count
      let id = order.id
      orders.append(order)
      isChanged.append(false)
      slotsByTag[key] = slot
      live.append(slot)
      requests.append(due: due, slot: slot)
      noteChange(slot)
      advance(to: now)
      return .accepted(id)
    }
  }

  /// Asks for another total quantity and pricing. Until it arrives, and if it is refused on arrival (pushed as a report
  /// with the reason), the old version stands.
  ///
  /// A changed price or a raised quantity loses time priority. A triggered stop keeps its limit while the pricing stays
  /// equal, and cannot become a stop again.
  package mutating func modify(
    _ id: BrokerOrderID, quantity: Quantity, pricing: OrderPricing, at now: Timestamp
  ) -> RequestOutcome {
    advance(to: now)
    guard let slot = slot(of: id) else { return .refused(.unknownOrder) }
    let order = orders[slot]
    guard !order.status.isFinal else { return .refused(.alreadyFinal(order.status)) }
    guard quantity >= order.filledQuantity else { return .refused(.belowFilled(order.filledQuantity)) }
    var terms = order.terms
    terms.quantity = quantity
    terms.pricing = pricing
    switch validate(terms, at: now) {
    case .failure(let refusal): return .refused(refusal)
    case .success(let marginPrice):
      let kind = ExchangeRequest.Kind.modify(quantity: quantity, pricing: pricing, marginPrice: marginPrice)
      var modified = order
      modified.pending.append(ExchangeRequest(number: 0, due: now, kind: kind))
      if let refusal = marginRefusal(replacing: slot, with: modified) { return .refused(refusal) }
      return send(kind, to: slot, at: now)
    }
  }

  /// Asks to withdraw the order. If it is finished on arrival it stays as it is, and is reported again.
  package mutating func cancel(_ id: BrokerOrderID, at now: Timestamp) -> RequestOutcome {
    advance(to: now)
    guard let slot = slot(of: id) else { return .refused(.unknownOrder) }
    guard !orders[slot].status.isFinal else { return .refused(.alreadyFinal(orders[slot].status)) }
    return send(.cancel, to: slot, at: now)
  }

  private mutating func send(_ kind: ExchangeRequest.Kind, to slot: Int, at now: Timestamp) -> RequestOutcome {
    guard orders[slot].pending.count < ExchangeOrder.maximumPending else { return .refused(.tooManyRequests) }
    let due = requests.due(sentAt: now, latency: settings.latency)
    orders[slot].pending.append(ExchangeRequest(number: takeStamp(), due: due, kind: kind))
    requests.append(due: due, slot: slot)
    noteChange(slot)
    advance(to: now)
    return .accepted(orders[slot].id)
  }

  /// Everything that can be said without the account's money; the price for the margin estimate if nothing is wrong.
  private func validate(_ terms: OrderTerms, at now: Timestamp) -> Result<Price, ExchangeRefusal> {
    let index = Int(terms.instrument.index)
    guard lines.indices.contains(index), let listing = lines[index].listing else {
      return .failure(.unknownInstrument)
    }
    guard listing.kind != .index else { return .failure(.indexNotTradable) }
    guard terms.product != (listing.kind.isDerivative ? .cnc : .nrml) else { return .failure(.wrongProduct) }
    guard listing.isOpen(at: now) else { return .failure(.outsideSession) }
    if let refusal = listing.refusal(of: terms.quantity) { return .failure(refusal) }
    if let refusal = listing.refusal(of: terms.pricing, side: terms.side) { return .failure(refusal) }
    guard let price = marginPrice(of: terms, on: listing, reference: marks[index].reference) else {
      return .failure(.noLastPrice)
    }
    guard price * terms.quantity <= Self.maximumOrderValue else { return .failure(.valueTooLarge) }
    return .success(price)
  }

  /// The dearest price the order names; nil for a market order in an instrument that has not traded.
  private func marginPrice(of terms: OrderTerms, on listing: ExchangeListing, reference: Price?) -> Price? {
    switch terms.pricing {
    case .limit(let limit), .stopLimit(_, let limit): limit
    case .market(let protection):
      reference.map { max($0, listing.protectionLimit(terms.side, from: $0, basisPoints: protection)) }
    case .stopMarket(let trigger, let protection):
      max(trigger, listing.protectionLimit(terms.side, from: trigger, basisPoints: protection))
    }
  }
}

extension ExchangeRefusal: Error {}

extension RequestOutcome {
  static func refused(_ refusal: ExchangeRefusal) -> RequestOutcome { .rejected(refusal.description) }
}
