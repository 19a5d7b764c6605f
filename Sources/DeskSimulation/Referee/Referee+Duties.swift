import Engine
import Market
import Simulation
import Trading

/// What the desk has to bring about while it can, whatever it was told or told others: to be in doubt, halted or busy is
/// no excuse for minutes.
extension Referee {
  /// For a stop or an exit to be at the broker: budgets of a minute, refusals and slow answers included.
  private static let patience = Interval.minutes(3)
  /// For the rest of an entry to be cancelled once its position is being closed.
  private static let cancelPatience = Interval.seconds(75)

  mutating func checkDuties(_ holding: Holding, _ state: AccountState, _ ledger: inout AccountLedger, at now: Timestamp)
  {
    checkExitIsThere(holding, state, &ledger, at: now)
    checkEntryEnds(holding, state, &ledger, at: now)
    checkStopFollows(holding, state, &ledger, at: now)
  }

  /// How far the stop at the broker may stay behind the plan's, in basis points of it.
  private static let stopStep: Int64 = 20

  /// The stop that rests is the stop that the plan means, or soon will be: else the plan protects on paper only.
  private mutating func checkStopFollows(
    _ holding: Holding, _ state: AccountState, _ ledger: inout AccountLedger, at now: Timestamp
  ) {
    let position = holding.position
    guard position.isOpen, !holding.isBeingClosed, let stop = holding.exit?.stop, isOpen(position.instrument, at: now),
      !ledger.changedByHand.contains(position.instrument)
    else {
      ledger.behindSince[position.id] = nil
      return
    }
    let stops = state.orders.live(of: position.id) { $0.purpose == .protectiveStop && $0.status != .ready }
    let isBehind = stops.contains { order in
      guard let trigger = order.terms.pricing.trigger else { return false }
      return (stop.raw - trigger.raw) * position.direction.sign * 10_000 > stop.raw * Self.stopStep
    }
    guard isBehind else {
      ledger.behindSince[position.id] = nil
      if !stops.isEmpty { expect(.stopFollowsPlan, true, "") }
      return
    }
    // Nothing changes an order in doubt before the person who was asked has answered.
    let isAsked = stops.contains { $0.isInDoubt && $0.isBeforePerson }
    let since = isAsked ? now : max(ledger.behindSince[position.id] ?? now, ledger.lastOutage)
    ledger.behindSince[position.id] = since
    expect(
      .stopFollowsPlan, now - since <= Self.patience || ledger.wasRefused(position.instrument, since: since),
      "position \(position.id.index): the plan's stop is \(stop), at the broker it is further away since "
        + "\(since.istTime)")
  }

  private mutating func checkExitIsThere(
    _ holding: Holding, _ state: AccountState, _ ledger: inout AccountLedger, at now: Timestamp
  ) {
    let position = holding.position
    guard position.isOpen else {
      ledger.uncoveredSince[position.id] = nil
      return
    }
    let exits = state.orders.live(of: position.id) { $0.purpose.lowersExposure }
    let isGuarded =
      holding.exit?.stop != nil && !(holding.isStopUnwanted && ledger.handCancels[position.instrument] ?? 0 > 2)
    let wanted = holding.isBeingClosed || isGuarded ? position.openQuantity : holding.leavingQuantity
    let sent = exits.filter { $0.status != .ready }
    let leaving = sent.reduce(Quantity.zero) { $1.purpose == .exit ? $0 + $1.remainingQuantity : $0 }
    // Stops do not sell the part that is to leave.
    let isLeaving = holding.isBeingClosed || leaving >= holding.leavingQuantity
    let there = isLeaving ? sent.reduce(Quantity.zero) { $0 + $1.remainingQuantity } : .zero
    guard there < wanted, isOpen(position.instrument, at: now) else {
      ledger.uncoveredSince[position.id] = nil
      expect(.protectionReturns, true, "")
      return
    }
    // Nothing replaces an order in doubt before the person who was asked has answered.
    let isAsked = exits.contains { $0.isInDoubt && $0.isBeforePerson }
    let since = isAsked ? now : max(ledger.uncoveredSince[position.id] ?? now, ledger.lastOutage)
    ledger.uncoveredSince[position.id] = since
    expect(
      .protectionReturns, now - since <= Self.patience || ledger.wasRefused(position.instrument, since: since),
      "position \(position.id.index): \(there) of \(wanted) at the broker since \(since.istTime)")
  }

