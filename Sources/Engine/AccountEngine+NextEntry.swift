import Market
import Trading

/// Entries that wait for an exit: the other half of a reversal, and what was to be entered while its link's position was
/// still being closed. A chart leaves and enters on one candle; its two alerts come in any order, milliseconds apart.
extension AccountEngine {
  /// Two alerts without times of their own belong to one instant if they come this close together.
  private static let instant = Interval.seconds(1)

  /// Enters once `id` is flat; everything is checked again then. One entry waits for a position, the newest.
  mutating func awaitExit(
    of id: PositionID, _ signal: Signal, _ number: Int64, _ link: Link, _ resolved: ResolvedInstrument
  ) -> Verdict {
    if let denial = entryObjection(signal, link, resolved) { return .denied(denial) }
    noteActed(signal, link)
    wait(signal, number, link, for: id)
    return .waiting("\(signal.symbol) is being closed first; entering once it is flat")
  }

  private mutating func wait(_ signal: Signal, _ number: Int64, _ link: Link, for id: PositionID) {
    guard let index = holdingIndex(id) else { return }
    if let earlier = state.holdings[index].nextEntry { takeBack(earlier, link, at: signal.ordered) }
    let wait = WaitingSignal(signal: signal, decision: number, deadline: signal.born + link.maximumAge)
    updateHolding(index) {
      $0.nextEntry = wait
      $0.unneededEntry = nil
    }
  }

  /// Nothing is left of what was to be closed first.
  mutating func takeUpNextEntry(_ id: PositionID) {
    guard let index = holdingIndex(id), !isActive(at: index), let waiting = state.holdings[index].nextEntry else {
      return
    }
    updateHolding(index) { $0.nextEntry = nil }
    resume(waiting, mayBeLate: false)
  }

  // MARK: Exits that come after it

  /// A newer exit of the direction it would enter takes it back.
  ///
  /// - Returns: whether any was.
  mutating func takeBackNextEntries(of positions: [PositionID], for exit: Signal, _ link: Link) -> Bool {
    var isTakenBack = false
    for id in positions {
      guard let index = holdingIndex(id), let waiting = state.holdings[index].nextEntry,
        exit.action.closes(what: waiting.signal.action),
        exit.isPersonal || waiting.signal.ordered <= exit.ordered
      else { continue }
      updateHolding(index) { $0.nextEntry = nil }
      takeBack(waiting, link, at: exit.ordered)
      isTakenBack = true
    }
    return isTakenBack
  }

  private mutating func takeBack(_ waiting: WaitingSignal, _ link: Link, at time: Timestamp) {
    amend(waiting.signal, waiting.decision, .denied(overtaken(waiting.signal, link, by: time)))
  }

  /// A person closes it: nothing is entered afterwards.
  mutating func dropNextEntry(_ id: PositionID) {
    guard let index = holdingIndex(id) else { return }
    let waiting = state.holdings[index].nextEntry
    updateHolding(index) {
      $0.nextEntry = nil
      $0.unneededEntry = nil
    }
    guard let waiting else { return }
    let denial = Denial(.superseded, "the position was closed by a person meanwhile")
    amend(waiting.signal, waiting.decision, .denied(denial))
  }

  // MARK: Exits that come before it on the chart, and after it here

  /// An entry changed nothing because the position was there, or only closed it: kept, since the exit of the same instant
  /// may still be on its way.
  mutating func noteUnneeded(_ signal: Signal, _ number: Int64, _ link: Link, on id: PositionID) {
    guard let index = holdingIndex(id), isActive(at: index), signal.action.optionKind == nil else { return }
    let wait = WaitingSignal(signal: signal, decision: number, deadline: signal.born + link.maximumAge)
    updateHolding(index) { $0.unneededEntry = wait }
  }

  /// An exit of a part of the position came after an entry that changed nothing: what the chart says now is that part.
  mutating func forgetUnneeded(on id: PositionID, at exit: Signal) {
    guard let index = holdingIndex(id), let waiting = state.holdings[index].unneededEntry,
      waiting.signal.ordered <= exit.ordered
    else { return }
    updateHolding(index) { $0.unneededEntry = nil }
  }

  /// The exit belongs before an entry of the same instant that found the position held: it is entered again afterwards.
  mutating func enterAgain(after id: PositionID, overtakenBy exit: Signal, _ link: Link) {
    guard exit.action.isExit, let index = holdingIndex(id), let waiting = state.holdings[index].unneededEntry else {
      return
    }
    updateHolding(index) { $0.unneededEntry = nil }
    let entry = waiting.signal
    let tolerance = entry.time != nil && exit.time != nil ? .zero : Self.instant
    guard exit.ordered - entry.ordered <= tolerance, !exit.isPersonal, state.holdings[index].nextEntry == nil,
      case .instrument(let resolved) = entry.resolution, entryObjection(entry, link, resolved) == nil
    else { return }
    wait(entry, waiting.decision, link, for: id)
    amend(
      entry, waiting.decision,
      .waiting("the exit of the same instant came after it: entering \(entry.symbol) once it is flat"))
  }
}

extension Action {
  fileprivate var isExit: Bool { self == .exit || self == .sell || self == .cover }

  /// Whether an exit by this action speaks of what `entry` enters.
  fileprivate func closes(what entry: Action) -> Bool {
    switch self {
    case .exit: true
    case .sell, .short: entry == .buy
    case .cover, .buy: entry == .short
    case .sellCall: entry == .buyCall
    case .sellPut: entry == .buyPut
    case .buyCall, .buyPut: false
    }
  }
}
