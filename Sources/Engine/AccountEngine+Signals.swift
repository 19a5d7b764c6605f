import Market
import Trading

/// From signal to decision: identity → permission → freshness → session → instrument → meaning → size → risk.
extension AccountEngine {
  /// What a signal came to, before it is written down.
  enum Verdict {
    case accepted(String)
    case waiting(String)
    case denied(Denial)
    case nothingToDo(String)
    case ignored(Denial)
  }

  mutating func decide(_ signal: Signal) {
    state.memory.forget(at: now)
    let number = state.lastDecision + 1
    let verdict: Verdict
    switch recognise(signal, at: now) {
    case .duplicate(let earlier), .likelyDuplicate(let earlier):
      // The owner answers these without journalling; one that slips through changes nothing.
      verdict = .nothingToDo("the same signal was decided before, see decision \(earlier)")
      conclude(signal, number, verdict)
      return
    case .conflict(let earlier):
      conclude(
        signal, number,
        .denied(Denial(.conflict, "id \(signal.id.text) was used by decision \(earlier) with another body")))
      return
    case .new: break
    }
    let window = link(signal.link)?.duplicateWindow ?? .seconds(20)
    state.lastDecision = number
    state.memory.remember(signal, decision: number, window: window, at: now)
    verdict = consider(signal, number)
    conclude(signal, number, verdict)
  }

  private mutating func conclude(_ signal: Signal, _ number: Int64, _ verdict: Verdict) {
    state.lastDecision = max(state.lastDecision, number)
    let decision = decision(on: signal, number, verdict)
    step.effects.decision = decision
    record(.decision(decision))
  }

  /// A later word on a decision that was waiting.
  mutating func amend(_ signal: Signal, _ number: Int64, _ verdict: Verdict) {
    record(.decision(decision(on: signal, number, verdict)))
  }

  private func decision(on signal: Signal, _ number: Int64, _ verdict: Verdict) -> Decision {
    var instrument: InstrumentID?
    if case .instrument(let resolved) = signal.resolution { instrument = resolved.id }
    func make(_ outcome: Decision.Outcome, _ reason: String, _ denial: Denial? = nil) -> Decision {
      Decision(
        number: number, signal: signal, instrument: instrument, outcome: outcome, denial: denial, reason: reason,
        time: now)
    }
    return switch verdict {
    case .accepted(let reason): make(.accepted, reason)
    case .waiting(let reason): make(.waiting, reason)
    case .denied(let denial): make(.denied, denial.detail, denial)
    case .nothingToDo(let reason): make(.nothingToDo, reason)
    case .ignored(let denial): make(.ignored, denial.detail, denial)
    }
  }

  private mutating func consider(_ signal: Signal, _ number: Int64) -> Verdict {
    guard let link = link(signal.link) else { return .denied(Denial(.unknownLink, "no such link in this account")) }
    if signal.action == .exit, case .none = signal.resolution {
      let all = holdings(of: link) { _ in true }
      return close(all, signal.part, takingBackOn: all, signal, link, "everything \(link.name) holds")
    }
    switch signal.resolution {
    case .instrument(let resolved):
      let verdict = act(signal, number, link, resolved)
      if case .denied(let denial) = verdict, denial.code == .paused { return .ignored(denial) }
      return verdict
    case .none:
      return .denied(Denial(.unknownSymbol, "the signal names no symbol; only EXIT may leave it out"))
    case .failed(let denial): return closeByName(signal, link, denial) ?? .denied(denial)
    }
  }

  /// An exit works also when its symbol cannot be resolved just now (no price, no terms): by the name of what is held. So
  /// does an entry the other way, which closes and enters nothing.
  private mutating func closeByName(_ signal: Signal, _ link: Link, _ denial: Denial) -> Verdict? {
    let direction: Side? =
      switch signal.action {
      case .sell, .sellCall, .sellPut, .short: .buy
      case .cover, .buy: .sell
      case .exit, .buyCall, .buyPut: nil
      }
    guard direction != nil || signal.action == .exit else { return nil }
    let isEntry = signal.action == .buy || signal.action == .short
    let held = holdings(of: link, direction, named: signal) { name, held in
      let isNamed = name.means(held) || (!isEntry && held.kind.isOption && name.isUnderlying(of: held))
      return isNamed && (signal.action.optionKind ?? held.kind) == held.kind
    }
    guard !held.isEmpty else { return nil }
    let verdict = close(held, isEntry ? nil : signal.part, takingBackOn: held, signal, link, signal.symbol)
    guard isEntry, case .accepted(let words) = verdict else { return verdict }
    return .accepted("\(words); no entry the other way: \(denial.detail)")
  }

