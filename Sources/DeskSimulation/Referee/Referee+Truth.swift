import Engine
import Market
import Simulation
import Trading

/// The broker's true book against what the desk believes.
extension Referee {
  private struct Truth {
    var entered = Quantity.zero
    var exited = Quantity.zero
    var resting = Quantity.zero
  }

  /// After anything changed at the broker.
  mutating func look(_ broker: SimulatedBroker, at now: Timestamp) {
    guard let ledger = ledgers[broker.account] else { return }
    var positions = ledger.carried.mapValues { Truth(entered: Quantity(abs($0))) }
    for report in broker.exchange.snapshot(at: now).orders where report.filledQuantity > .zero {
      guard let tag = report.tag, let sent = ledger.tags[tag.text] else { continue }
      if report.fills.count > ledger.trueFillCounts[sent.number, default: 0] {
        ledgers[broker.account]?.trueFillCounts[sent.number] = report.fills.count
        for fill in report.fills { ledgers[broker.account]?.trueFills.insert("\(sent.number.index) \(fill.id)") }
      }
      var truth = positions[sent.position] ?? Truth()
      if sent.purpose == .entry {
        truth.entered += report.filledQuantity
      } else {
        truth.exited += report.filledQuantity
      }
      positions[sent.position] = truth
    }
    for report in broker.exchange.openReports {
      guard let tag = report.tag, let sent = ledger.tags[tag.text], sent.purpose.lowersExposure else { continue }
      positions[sent.position, default: Truth()].resting += report.terms.quantity - report.filledQuantity
    }
    for (id, truth) in positions {
      expect(
        .exitsDoNotReverse, truth.exited <= truth.entered,
        "position \(id.index): \(truth.entered) entered at the broker, \(truth.exited) exited")
      expect(
        .exitsCoverAtMostThePosition, truth.exited + truth.resting <= truth.entered,
        "position \(id.index): \(truth.entered) entered at the broker, \(truth.exited) exited, \(truth.resting) live")
    }
  }

  /// An order of ours is taken for that order at the broker which bears its tag there, whatever the broker shows of tags.
  mutating func checkNames(_ brokers: [SimulatedBroker], at now: Timestamp) {
    for broker in brokers {
      guard let named = ledgers[broker.account]?.named, !named.isEmpty else { continue }
      ledgers[broker.account]?.named = []
      for order in named where (order.lastSent ?? order.created).istDay == now.istDay {
        guard let name = order.brokerID, let report = broker.exchange.report(id: broker.id(of: name)) else { continue }
        expect(
          .whatIsNotOursStays,
          report.tag.flatMap { ledgers[broker.account]?.tags[$0.text] }?.number == order.number,
          "order \(order.number.index) is taken for \(name.text), which is another one")
      }
    }
  }

  /// After the desk has done something.
  mutating func look(_ state: AccountState, quote: (InstrumentID) -> Quote?, isReachable: Bool, at now: Timestamp) {
    guard var ledger = ledgers.removeValue(forKey: state.settings.id) else { return }
    if !isReachable { ledger.lastOutage = now }
    for holding in state.holdings {
      checkBook(holding, state, ledger)
      ledger.keeps[holding.position.id] = holding.closing.flatMap { $0.keep > .zero ? $0.keep : nil }
      checkPart(holding, &ledger)
      if holding.isBeingClosed {
        ledger.closings.insert(holding.position.id)
      } else {
        ledger.closings.remove(holding.position.id)
      }
      checkStop(holding, &ledger)
      checkProtection(holding, state, quote(holding.position.instrument), &ledger, at: now)
      checkDuties(holding, state, &ledger, at: now)
    }
    expect(
      .everythingIsBounded, state.orders.live.count <= 400 && state.orders.all.count <= 5000,
      "\(state.orders.live.count) live orders, \(state.orders.all.count) in all")
    ledgers[state.settings.id] = ledger
  }

