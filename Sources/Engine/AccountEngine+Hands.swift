import Market
import Trading

/// A person at the broker's own terminal touches our orders: their version holds.
extension AccountEngine {
  /// Times a protective stop that somebody cancelled is put back; after that it is their wish.
  static let stopPutBacks = 2
  /// Slices of one stop cancelled within this time are one act.
  private static let oneAct = Interval.seconds(5)

  /// The broker shows terms that we never asked for.
  mutating func changedByHand(_ number: OrderNumber, from before: OrderTerms) {
    let order = state.orders[number]
    let instrument = order.terms.instrument
    raise(
      .notice, instrument,
      "order \(number.index) of \(name(instrument)) was changed at the broker, from \(words(before)) to "
        + "\(words(order.terms)); its version holds",
      advice: "if that was not you, look at the broker's order book")
    guard order.purpose == .protectiveStop, order.exitReason == nil, let index = holdingIndex(order.position),
      !state.holdings[index].isBeingClosed
    else { return }
    if let trigger = order.terms.pricing.trigger {
      if trigger != before.pricing.trigger { moveStop(index, byHand: trigger) }
    } else {
      updateOrder(number) { $0.exitReason = .manual }
      raise(
        .warning, instrument, "the protective stop of \(name(instrument)) was turned into another order by hand",
        advice: "it is left as it is; the stop is watched by Sarathi alone")
    }
  }

  private mutating func moveStop(_ index: Int, byHand trigger: Price) {
    updateHolding(index) { $0.exit?.setStop(byHand: trigger) }
    let holding = state.holdings[index]
    guard let exit = holding.exit else { return }
    record(.stopMoved(holding.id, holding.position.instrument, stop: trigger, best: exit.best, exit.stopKind, now))
    raise(
      .notice, holding.position.instrument,
      "the stop of \(name(holding.position.instrument)) stands at \(trigger.display) by hand; its plan moves it no more",
      advice: "move it at the broker, or close the position, as you wish")
  }

  private func words(_ terms: OrderTerms) -> String {
    switch terms.pricing {
    case .market: "\(terms.quantity.display) at the market"
    case .limit(let limit): "\(terms.quantity.display) at \(limit.display)"
    case .stopMarket(let trigger, _): "\(terms.quantity.display) with trigger \(trigger.display)"
    case .stopLimit(let trigger, let limit):
      "\(terms.quantity.display) with trigger \(trigger.display), limit \(limit.display)"
    }
  }

  /// A protective stop ended that nobody here had asked to end: it is put back, but a person who goes on wins.
  mutating func noteIfTaken(_ number: OrderNumber) {
    let order = state.orders[number]
    guard order.purpose == .protectiveStop, order.exitReason == nil,
      order.status == .cancelled || order.status == .expired,
      !order.wasCancelledByUs, isSessionOpen(order.terms.instrument), let index = holdingIndex(order.position),
      state.holdings[index].position.isOpen, !state.holdings[index].isBeingClosed,
      !state.holdings[index].isStopUnwanted
    else { return }
    if let last = state.holdings[index].lastStopTaken, order.created < last, now - last <= Self.oneAct { return }
    let time = now
    updateHolding(index) {
      $0.stopsTaken += 1
      $0.lastStopTaken = time
      $0.isStopUnwanted = $0.stopsTaken > Self.stopPutBacks
    }
    let what = "the protective stop of \(state.holdings[index].position.openQuantity) \(name(order.terms.instrument))"
    if state.holdings[index].isStopUnwanted {
      raise(
        .critical, order.terms.instrument,
        "\(what) was cancelled at the broker \(state.holdings[index].stopsTaken) times: it is not put back any more",
        advice: "Sarathi watches the stop and closes when it is hit, as long as it runs and has prices")
    } else {
      raise(
        .warning, order.terms.instrument, "\(what) was cancelled at the broker: it is put back",
        advice: "to be rid of it close the position; cancelled once more after that, it stays away")
    }
  }
}
