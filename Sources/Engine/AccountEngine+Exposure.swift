import Market
import Trading

/// Protected or loud: a position that should have a stop or an exit at the broker and has not for some seconds is told.
extension AccountEngine {
  /// How long a position may be without protection before a person hears of it (I11 of the reliability page).
  static let exposurePatience = Interval.seconds(5)

  /// Called for every position that an event touched.
  mutating func watchExposure(_ id: PositionID) {
    guard let index = holdingIndex(id) else { return }
    let subject = Int64(id.index)
    guard uncovered(index) > .zero else {
      dropTimer(.exposed, subject)
      if state.holdings[index].isExposureTold { state.holdings[index].isExposureTold = false }
      return
    }
    let isWatched = state.timers.contains { $0.kind == .exposed && $0.subject == subject }
    if !isWatched, !state.holdings[index].isExposureTold {
      setTimer(.exposed, subject, at: now + Self.exposurePatience)
    }
  }

  /// The time is up. A fresh price is a stop of its own, as long as it comes; else somebody must know.
  mutating func exposureLasts(_ id: PositionID) {
    guard let index = holdingIndex(id), !state.holdings[index].isExposureTold else { return }
    let missing = uncovered(index)
    guard missing > .zero else { return }
    let position = state.holdings[index].position
    // It can only act while nothing of ours is in doubt.
    if !state.holdings[index].isBeingClosed, doubt(of: id) == nil, freshQuote(position.instrument) != nil {
      return setTimer(.exposed, Int64(id.index), at: now + Self.exposurePatience)
    }
    state.holdings[index].isExposureTold = true
    raise(
      .critical, position.instrument,
      "\(missing) of \(position.openQuantity) \(name(position.instrument)) have neither stop nor exit at the broker"
        + (doubt(of: id).map { ": \($0)" } ?? ""),
      advice: "Sarathi goes on trying; if you can, look at the position in the broker's application")
  }

  /// The price reached a stop whose order nobody has confirmed: it is looked up at once, and a person hears of it now.
  mutating func stopReachedInDoubt(_ id: PositionID) {
    guard let index = holdingIndex(id), let doubt = doubt(of: id) else { return }
    for order in state.orders.live(
      of: id, where: { $0.purpose.lowersExposure && !$0.isConfirmed && $0.status != .ready })
    {
      lookUp(order.number)
    }
    guard !state.holdings[index].isExposureTold else { return }
    state.holdings[index].isExposureTold = true
    let position = state.holdings[index].position
    raise(
      .critical, position.instrument,
      "the price reached the stop of \(position.openQuantity) \(name(position.instrument)), and \(doubt)",
      advice: "Sarathi asks for the order and closes the position as soon as it is certain not to close it twice; "
        + "if you can, look at the position in the broker's application")
  }

  /// What of the open quantity no order that the broker has confirmed covers, although one should.
  private func uncovered(_ index: Int) -> Quantity {
    let holding = state.holdings[index]
    let isWhole = holding.isBeingClosed || holding.exit?.stop != nil
    let wanted = isWhole ? holding.position.openQuantity : holding.leavingQuantity
    guard holding.position.isOpen, wanted > .zero,
      let contract = contract(holding.position.instrument),
      state.day?.isOpen(contract.terms.sessionClass, at: now) ?? false
    else { return .zero }
    var covered = Quantity.zero
    for number in state.orders.live {
      let order = state.orders[number]
      if order.position.index == holding.id.index, order.purpose.lowersExposure, order.isConfirmed {
        covered += order.remainingQuantity
      }
    }
    return max(wanted - covered, .zero)
  }

  private func doubt(of id: PositionID) -> String? {
    state.orders.live(of: id) { $0.purpose.lowersExposure && $0.status != .ready && !$0.isConfirmed }.first.map {
      "the broker has not answered for order \($0.number.index)"
    }
  }
}
