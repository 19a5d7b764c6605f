import Market
import Trading

/// What an exit asks to close of what is held.
enum ExitPart: Hashable, Sendable {
  case quantity(Quantity)
  case share(basisPoints: Int64)
}

extension Signal {
  /// Nil when it asks for all.
  var part: ExitPart? {
    if let share { return share < 10_000 ? .share(basisPoints: share) : nil }
    return quantity.map { .quantity($0) }
  }
}

/// Exits of a part. The rest stays, and stays guarded: the resting stop is made smaller first, so that stop and exit
/// together never exceed what is open; then the part is sold as any exit is.
extension AccountEngine {
  /// Closes `part` of what is held in `positions`, the oldest first, in whole lots and never less than was asked for.
  ///
  /// - Parameter part: nil closes all.
  /// - Returns: what is being closed, in words.
  mutating func leave(_ part: ExitPart?, _ positions: [PositionID], _ what: String) -> String {
    var total = (leaving: Quantity.zero, held: Quantity.zero)
    var rest: Quantity? = if case .quantity(let quantity) = part { quantity } else { nil }
    for id in positions {
      guard let index = holdingIndex(id) else { continue }
      let position = state.holdings[index].position
      let held = position.openQuantity - state.holdings[index].leavingQuantity
      let lot = contract(position.instrument)?.terms.lotSize ?? Quantity(1)
      let asked =
        if case .share(let basisPoints) = part {
          Self.share(basisPoints, of: held, lot)
        } else {
          (rest ?? held).roundedUp(toLot: lot)
        }
      let leaving = min(asked, held)
      total.held += held
      if rest == .zero { continue }
      total.leaving += leaving
      rest = rest.map { max($0 - leaving, .zero) }
      // Also where nothing has filled yet: an exit was asked for, so what is on its way in is not wanted.
      if leaving == held {
        beginClosing(id, .signal)
      } else if leaving > .zero {
        beginPartialExit(id, keep: held - leaving, .signal)
      }
    }
    return total.leaving < total.held
      ? "closing \(total.leaving) of \(total.held): \(what)" : "closing \(what)"
  }

  /// In whole lots, never less than asked for by more than a hundredth of a lot: a third of three lots is one, also when
  /// it is sent as 33.34 percent.
  private static func share(_ basisPoints: Int64, of held: Quantity, _ lot: Quantity) -> Quantity {
    let whole = 10_000 * lot.units
    let lots = (held.units * basisPoints - whole / 100 + whole - 1) / whole
    return Quantity(max(lots, 1) * lot.units)
  }

  /// Takes on the duty to bring the position down to `keep`. An entry that is still filling is cancelled.
  private mutating func beginPartialExit(_ id: PositionID, keep: Quantity, _ reason: ExitReason) {
    guard let index = holdingIndex(id), !state.holdings[index].isBeingClosed else { return }
    let start = now
    updateHolding(index) {
      var closing = $0.closing ?? Closing(reason: reason, since: start, notBefore: start)
      closing.keep = keep
      $0.closing = closing
    }
    cancelEntries(of: id)
    protect(id)
  }

  /// The duty is over once no more is open than was to stay, however the rest left, and nothing can fill any more.
  mutating func endPartialExit(_ index: Int) {
    let holding = state.holdings[index]
    guard let closing = holding.closing, closing.keep > .zero, holding.position.openQuantity <= closing.keep,
      !state.orders.hasLiveEntry(of: holding.id)
    else { return }
    updateHolding(index) { $0.closing = nil }
  }

  /// The next safe step: stops cover what stays, exits what leaves.
  mutating func partialExitStep(_ index: Int, _ known: [Order], keep: Quantity) {
    let leaving = state.holdings[index].leavingQuantity
    let exits = known.filter { $0.purpose == .exit }
    let stops = known.filter { $0.purpose != .exit }
    guard isSessionOpen(state.holdings[index].position.instrument) else {
      return exitStep(index, exits, uncovered: leaving - exits.atRisk)
    }
    if stops.atRisk > keep { return shrink(stops, by: stops.atRisk - keep) }
    if exits.atRisk > leaving { return shrink(exits, by: exits.atRisk - leaving) }
    if leaving > .zero { exitStep(index, exits, uncovered: leaving - exits.atRisk) }
    guard let stop = state.holdings[index].exit?.stop else { return }
    stopStep(index, stops, level: stop, uncovered: keep - stops.atRisk)
  }
}
