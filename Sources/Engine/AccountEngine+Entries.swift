import Market
import Trading

/// Entries: everything that may raise exposure goes through here.
extension AccountEngine {
  /// What stands against any entry by this signal now, before size and price are known.
  func entryObjection(_ signal: Signal, _ link: Link, _ resolved: ResolvedInstrument) -> Denial? {
    if let unreadable = signal.unreadable { return Denial(.badValue, unreadable) }
    if let denial = pauseObjection { return denial }
    if let halt = state.halt { return Denial(.halted, "entries are halted: \(halt)") }
    guard state.isReconciled else { return Denial(.notReconciled, "the broker's book has not been compared yet") }
    guard link.isEnabled else { return Denial(.linkDisabled, "\(link.name) is switched off") }
    let age = now - signal.born
    guard age <= link.maximumAge else {
      return Denial(.stale, "the signal is \(age) old; \(link.name) accepts \(link.maximumAge)")
    }
    guard age >= .seconds(-60) else {
      return Denial(.stale, "the signal is dated \(signal.born), ahead of the desk's clock")
    }
    return sessionObjection(link, resolved) ?? instrumentObjection(link, resolved) ?? refusalObjection(resolved.id)
  }

  /// A pause keeps entries out; exits go on.
  var pauseObjection: Denial? {
    state.isPaused ? Denial(.paused, "the desk is paused: recorded, not acted on") : nil
  }

  private func sessionObjection(_ link: Link, _ resolved: ResolvedInstrument) -> Denial? {
    guard let day = state.day, now.istDay == day.day else {
      return Denial(.termsMissing, "today's sessions and contract terms are not in yet")
    }
    let sessionClass = resolved.terms.sessionClass
    guard day.isOpen(sessionClass, at: now) else {
      let why = day.classes.first { $0.sessionClass == sessionClass }?.closedBecause
      return Denial(
        .sessionClosed, why.map { "the market is closed: \($0)" } ?? "the market is closed at \(now.istTime)")
    }
    let time = now.istTime
    guard time >= link.entryFrom, time < link.entryUntil else {
      return Denial(.entryWindowClosed, "\(link.name) enters from \(link.entryFrom) to \(link.entryUntil)")
    }
    if case .squareOff(let before) = closePolicy(link, link.product, resolved),
      let close = day.close(of: sessionClass), now >= close - before
    {
      return Denial(.entryWindowClosed, "positions are being squared off since \((close - before).istTime)")
    }
    return nil
  }

  private func instrumentObjection(_ link: Link, _ resolved: ResolvedInstrument) -> Denial? {
    let instrument = resolved.instrument
    if instrument.kind == .index {
      return Denial(.notTradable, "\(instrument.underlying) is an index: it is quoted, not traded")
    }
    if let expiry = instrument.expiry, let day = state.day?.day, expiry < day {
      return Denial(.expiredContract, "the contract expired on \(expiry)")
    }
    let allowed: [Product] = instrument.kind == .equity ? [.mis, .cnc] : [.mis, .nrml]
    guard allowed.contains(link.product) else {
      return Denial(.notTradable, "product \(link.product.rawValue) does not fit this instrument")
    }
    return nil
  }

  /// What is accepted must be able to leave: within its life, and while its signal is young.
  private mutating func budgetObjection(_ signal: Signal, _ link: Link) -> Denial? {
    let capabilities = state.settings.capabilities
    guard state.governor.hasEntriesLeft(capabilities) else {
      return Denial(
        .rateLimited, "the day's requests to the broker for entries are used up; the rest is kept for exits")
    }
    guard let later = state.governor.wait(.entry, capabilities, at: now),
      later > min(now + link.entryLifetime, signal.born + link.maximumAge)
    else { return nil }
    return Denial(.rateLimited, "no request to the broker may leave before \(later.istTime), too late for this signal")
  }