  private mutating func checkBook(_ holding: Holding, _ state: AccountState, _ ledger: AccountLedger) {
    let position = holding.position
    let booked =
      ledger.booked[position.id]
      ?? AccountLedger.Booked(instrument: position.instrument, direction: position.direction)
    expect(
      .fillsAddUp, position.enteredQuantity == booked.entered && position.exitedQuantity == booked.closed,
      "position \(position.id.index): \(position.enteredQuantity) in and \(position.exitedQuantity) out, "
        + "booked are \(booked.entered) and \(booked.closed)")
    if !position.isOpen, position.enteredQuantity > .zero, booked.exited == booked.entered {
      expect(
        .exactNumbers, position.realised == -booked.value && position.charges.total == booked.charges,
        "position \(position.id.index): realised \(position.realised), the fills say \(-booked.value)")
    }
    let live = state.orders.live(of: position.id) { $0.purpose.lowersExposure && $0.status != .ready }
    let covered = live.atRisk
    // Somebody traded beside us: what is too much is being taken back, and was told.
    let isExcused =
      ledger.tradedByHand.contains(position.instrument)
      && ledger.wasTold(of: position.instrument, since: position.opened ?? .distantPast)
    expect(
      .exitsCoverAtMostThePosition,
      covered <= position.openQuantity || live.allSatisfy { $0.pending != nil } || isExcused,
      "position \(position.id.index): \(covered) of exits for \(position.openQuantity)")
  }

  private mutating func checkStop(_ holding: Holding, _ ledger: inout AccountLedger) {
    guard let stop = holding.exit?.stop else { return }
    let position = holding.position
    if let before = ledger.stops[position.id], before.entered == position.enteredQuantity,
      !ledger.changedByHand.contains(position.instrument)
    {
      expect(
        .stopNeverLoosens, (stop.raw - before.stop.raw) * position.direction.sign >= 0,
        "position \(position.id.index): the stop went from \(before.stop) to \(stop)")
    }
    ledger.stops[position.id] = (stop, position.enteredQuantity)
  }

  /// Five seconds for a position to get under a stop, in the best of worlds; a broken line has its own time.
  static let grace = Interval.milliseconds(5500)
  static let graceAfterOutage = Interval.seconds(45)

  private mutating func checkProtection(
    _ holding: Holding, _ state: AccountState, _ quote: Quote?, _ ledger: inout AccountLedger, at now: Timestamp
  ) {
    let position = holding.position
    // After the close nothing can protect; that it is still open is told then, and judged at the end of the day.
    let wanted =
      holding.isBeingClosed || holding.exit?.stop != nil ? position.openQuantity : holding.leavingQuantity
    guard position.isOpen, wanted > .zero, isOpen(position.instrument, at: now)
    else {
      ledger.nakedSince[position.id] = nil
      return
    }
    // What the broker has not confirmed protects nothing.
    let live = state.orders.live(of: position.id) { $0.purpose.lowersExposure && $0.isConfirmed }
    let covered = live.reduce(Quantity.zero) { $0 + $1.remainingQuantity }
    let isWatched = !holding.isBeingClosed && quote.map { now - $0.time <= .seconds(60) } ?? false
    guard covered < wanted, !isWatched else {
      expect(.protectedOrLoud, true, "")
      ledger.nakedSince[position.id] = nil
      return
    }
    let since = max(ledger.nakedSince[position.id] ?? now, ledger.lastOutage)
    ledger.nakedSince[position.id] = ledger.nakedSince[position.id] ?? now
    let patience = now - ledger.lastOutage < .minutes(5) ? Self.graceAfterOutage : Self.grace
    expect(
      .protectedOrLoud,
      now - since <= patience
        || ledger.wasTold(of: position.instrument, since: (position.opened ?? since) - .seconds(1)),
      "position \(position.id.index): \(covered) of \(wanted) protected since \(since.istTime)")
  }
}
