import Engine
import Market
import TestSupport
import Testing
import Trading

/// Checks the invariants of reliability.md after every event. It sees events, state and requests, never the code.
struct Referee {
  private var tags: Set<String> = []
  private var fillIDs: Set<String> = []
  private var entered: [PositionID: Quantity] = [:]
  private var exited: [PositionID: Quantity] = [:]
  private var stops: [PositionID: (stop: Price, entered: Quantity)] = [:]
  private var requestTimes: [Timestamp] = []
  private(set) var filledValue = Money.zero
  /// Of that, what people closed by hand.
  private(set) var filledByHand = Money.zero
  private var exceededSince: [PositionID: Timestamp] = [:]
  private var closedByHand: [PositionID: Quantity] = [:]
  /// Positions of which a fill was corrected.
  private var corrected: Set<PositionID> = []
  private(set) var charges = Money.zero
  /// What to print when something is broken.
  var label = ""
  /// The broker refuses every change at present.
  var brokerRefuses = false
  /// Set by scenarios in which the broker fills more than was ordered.
  var allowsSurplus = false

  mutating func check(_ engine: AccountEngine, _ effects: Effects, at now: Timestamp) {
    for request in effects.requests { check(request, engine, at: now) }
    for record in effects.records { if case .fill(let fill) = record { book(fill, engine) } }
    for holding in engine.state.holdings { check(holding, engine, at: now) }
  }

  private mutating func check(_ request: BrokerRequest, _ engine: AccountEngine, at now: Timestamp) {
    switch request {
    case .place(let approved, let number, _, let tag):
      let order = engine.state.orders[number]
      #expect(tags.insert(tag.text).inserted, "I2: tag \(tag.text) twice \(label)")
      #expect(approved.terms == order.terms && order.tag == tag && approved.purpose == order.purpose, "I15 \(label)")
      if approved.purpose == .entry {
        #expect(engine.state.halt == nil && engine.state.isReconciled && !engine.state.isPaused, "I13 \(label)")
      }
      checkForm(approved.terms, engine)
    case .modify(_, _, let terms): checkForm(terms, engine)
    case .cancel: break
    case .lookUp, .snapshot, .recall: return
    }
    let limits = engine.state.settings.capabilities
    requestTimes.append(now)
    let inSecond = requestTimes.filter { now - $0 < .seconds(1) }.count
    let inMinute = requestTimes.filter { now - $0 < .minutes(1) }.count
    #expect(inSecond <= limits.requestsPerSecond && inMinute <= limits.requestsPerMinute, "I16 \(label)")
  }

  /// I23: prices on the tick and inside the band, whole lots, no larger than the freeze quantity.
  private func checkForm(_ terms: OrderTerms, _ engine: AccountEngine) {
    guard let listed = Listed.allCases.first(where: { $0.id == terms.instrument }) else { return }
    let contract = listed.terms
    let prices: [Price] =
      switch terms.pricing {
      case .market: []
      case .limit(let limit): [limit]
      case .stopMarket(let trigger, _): [trigger]
      case .stopLimit(let trigger, let limit): [trigger, limit]
      }
    for price in prices {
      #expect(price.isOnTick(contract.tickSize), "I23: \(price) \(label)")
      #expect(price >= contract.lowerBand ?? price && price <= contract.upperBand ?? price, "band: \(price) \(label)")
    }
    #expect(terms.quantity.units % contract.lotSize.units == 0 && terms.quantity <= contract.freezeQuantity, "\(label)")
  }

  private mutating func book(_ fill: Fill, _ engine: AccountEngine) {
    #expect(
      fillIDs.insert("\(fill.order.index) \(fill.id) \(fill.correction)").inserted, "I6: fill \(fill.id) twice \(label)"
    )
    if fill.correction > 0 { corrected.insert(fill.position) }
    let value = Money(raw: (fill.price * fill.quantity).raw * fill.side.sign)
    filledValue += value
    if engine.state.orders[fill.order].attempts == 0 {
      filledByHand += value
      closedByHand[fill.position, default: .zero] += fill.quantity
    }
    charges += fill.charges.total
    let direction = fill.side
    entered[fill.position, default: .zero] += direction == .buy ? fill.quantity : .zero
    exited[fill.position, default: .zero] += direction == .sell ? fill.quantity : .zero
  }

  private mutating func check(_ holding: Holding, _ engine: AccountEngine, at now: Timestamp) {
    let position = holding.position
    let bought = entered[position.id] ?? .zero
    let sold = exited[position.id] ?? .zero
    // People who close what we are closing leave a surplus, no larger than what they closed.
    let surplus = (position.netQuantity - (bought - sold)).units * position.direction.sign
    let most = (closedByHand[position.id] ?? .zero).units
    #expect(allowsSurplus || (0...most).contains(surplus), "I5: \(position.id.index) \(label)")
    let exits = engine.state.orders.live(of: position.id) { $0.purpose.lowersExposure && $0.status != .ready }
    let covered = exits.reduce(Quantity.zero) { $0 + $1.atRisk }
    // People make the position smaller than what rests for it, or that larger: it shrinks as soon as the broker lets it.
    let isExceeded = covered > position.openQuantity
    exceededSince[position.id] = isExceeded ? exceededSince[position.id] ?? now : nil
    let isTouched =
      closedByHand[position.id] != nil || corrected.contains(position.id) || exits.contains { $0.changedByHand != nil }
    let patience: Interval = !isTouched ? .zero : brokerRefuses ? .minutes(5) : .seconds(10)
    let isOverdue = now - (exceededSince[position.id] ?? now) > patience
    #expect(
      !isExceeded || allowsSurplus || (patience > .zero && !isOverdue),
      "I9: \(covered) covers \(position.openQuantity) \(label) \(exits)")
    guard let stop = holding.exit?.stop, holding.exit?.isStopByHand == false else { return }
    if let before = stops[position.id], before.entered == position.enteredQuantity {
      #expect((stop.raw - before.stop.raw) * position.direction.sign >= 0, "I12: stop loosened to \(stop) \(label)")
    }
    stops[position.id] = (stop, position.enteredQuantity)
  }
}