  /// Sizes, checks and orders an entry.
  mutating func enter(
    _ direction: Side, _ signal: Signal, _ number: Int64, _ link: Link, _ resolved: ResolvedInstrument
  ) -> Verdict {
    if let denial = entryObjection(signal, link, resolved) { return .denied(denial) }
    if let denial = oppositeObjection(direction, link, resolved) { return .denied(denial) }
    if let denial = budgetObjection(signal, link) { return .denied(denial) }
    guard let quote = freshQuote(resolved.id) else { return awaitPrice(signal, number, resolved) }
    let terms = resolved.terms
    // On the tick, on the side that gives nothing away.
    let limit = signal.limitPrice?.rounded(to: terms.tickSize, direction == .buy ? .down : .up)
    if let limit {
      let denial = limitObjection(limit, terms) ?? distanceObjection(limit, last: quote.price, signal, link)
      if let denial { return .denied(denial) }
    }
    let price = valuation(limit, direction, last: quote.price)
    let own = ExitState(plan: link.exitPlan, direction: direction, entry: price, tickSize: terms.tickSize).stop
    let widened = widenedStop(signal, link, direction, own: own)
    let plan = link.exitPlan.replacing(stop: widened == nil ? signal.stop : nil, target: signal.target)
    let guarding = ExitState(plan: plan, direction: direction, entry: price, tickSize: terms.tickSize)
    if let objection = guarding.objection(terms) { return .denied(objection.denial(at: price)) }
    let quantity: Quantity
    switch Sizer.quantity(
      link.sizing, requested: signal.quantity, price: price, stop: guarding.stop, capital: state.settings.capital,
      terms: terms)
    {
    case .success(let sized): quantity = sized
    case .failure(let failure): return .denied(failure.denial(terms))
    }
    let order = OrderTerms(
      instrument: resolved.id, side: direction, quantity: quantity, product: link.product,
      pricing: limit.map { .limit($0) } ?? aggressivePricing(direction, quote.price, terms, rung: 0))
    if let held = heldWithoutPrice {
      return .denied(
        Denial(.stalePrice, "no fresh price of \(name(held)), which is held: the day's result is not known"))
    }
    var exposure = exposure(resolved, order, price: price)
    // Its slices are orders in flight one by one.
    exposure.ordersInFlight += Sizer.slices(of: quantity, terms: terms).count - 1
    let intent = OrderIntent(owner: link.id, purpose: .entry, terms: order)
    if case .failure(let denial) = RiskGate.approve(
      entry: intent, price: price, limits: state.settings.limits, exposure: exposure, terms: terms)
    {
      return .denied(denial)
    }
    open(intent, price: price, exposure: exposure, plan, number, signal, link, resolved)
    noteActed(signal, link)
    let verb = direction == .buy ? "buying" : "selling short"
    let note =
      widened.map {
        "; its stop \($0.display) is further away than the link's own, \((own ?? $0).display), which counts"
      } ?? ""
    return .accepted("\(verb) \(quantity.display) at about \(price.display)" + note)
  }

  /// Writes down the position to be and its order slices. Each slice is approved by itself, in its final form.
  private mutating func open(
    _ intent: OrderIntent, price: Price, exposure: Exposure, _ plan: ExitPlan, _ decision: Int64, _ signal: Signal,
    _ link: Link, _ resolved: ResolvedInstrument
  ) {
    use(resolved)
    let id = PositionID(state.nextPosition)
    state.nextPosition += 1
    state.entriesToday += 1
    state.holdings.append(
      Holding(
        position: Position(
          id: id, owner: link.id, instrument: resolved.id, product: link.product, direction: intent.terms.side),
        plan: plan, decision: decision, entrySignal: signal.ordered, signal: signal,
        entryFreshUntil: signal.born + link.maximumAge))
    step.effects.subscriptions.append(resolved.id)
    state.refusals.probed(resolved.id, at: now)
    for slice in Sizer.slices(of: intent.terms.quantity, terms: resolved.terms) {
      var sliced = intent
      sliced.terms.quantity = slice
      guard
        case .success(let approved) = RiskGate.approve(
          entry: sliced, price: price, limits: state.settings.limits, exposure: exposure, terms: resolved.terms)
      else { continue }
      let order = addOrder(approved, position: id, decision: decision)
      setTimer(.entryExpiry, Int64(order.index), at: now + link.entryLifetime)
    }
  }

  mutating func addOrder(
    _ approved: ApprovedOrder, position: PositionID, exitReason: ExitReason? = nil, decision: Int64? = nil
  ) -> OrderNumber {
    let time = now
    let number = state.orders.add {
      Order(number: $0, position: position, order: approved, exitReason: exitReason, decision: decision, at: time)
    }
    step.touchedOrders.append(number)
    watchEnd(of: approved.terms.instrument)
    return number
  }