  /// What the action means for what the link holds now.
  mutating func act(
    _ signal: Signal, _ number: Int64, _ link: Link, _ resolved: ResolvedInstrument, mayBeLate: Bool = true
  ) -> Verdict {
    let symbol = signal.symbol
    var longs = holdings(of: link) { $0.position.instrument == resolved.id && $0.position.direction == .buy }
    var shorts = holdings(of: link) { $0.position.instrument == resolved.id && $0.position.direction == .sell }
    switch signal.action {
    case .exit:
      var all = longs + shorts + optionHoldings(on: resolved.instrument, link)
      if all.isEmpty { all = namesakes(signal, link, nil) }
      return close(all, signal.part, takingBackOn: all, signal, link, symbol)
    case .sell:
      if longs.isEmpty, shorts.isEmpty { longs = namesakes(signal, link, .buy) }
      return close(longs, signal.part, takingBackOn: longs + shorts, signal, link, "the long in \(symbol)")
    case .cover:
      if longs.isEmpty, shorts.isEmpty { shorts = namesakes(signal, link, .sell) }
      return close(shorts, signal.part, takingBackOn: longs + shorts, signal, link, "the short in \(symbol)")
    case .buy:
      if shorts.isEmpty, signal.unreadable != nil { shorts = namesakes(signal, link, .sell) }
      return shorts.isEmpty
        ? enterUnlessHeld(longs, .buy, signal, number, link, resolved, mayBeLate)
        : reverse(shorts, .buy, signal, number, link, resolved, mayBeLate)
    case .short:
      if longs.isEmpty, shorts.isEmpty, signal.unreadable != nil || !link.mayShort {
        longs = namesakes(signal, link, .buy)
      }
      guard link.mayShort else {
        return closeOnly(longs, takingBackOn: longs + shorts, signal, link)
      }
      return longs.isEmpty
        ? enterUnlessHeld(shorts, .sell, signal, number, link, resolved, mayBeLate)
        : reverse(longs, .sell, signal, number, link, resolved, mayBeLate)
    case .buyCall, .buyPut:
      let held = optionHoldings(signal, link, .buy)
      return enterUnlessHeld(held, .buy, signal, number, link, resolved)
    case .sellCall, .sellPut:
      let held = optionHoldings(signal, link, .buy)
      if !held.isEmpty { return close(held, signal.part, takingBackOn: held, signal, link, "the option it holds") }
      guard link.mayWriteOptions else {
        // Meant as an exit: an older entry that comes after it is late.
        noteActed(signal, link)
        return .denied(
          Denial(.writingNotAllowed, "\(link.name) holds no such option and may not write options"))
      }
      return enterUnlessHeld(optionHoldings(signal, link, .sell), .sell, signal, number, link, resolved)
    }
  }

  /// Holdings of the link that are open or on their way in.
  private func holdings(of link: Link, where include: (Holding) -> Bool) -> [PositionID] {
    var found: [PositionID] = []
    for index in state.holdings.indices
    where state.holdings[index].position.owner.number == link.id.number && isActive(at: index) {
      if include(state.holdings[index]) { found.append(state.holdings[index].id) }
    }
    return found
  }

  /// What the link holds under the same name on the other exchange, or of another month where the name says only "the
  /// nearest". An exit that finds nothing of the instrument it was resolved to means that: it does not need the exchange.
  private func namesakes(_ signal: Signal, _ link: Link, _ direction: Side?) -> [PositionID] {
    holdings(of: link, direction, named: signal) { $0.means($1) }
  }

  /// Holdings of the link in a direction, or in both, whose instrument fits the name that the signal writes. The name is
  /// read only when there is one to compare with: an exit of a link that is flat costs nothing.
  private func holdings(
    of link: Link, _ direction: Side?, named signal: Signal, where fits: (WrittenName, Instrument) -> Bool
  ) -> [PositionID] {
    var name: WrittenName?
    return holdings(of: link) { holding in
      guard (direction ?? holding.position.direction) == holding.position.direction,
        let held = contract(holding.position.instrument)?.instrument
      else { return false }
      let written = name ?? WrittenName(signal.symbol, nil)
      name = written
      return fits(written, held)
    }
  }

  /// The call (or put) on the signal's underlying that this link holds, whichever strike it was.
  private func optionHoldings(_ signal: Signal, _ link: Link, _ direction: Side) -> [PositionID] {
    guard case .instrument(let resolved) = signal.resolution, let kind = signal.action.optionKind else { return [] }
    return holdings(of: link) { holding in
      guard holding.position.direction == direction, let held = contract(holding.position.instrument) else {
        return false
      }
      return held.instrument.kind == kind && held.instrument.underlying == resolved.instrument.underlying
    }
  }

