import Market
import Trading

/// Late signals: an older one than the last that acted is superseded; an exit still ends the trade it can have meant.
extension AccountEngine {
  /// What stands against an entry, or a turn, because a newer signal has acted already. Equal times keep the order in which
  /// they came: the exit and the entry of one candle are both meant.
  func superseded(_ signal: Signal, _ link: Link) -> Denial? {
    guard !signal.isPersonal, let last = state.signalOrder.last(link.id, signal.subjects), signal.ordered < last else {
      return nil
    }
    return overtaken(signal, link, by: last)
  }

  func overtaken(_ signal: Signal, _ link: Link, by newer: Timestamp) -> Denial {
    denial(signal, "a newer signal of \(link.name), dated \(words(newer, beside: signal)), has been acted on")
  }

  /// Whether a signal was decided before. One with neither id nor time of its own is known by its words only: once another
  /// decision has been acted on, the same words are a new signal. So is an id without a time that comes again later.
  func recognise(_ signal: Signal, at now: Timestamp) -> SignalMemory.Recognition {
    let isNews = { earlier in state.signalOrder.lastDecision(signal.link, signal.subjects) > earlier }
    switch state.memory.recognise(signal, at: now) {
    case .duplicate(let earlier): return !signal.hasIdentity && isNews(earlier) ? .new : .duplicate(of: earlier)
    case .likelyDuplicate(let earlier): return isNews(earlier) ? .new : .duplicate(of: earlier)
    case .conflict(let earlier): return .conflict(with: earlier)
    case .new: return .new
    }
  }

  /// Those of `positions` that an exit can have meant: trades entered by a signal no newer than it.
  func meant(_ positions: [PositionID], by signal: Signal) -> [PositionID] {
    guard !signal.isPersonal else { return positions }
    return positions.filter { id in holdingIndex(id).map { state.holdings[$0].entrySignal <= signal.ordered } ?? false }
  }

  /// An exit that came after its trade was over, while another is running.
  func supersededExit(_ signal: Signal, _ positions: [PositionID]) -> Denial {
    let entered = positions.compactMap { id in holdingIndex(id).map { state.holdings[$0].entrySignal } }.min()
    let when = entered.map { words($0, beside: signal) } ?? "later"
    return denial(signal, "what is held was entered by a signal dated \(when)")
  }

  mutating func noteActed(_ signal: Signal, _ link: Link, closing positions: [PositionID] = []) {
    var subjects = signal.subjects
    if subjects.isEmpty {
      subjects = positions.compactMap { id in
        holdingIndex(id).map { .instrument(state.holdings[$0].position.instrument) }
      }
    }
    let decision = state.memory.decision(on: signal) ?? state.lastDecision
    state.signalOrder.acted(link.id, subjects, at: signal.ordered, decision: decision)
  }

  private func denial(_ signal: Signal, _ what: String) -> Denial {
    Denial(.superseded, "the signal is dated \(signal.ordered.istTime); \(what)")
  }

  private func words(_ time: Timestamp, beside signal: Signal) -> String {
    if time.istDay != signal.ordered.istDay { return "\(time.istDay) \(time.istTime)" }
    let isSameSecond = time.istTime.description == signal.ordered.istTime.description
    return isSameSecond ? "\(time.istTime), \(time - signal.ordered) later" : "\(time.istTime)"
  }
}