  /// Journals an instrument's terms for the day.
  mutating func use(_ resolved: ResolvedInstrument) {
    if contract(resolved.id) == resolved { return }
    state.contracts.removeAll { $0.id == resolved.id }
    state.contracts.insert(resolved, at: state.contracts.firstIndex { $0.id > resolved.id } ?? state.contracts.endIndex)
  }

  // MARK: Waiting for a price

  /// How long a signal waits for a first or fresh price of its instrument.
  static let pricePatience = Interval.seconds(2)

  private mutating func awaitPrice(_ signal: Signal, _ number: Int64, _ resolved: ResolvedInstrument) -> Verdict {
    use(resolved)
    let deadline = now + Self.pricePatience
    state.waiting.append(WaitingSignal(signal: signal, decision: number, deadline: deadline))
    setTimer(.priceDeadline, number, at: deadline)
    step.effects.subscriptions.append(resolved.id)
    step.effects.guards.append(.awaitPrice(resolved.id))
    return .waiting("no fresh price of \(signal.symbol) yet; waiting \(Self.pricePatience) for one")
  }

  mutating func priceArrived(_ instrument: InstrumentID) {
    let ready = state.waiting.filter { isWaiting($0, for: instrument) }
    let served = ready.map(\.decision)
    state.waiting.removeAll { served.contains($0.decision) }
    for waiting in ready {
      dropTimer(.priceDeadline, waiting.decision)
      resume(waiting)
    }
  }

  private func isWaiting(_ waiting: WaitingSignal, for instrument: InstrumentID) -> Bool {
    if case .instrument(let resolved) = waiting.signal.resolution { resolved.id == instrument } else { false }
  }

  /// Takes up a signal that waited: everything is checked again, as of now.
  ///
  /// - Parameter mayBeLate: a newer signal may have acted meanwhile. The other half of a reversal was in time when its
  ///   exit was accepted.
  mutating func resume(_ waiting: WaitingSignal, mayBeLate: Bool = true) {
    guard state.isReconciled || state.isPaused else { return state.heldBack.append(waiting) }
    let signal = waiting.signal
    guard case .instrument(let resolved) = signal.resolution else { return }
    guard let link = link(signal.link) else {
      return amend(signal, waiting.decision, .denied(Denial(.unknownLink, "its link was removed meanwhile")))
    }
    if state.isPaused {
      amend(signal, waiting.decision, .ignored(Denial(.paused, "the desk was paused meanwhile")))
    } else {
      amend(signal, waiting.decision, act(signal, waiting.decision, link, resolved, mayBeLate: mayBeLate))
    }
  }

  mutating func priceDeadlinePassed(_ decision: Int64) {
    guard let index = state.waiting.firstIndex(where: { $0.decision == decision }) else { return }
    let waiting = state.waiting.remove(at: index)
    amend(
      waiting.signal, decision,
      .denied(Denial(.noPrice, "no fresh price of \(waiting.signal.symbol) within \(Self.pricePatience)")))
  }

  // MARK: Inputs of the check

  /// What a unit of an entry is worth to the limits: a sale below the market is filled at the market.
  private func valuation(_ limit: Price?, _ side: Side, last: Price) -> Price {
    guard let limit else { return last }
    return side == .buy ? limit : max(limit, last)
  }

  /// The stop that an alert names, when it would risk more than the link does. A strategy's own stop is part of it, and
  /// tested with it.
  private func widenedStop(_ signal: Signal, _ link: Link, _ direction: Side, own: Price?) -> Price? {
    guard let stop = signal.stop, let own, signal.source != .strategy, !link.mayWidenStop else { return nil }
    return (own.raw - stop.raw) * direction.sign > 0 ? stop : nil
  }

  /// A limit far beyond the market buys at any price; one far behind it is a slip of the sender's.
  private func distanceObjection(_ limit: Price, last: Price, _ signal: Signal, _ link: Link) -> Denial? {
    let allowed = last.scaled(basisPoints: link.limitDistance)
    guard signal.source != .strategy, max(limit, last) - min(limit, last) > allowed else { return nil }
    return Denial(
      .limitTooFar,
      "the limit \(limit.display) is more than \(Decimal4.text(link.limitDistance * 100, minimumDecimals: 0)) % from the last price \(last.display);"
        + " \(link.name) allows no more")
  }

