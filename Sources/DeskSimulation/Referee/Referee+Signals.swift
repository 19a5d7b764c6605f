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
}
