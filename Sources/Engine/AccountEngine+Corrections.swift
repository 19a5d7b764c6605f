import Market
import Trading

/// Fills are statements that can change: corrected, annulled, stated again. What was booked of them is restated, never
/// edited: money, position, stop and trade follow, and a person is told.
extension AccountEngine {
  /// Whether a read begun then knows of every fill of the order that we know of.
  func isAfterNews(of order: Order, _ readBegan: Timestamp) -> Bool {
    readBegan >= (order.lastHeard ?? .distantPast) + state.settings.capabilities.settleTime
  }

  /// Books what a report says of fills: first what it states otherwise, then what is new.
  ///
  /// - Parameter before: the order's fills before the report; brokerage may be capped by order.
  mutating func book(_ effect: Order.ReportEffect, _ number: OrderNumber, before: [FillReport]) {
    var booked = before
    func value(except id: String?) -> Money {
      booked.reduce(.zero) { $1.id == id ? $0 : $0 + $1.price * $1.quantity }
    }
    for correction in effect.corrections {
      restate(correction, number, otherValue: value(except: correction.was.id))
      if let index = booked.firstIndex(where: { $0.id == correction.was.id }) { booked[index] = correction.now }
    }
    for fill in effect.newFills {
      book(fill, number, filledValueBefore: value(except: nil))
      booked.append(fill)
    }
  }

  /// - Parameter otherValue: of the order's other fills.
  private mutating func restate(_ correction: FillCorrection, _ number: OrderNumber, otherValue: Money) {
    let order = state.orders[number]
    let (was, isNow) = (correction.was, correction.now)
    let undone = -accrual(order, was, filledValueBefore: otherValue)
    let anew = isNow.quantity > .zero ? accrual(order, isNow, filledValueBefore: otherValue) : .zero
    if was.quantity > .zero {
      var back = was
      back.quantity = -was.quantity
      record(back, order, undone, correction: 2 * correction.number - 1)
    }
    if isNow.quantity > .zero { record(isNow, order, anew, correction: 2 * correction.number) }
    tell(correction, order)
    guard let index = holdingIndex(order.position) else {
      let change = (isNow.quantity - was.quantity).units * order.terms.side.sign
      return state.foreign.addSurplus(Quantity(change), BookKey(order.terms))
    }
    restatePosition(index, correction, order, charges: undone + anew)
  }

  private mutating func restatePosition(
    _ index: Int, _ correction: FillCorrection, _ order: Order, charges: Charges
  ) {
    let before = state.holdings[index].position
    let surplus = updateHolding(index) { holding -> Quantity in
      var known = holding.position
      let surplusBefore = known.restate(holding.executions)
      for place in holding.executions.indices {
        guard holding.executions[place].order == order.number, holding.executions[place].fill == correction.was.id
        else { continue }
        holding.executions[place].quantity = correction.now.quantity
        holding.executions[place].price = correction.now.price
      }
      let surplus = holding.position.restate(holding.executions)
      holding.position.charges += charges
      let entry = holding.position.averageEntry
      if holding.position.isOpen, entry != before.averageEntry {
        holding.exit?.reanchor(entry: entry, keepsStop: before.isOpen)
      }
      return surplus - surplusBefore
    }
    let position = state.holdings[index].position
    state.realisedToday += position.realised - before.realised
    if surplus != .zero { noteSurplus(surplus, position) }
    if position.isOpen, before.closed != nil, !before.isOpen {
      reopened(index)
    } else if !position.isOpen, before.isOpen, position.closed != nil {
      flattened(index)
    }
    if state.orders[order.number].isLive, order.purpose == .entry, state.holdings[index].closing != nil {
      cancelEntries(of: position.id)
    }
  }

  /// What our exits traded beyond what we now know we held belongs to no position.
  private mutating func noteSurplus(_ surplus: Quantity, _ position: Position) {
    let side = position.direction.opposite
    state.foreign.addSurplus(
      Quantity(surplus.units * side.sign), BookKey(position))
    guard surplus > .zero else { return }
    raise(
      .critical, position.instrument,
      "exits of \(name(position.instrument)) filled \(surplus) more than was held, as the broker now states its fills",
      advice: "the account may hold the opposite position: compare with the broker and close it there")
  }

  /// A trade that was over is not. What closed it by itself guards it again; a duty to close it goes on.
  private mutating func reopened(_ index: Int) {
    let holding = state.holdings[index]
    let position = holding.position
    let isDuty = holding.closing.map { !$0.isByFill } ?? false
    let time = now
    updateHolding(index) {
      if isDuty, let closing = $0.closing {
        $0.closing = closing.anew(at: time)
      } else {
        $0.closing = nil
        $0.position.exitReason = nil
        $0.exit?.rearm()
      }
    }
    record(.tradeReopened(position.id, position.instrument, now))
    raise(
      .critical, position.instrument,
      "the trade in \(name(position.instrument)) is open again: \(position.openQuantity) are held after all",
      advice: isDuty
        ? "it is being closed again; compare with the broker" : "its stop is put back; compare with the broker")
    if let contract = contract(position.instrument) { setPositionTimers(index, contract) }
    if state.isEmergency { beginClosing(position.id, .emergency) }
  }

  private mutating func tell(_ correction: FillCorrection, _ order: Order) {
    let (was, isNow) = (correction.was, correction.now)
    let symbol = name(order.terms.instrument)
    let what =
      "fill \(was.id) of order \(order.number.index): \(order.terms.side.rawValue) \(was.quantity.display) \(symbol) "
      + "at \(was.price.display)"
    if isNow.quantity == .zero {
      raise(
        .critical, order.terms.instrument, "fill annulled: \(what) did not happen, the broker says now",
        advice: "position, money and stop are restated; compare with the broker's trade book")
    } else {
      raise(
        was.quantity == isNow.quantity ? .warning : .critical, order.terms.instrument,
        "fill corrected: \(what) is \(isNow.quantity) at \(isNow.price), the broker says now",
        advice: "position, money and stop are restated; compare with the broker's trade book")
    }
  }

  // MARK: Disputes

  /// The broker has shown less, or other, than is booked. Nothing is restated before it was asked and has answered.
  ///
  /// - Parameter isSettled: the report answers a question asked after all we know.
  mutating func dispute(_ report: OrderReport, _ number: OrderNumber, isPush: Bool, isSettled: Bool) {
    if isPush { return lookUp(number) }
    let order = state.orders[number]
    guard isSettled else {
      return setTimer(.lookUp, Int64(number.index), at: max(disputeTime(of: order), now + .seconds(1)))
    }
    lookUpFailed(order, "it shows \(report.filledQuantity)", answered: true)
  }

  /// From when on a read can settle what has been filled of the order.
  func disputeTime(of order: Order) -> Timestamp {
    max(settleTime(of: order), (order.lastHeard ?? .distantPast) + state.settings.capabilities.settleTime)
  }

  /// Once for each dispute: what rests at the broker may cover more than is held.
  mutating func tellDispute(_ order: Order, _ reason: String) {
    guard updateOrder(order.number, { $0.putBeforePerson() }) else { return }
    raise(
      .critical, order.terms.instrument,
      "the broker does not confirm what order \(order.number.index) filled (\(order.terms.side.rawValue) "
        + "\(order.filledQuantity.display) \(name(order.terms.instrument)) are booked): \(reason)",
      advice: "look at the broker's trade book; until it answers nothing is restated, and "
        + (order.purpose.lowersExposure
          ? "the position may still be open without a stop"
          : "the stop at the broker may be larger than what is held"))
  }
}
