import Desk
import Engine
import Market
import Storage
import Trading

/// Signals count by when they were made, not by when they came.
extension Referee {
  /// An alert without id or time was answered as a repeat: nothing else was done with its instrument since.
  mutating func checkRepeat(_ repeated: AccountDecision) {
    let decision = repeated.decision
    guard let instrument = decision.instrument, let ledger = ledgers[repeated.account] else { return }
    let last = ledger.lastActedOn[AccountLedger.Subject(link: decision.link, instrument: instrument)] ?? 0
    expect(
      .oneSignalOneDecision, last <= decision.number,
      "an alert was answered as a repeat of decision \(decision.number), and decision \(last) was acted on since")
  }

  private func ordered(_ signal: Signal) -> Timestamp { min(signal.time ?? signal.received, signal.received) }

  mutating func noteExit(_ signal: Signal, _ decision: Decision, _ ledger: inout AccountLedger) {
    guard decision.outcome == .accepted || decision.outcome == .nothingToDo else { return }
    let closes: Action?
    switch signal.action {
    case .exit: closes = nil
    case .sell: closes = .buy
    case .cover: closes = .short
    default: return
    }
    switch signal.resolution {
    case .none: break
    case .instrument: guard decision.instrument != nil else { return }
    case .failed: return
    }
    ledger.exits.append(
      AccountLedger.Exit(
        link: signal.link, instrument: decision.instrument, closes: closes, ordered: ordered(signal),
        isTimed: signal.time != nil))
    if ledger.exits.count > 400 { ledger.exits.removeFirst(200) }
  }

  /// As an entry is made: no newer exit of what it enters has been acted on.
  mutating func checkEntryIsNews(_ order: Order, _ ledger: AccountLedger) {
    guard let number = order.decision, let signal = ledger.signals[number] else { return }
    let time = ordered(signal)
    let newer = ledger.exits.last { exit in
      exit.link == signal.link && exit.instrument.map { $0 == order.terms.instrument } ?? true
        && exit.closes.map { $0 == signal.action } ?? true
        // Without times, two within a second are of one instant: the exit belongs first.
        && exit.ordered > (exit.isTimed && signal.time != nil ? time : time + .seconds(1))
    }
    expect(
      .signalsKeepTheirOrder, newer == nil,
      "entry \(order.number.index) of a signal of \(time) was made after an exit of \(newer?.ordered ?? time)")
  }

  /// As an exit by a signal is made: its position was entered by one that is no newer.
  mutating func checkExitIsMeant(_ order: Order, _ entry: CommitEntry, _ ledger: AccountLedger) {
    guard case .signal(let signal) = entry.event,
      let number = ledger.orders.values.first(where: { $0.position == order.position && $0.purpose == .entry })?
        .decision, let entered = ledger.signals[number]
    else { return }
    let (first, second) = (ordered(entered), ordered(signal))
    expect(
      .signalsKeepTheirOrder, first <= second,
      "position \(order.position.index), entered by a signal of \(first), is closed by one of \(second)")
  }

  /// What an accepted exit asks to leave of the one position it can mean.
  func notePart(_ signal: Signal, _ decision: Decision, _ ledger: inout AccountLedger) {
    guard decision.outcome == .accepted, signal.action == .sell || signal.action == .cover,
      let instrument = decision.instrument, let lot = listed(instrument)?.terms.lotSize
    else { return }
    let owned = Set(ledger.orders.values.lazy.filter { $0.owner == signal.link }.map(\.position))
    let open = ledger.booked.filter {
      $0.value.instrument == instrument && $0.value.open > .zero && owned.contains($0.key)
    }
    guard open.count == 1, let (position, booked) = open.first, !ledger.closings.contains(position) else { return }
    guard ledger.parts[position] == nil else {
      ledger.parts[position] = .some(nil)
      return
    }
    let held = ledger.keeps[position] ?? booked.open
    let asked = signal.share.map { held.units * min($0, 10_000) } ?? (signal.quantity ?? held).units * 10_000
    ledger.parts[position] = (held, min(asked, held.units * 10_000), lot)
  }

  /// As the desk stands after it.
  mutating func checkPart(_ holding: Holding, _ ledger: inout AccountLedger) {
    guard let part = ledger.parts.removeValue(forKey: holding.position.id) ?? nil, holding.position.isOpen,
      let closing = holding.closing, closing.reason == .signal
    else { return }
    // As few lots as give what was asked for, but for a hundredth of one.
    let leaving = (part.held - closing.keep).units * 10_000
    expect(
      .signalsKeepTheirOrder,
      leaving >= part.asked - part.lot.units * 100 && leaving - part.lot.units * 10_000 < part.asked,
      "position \(holding.position.id.index): an exit asked for \(part.asked)/10000 of \(part.held), \(closing.keep) are left"
    )
  }

  /// What an exit of a part closes is no more than that part.
  mutating func checkPartStays(_ entry: CommitEntry, _ ledger: AccountLedger) {
    guard !ledger.keeps.isEmpty else { return }
    for case .position(let position, _, _) in entry.records {
      guard let keep = ledger.keeps[position.id] else { continue }
      let isOnlyExit = entry.records.allSatisfy { record in
        guard case .fill(let fill) = record, fill.position == position.id else { return true }
        return ledger.orders[fill.order].map { $0.purpose == .exit && $0.exitReason == .signal } ?? false
      }
      // A person who sells beside it may leave less than it was to leave.
      guard isOnlyExit, !ledger.tradedByHand.contains(position.instrument) else { continue }
      expect(
        .signalsKeepTheirOrder, position.openQuantity >= keep,
        "position \(position.id.index): \(position.openQuantity) are left, an exit of a part was to leave \(keep)")
    }
  }
}