  /// What the exchange would say to the price a signal names.
  private func limitObjection(_ limit: Price, _ terms: ContractTerms) -> Denial? {
    guard limit > .zero else { return Denial(.badValue, "the limit is below one tick, \(terms.tickSize)") }
    guard limit >= terms.lowerBand ?? limit, limit <= terms.upperBand ?? limit else {
      return Denial(.priceBand, "\(limit.display) lies outside the day's price band")
    }
    return nil
  }

  /// Another link of the account is, or is getting, on the other side: the broker would net the two.
  private func oppositeObjection(_ direction: Side, _ link: Link, _ resolved: ResolvedInstrument) -> Denial? {
    guard let other = holding(against: direction, in: resolved.id, where: isActive(at:)) else { return nil }
    let name = self.link(state.holdings[other].position.owner)?.name ?? "another link"
    return Denial(.opposite, "\(name) holds the other side of it in this account")
  }

  /// The index of the first holding on the other side of the instrument that fits.
  func holding(against side: Side, in instrument: InstrumentID, where fits: (Int) -> Bool) -> Int? {
    state.holdings.indices.first {
      state.holdings[$0].position.instrument.index == instrument.index
        && state.holdings[$0].position.direction != side && fits($0)
    }
  }

  /// The day's loss is judged on fresh prices only: without one of everything held there is no entry. What is on its way
  /// in needs any price, to be valued at.
  private var heldWithoutPrice: InstrumentID? {
    mutating get {
      for index in state.holdings.indices where isActive(at: index) {
        let instrument = state.holdings[index].position.instrument
        let isOpen = state.holdings[index].position.isOpen
        if (isOpen ? freshQuote(instrument) : quote(instrument)) == nil { return instrument }
      }
      return nil
    }
  }

  /// What is at stake, with in-flight and unknown entries counted as if filled.
  private mutating func exposure(_ resolved: ResolvedInstrument, _ order: OrderTerms, price: Price) -> Exposure {
    var exposure = Exposure(
      capital: state.settings.capital, tradesToday: state.entriesToday, dayPeak: max(state.dayPeak, .zero),
      availableMargin: state.settings.capital + state.netRealisedToday)
    exposure.dayResult = state.netRealisedToday
    for index in state.holdings.indices where isActive(at: index) {
      let position = state.holdings[index].position
      let entries = state.orders.live(of: position.id, where: { $0.purpose == .entry })
      let inFlight = entries.reduce(Quantity.zero) { $0 + $1.remainingQuantity }
      let mark = quote(position.instrument)?.price ?? position.averageEntry
      let valueInFlight = entries.reduce(Money.zero) { $0 + value(of: $1, last: mark) }
      exposure.openPositions += 1
      exposure.ordersInFlight += entries.count
      if position.instrument == resolved.id {
        exposure.instrumentQuantity += position.openQuantity + inFlight
        exposure.positionValue += mark * position.openQuantity + valueInFlight
      }
      if position.isOpen { exposure.dayResult += position.unrealised(at: mark) }
      let product = position.marginProduct(on: now.istDay)
      exposure.availableMargin -= margin(
        position.instrument, product, position.direction, position.openQuantity, value: position.openCost)
      exposure.availableMargin -= margin(
        position.instrument, position.product, position.direction, inFlight, value: valueInFlight)
    }
    exposure.dayPeak = max(exposure.dayPeak, exposure.dayResult)
    exposure.requiredMargin =
      MarginEstimate.margin(
        kind: resolved.instrument.kind, strike: resolved.instrument.strike, product: order.product, side: order.side,
        quantity: order.quantity, value: price * order.quantity) ?? price * order.quantity
    return exposure
  }

  private func value(of entry: Order, last: Price) -> Money {
    let limit: Price? = if case .limit(let limit) = entry.terms.pricing { limit } else { nil }
    return valuation(limit, entry.terms.side, last: last) * entry.remainingQuantity
  }

  private func margin(_ id: InstrumentID, _ product: Product, _ side: Side, _ quantity: Quantity, value: Money) -> Money
  {
    guard quantity > .zero, let held = contract(id)?.instrument else { return .zero }
    return MarginEstimate.margin(
      kind: held.kind, strike: held.strike, product: product, side: side, quantity: quantity, value: value) ?? value
  }
}