  private mutating func checkEntryEnds(
    _ holding: Holding, _ state: AccountState, _ ledger: inout AccountLedger, at now: Timestamp
  ) {
    let id = holding.position.id
    // A position that is over has a reason to be closed too.
    guard holding.closing != nil, !state.orders.live.isEmpty else { return }
    // A cancellation that was answered and not shown is looked for as long as the book cannot be read.
    let entries = state.orders.live(of: id) {
      $0.purpose == .entry && !$0.isInDoubt && $0.status != .ready && $0.pending != .cancel
    }
    guard !entries.isEmpty else {
      ledger.entryLeftSince[id] = nil
      return
    }
    let since = max(ledger.entryLeftSince[id] ?? now, ledger.lastOutage)
    ledger.entryLeftSince[id] = since
    expect(
      .nothingIsStuck,
      now - since <= Self.cancelPatience || ledger.wasRefused(holding.position.instrument, since: since),
      "position \(id.index) is being closed since \(since.istTime), and its entry goes on filling")
  }

  // MARK: Closed by hand

  /// Somebody has sent an order; remembered when it closes one position of ours, whole and alone.
  mutating func traded(byHand id: BrokerOrderID, _ broker: SimulatedBroker, at now: Timestamp) {
    guard var ledger = ledgers[broker.account], let order = broker.exchange.report(id: id) else { return }
    defer { ledgers[broker.account] = ledger }
    let terms = order.terms
    let others = broker.exchange.snapshot(at: now).orders.filter {
      $0.terms.instrument == terms.instrument && $0.terms.product == terms.product && $0.brokerID != id
    }
    // Nobody else trades there, and no entry of ours is still filling.
    let isAlone = others.allSatisfy { report in
      guard let sent = report.tag.flatMap({ ledger.tags[$0.text] }) else {
        return report.filledQuantity == .zero && report.status.isFinal
      }
      return sent.purpose != .entry || report.status.isFinal
    }
    let open = ledger.net(others).filter { $0.value != 0 }
    guard isAlone, open.count == 1, let (position, units) = open.first,
      units == -terms.quantity.units * terms.side.sign
    else {
      // What comes later makes it unclear whose the earlier ones are.
      return ledger.closedByHand.removeAll { $0.instrument == terms.instrument }
    }
    ledger.closedByHand.append(
      AccountLedger.ClosedByHand(
        position: position, order: id, instrument: terms.instrument, units: units, time: now))
  }

  /// For what a person did to be found out: the longest time between two reads of the book, and some that fail.
  private static let findingOut = Interval.minutes(20)

  /// The same in the middle of the day, once there was time enough to see it and nothing is in doubt that it may hang on.
  mutating func checkClosedByHand(lately state: AccountState, _ broker: SimulatedBroker, at now: Timestamp) {
    guard let ledger = ledgers[broker.account], state.isReconciled else { return }
    let isDue = ledger.closedByHand.contains { now - max($0.time, ledger.lastOutage) > Self.findingOut }
    guard isDue, !state.orders.live.contains(where: { state.orders[$0].isInDoubt }) else { return }
    checkClosedByHand(state, broker, at: now, since: Self.findingOut)
  }

  /// A position that a person closed is over here too.
  mutating func checkClosedByHand(
    _ state: AccountState, _ broker: SimulatedBroker, at now: Timestamp, since interval: Interval = .zero
  ) {
    guard let ledger = ledgers[broker.account] else { return }
    let net = ledger.net(broker.exchange.snapshot(at: now).orders)
    for closed in ledger.closedByHand where now - max(closed.time, ledger.lastOutage) >= interval {
      // Our own exit may have been quicker, or the order not have filled, or only now.
      guard net[closed.position] == closed.units, let report = broker.exchange.report(id: closed.order),
        report.filledQuantity.units == abs(closed.units), let filled = report.fills.last?.time,
        now - filled >= interval,
        let holding = state.holdings.first(where: { $0.position.id == closed.position })
      else { continue }
      expect(
        .booksAgree, !holding.position.isOpen,
        "position \(closed.position.index) was closed by hand and is open here with \(holding.position.openQuantity)")
    }
  }
}