  /// The options this link holds on a share or index that EXIT names.
  private func optionHoldings(on underlying: Instrument, _ link: Link) -> [PositionID] {
    guard !underlying.kind.isDerivative else { return [] }
    return holdings(of: link) { holding in
      guard let held = contract(holding.position.instrument)?.instrument else { return false }
      return held.kind.isOption && held.underlying == underlying.underlying
    }
  }

  func isActive(_ holding: Holding) -> Bool { holding.position.isOpen || state.orders.hasLiveEntry(of: holding.id) }

  /// The same without copying the holding: every signal asks it of all the day's holdings, and most are flat.
  func isActive(at index: Int) -> Bool {
    state.holdings[index].position.isOpen || state.orders.hasLiveEntry(of: state.holdings[index].position.id)
  }

  /// - Parameters:
  ///   - part: what of them is to be closed; nil closes all.
  ///   - entries: entries that wait for the exit of one of these are taken back if the signal means them too.
  private mutating func close(
    _ positions: [PositionID], _ part: ExitPart?, takingBackOn entries: [PositionID], _ signal: Signal, _ link: Link,
    _ what: String
  ) -> Verdict {
    let meant = meant(positions, by: signal)
    if meant.isEmpty, !positions.isEmpty { return .denied(supersededExit(signal, positions)) }
    noteActed(signal, link, closing: meant)
    let isTakenBack = takeBackNextEntries(of: entries, for: signal, link)
    let open = meant.filter(isHeld)
    let words = open.isEmpty ? nil : leave(part, open, what)
    for id in meant {
      if isHeld(id) { forgetUnneeded(on: id, at: signal) } else { enterAgain(after: id, overtakenBy: signal, link) }
    }
    if let words { return .accepted(words) }
    if isTakenBack { return .accepted("the entry that waited for the exit is taken back") }
    if !meant.isEmpty { return .nothingToDo("\(what) is being closed") }
    let holds = signal.symbol.isEmpty ? "holds nothing" : "does not hold \(what)"
    return .nothingToDo("nothing to close: \(link.name) \(holds)")
  }

  /// Not being closed, or only in part.
  private func isHeld(_ id: PositionID) -> Bool { holdingIndex(id).map { !state.holdings[$0].isBeingClosed } ?? false }

  private mutating func enterUnlessHeld(
    _ held: [PositionID], _ direction: Side, _ signal: Signal, _ number: Int64, _ link: Link,
    _ resolved: ResolvedInstrument, _ mayBeLate: Bool = true
  ) -> Verdict {
    if let denial = pauseObjection { return .denied(denial) }
    if mayBeLate, let denial = superseded(signal, link) { return .denied(denial) }
    if let last = held.last {
      guard held.contains(where: isHeld) else { return awaitExit(of: last, signal, number, link, resolved) }
      noteActed(signal, link)
      for id in held { noteUnneeded(signal, number, link, on: id) }
      return .nothingToDo("\(link.name) already holds \(signal.symbol) \(direction == .buy ? "long" : "short")")
    }
    return enter(direction, signal, number, link, resolved)
  }

  /// SHORT at a link that may not sell short: an exit all the same.
  private mutating func closeOnly(
    _ longs: [PositionID], takingBackOn entries: [PositionID], _ signal: Signal, _ link: Link
  ) -> Verdict {
    let refusal = "\(link.name) may not sell short"
    guard !longs.isEmpty else { return .denied(Denial(.shortNotAllowed, refusal)) }
    let verdict = close(longs, nil, takingBackOn: entries, signal, link, "the long in \(signal.symbol)")
    if case .accepted(let words) = verdict { return .accepted("\(words); \(refusal)") }
    return verdict
  }

  /// Closes the other direction; enters afterwards only if the link reverses, or if an exit of its own closes it.
  private mutating func reverse(
    _ held: [PositionID], _ direction: Side, _ signal: Signal, _ number: Int64, _ link: Link,
    _ resolved: ResolvedInstrument, _ mayBeLate: Bool = true
  ) -> Verdict {
    if mayBeLate, let denial = superseded(signal, link) { return .denied(denial) }
    let isClosedAlready = !held.contains(where: isHeld)
    let what = "the \(direction == .buy ? "short" : "long") in \(signal.symbol)"
    if !isClosedAlready {
      let closing = close(held, nil, takingBackOn: [], signal, link, what)
      guard link.reverses else {
        for id in held { noteUnneeded(signal, number, link, on: id) }
        return closing
      }
    }
    if !isClosedAlready, let denial = entryObjection(signal, link, resolved) {
      return .accepted("closing \(signal.symbol); no entry the other way: \(denial.detail)")
    }
    guard let last = held.last(where: { holdingIndex($0).map(isActive(at:)) ?? false }) else {
      return enter(direction, signal, number, link, resolved)
    }
    return awaitExit(of: last, signal, number, link, resolved)
  }
}
