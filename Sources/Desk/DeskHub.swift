import Engine
import Market
import Storage
import Synchronization
import Trading

/// What the outside may see of the desk without entering its loop: status, recent decisions, events, counters.
///
/// Written after each commit by the loop; read from anywhere.
package final class DeskHub: Sendable {
  struct Counters {
    var alerts = 0
    var duplicates = 0
    var unavailable = 0
    var commits = 0
    var journalRecords = 0
    var brokerRequests = 0
    var ticks = 0
    var refusedTicks = 0
    var triggers = 0
    var fills = 0
    var incidents = 0
    var slowPeriods = 0
    var isSlow = false
    var isDamaged = false
    var use: FolderUse?
  }

  private struct State {
    var status: DeskStatus
    var counters = Counters()
    var listeners: [Int: AsyncStream<DeskEvent>.Continuation] = [:]
    var nextListener = 0
    /// Newest decisions by account and number, for repeats. Bounded; the oldest go.
    var decisions: [DecisionKey: Decision] = [:]
    var decisionOrder: [DecisionKey] = []
    var linksBySecretHash: [String: Link] = [:]
  }
  private struct DecisionKey: Hashable {
    var account: AccountID
    var number: Int64
  }
  private static let rememberedDecisions = 20_000

  private let state: Mutex<State>

  init(version: String) {
    state = Mutex(
      State(
        status: DeskStatus(
          version: version, time: .distantPast, day: nil, isReady: false, notReadyBecause: "starting", accounts: [],
          replayProgress: nil)))
  }

  // MARK: Written by the loop

  func count(_ counter: WritableKeyPath<Counters, Int>, by amount: Int = 1) {
    state.withLock { $0.counters[keyPath: counter] += amount }
  }

  func setSlow(_ isSlow: Bool) {
    state.withLock { state in
      if isSlow { state.counters.slowPeriods += 1 }
      state.counters.isSlow = isSlow
    }
  }

  func setDamaged() { state.withLock { $0.counters.isDamaged = true } }

  func set(_ use: FolderUse) { state.withLock { $0.counters.use = use } }

  func set(_ status: DeskStatus) { state.withLock { $0.status = status } }

  func setLinks(_ links: [(hash: String, link: Link)]) {
    let byHash = Dictionary(links.map { ($0.hash, $0.link) }) { _, last in last }
    state.withLock { $0.linksBySecretHash = byHash }
  }

  /// - Parameter symbol: asked for only when somebody listens.
  func publish(_ account: AccountID, _ record: Record, symbol: @autoclosure () -> String?) {
    state.withLock { state in
      switch record {
      case .decision(let decision): Self.remember(decision, account, &state)
      case .fill: state.counters.fills += 1
      case .incident: state.counters.incidents += 1
      case .order, .position, .trade, .tradeReopened, .stopMoved, .account: break
      }
      guard !state.listeners.isEmpty else { return }
      let event = DeskEvent.record(account, record, symbol: symbol())
      for listener in state.listeners.values { listener.yield(event) }
    }
  }

  func publishDuplicate(_ account: AccountID, _ decision: Decision) {
    state.withLock { state in
      state.counters.duplicates += 1
      for listener in state.listeners.values { listener.yield(.duplicate(account, decision)) }
    }
  }

  func announce(_ event: DeskEvent) {
    state.withLock { state in
      for listener in state.listeners.values { listener.yield(event) }
    }
  }

  private static func remember(_ decision: Decision, _ account: AccountID, _ state: inout State) {
    let key = DecisionKey(account: account, number: decision.number)
    if state.decisions.updateValue(decision, forKey: key) == nil { state.decisionOrder.append(key) }
    if state.decisionOrder.count > 2 * rememberedDecisions {
      for key in state.decisionOrder.prefix(rememberedDecisions) { state.decisions[key] = nil }
      state.decisionOrder.removeFirst(rememberedDecisions)
    }
  }

  // MARK: Read from anywhere

  var status: DeskStatus { state.withLock { $0.status } }
  var counters: Counters { state.withLock { $0.counters } }

  func decision(_ account: AccountID, _ number: Int64) -> Decision? {
    state.withLock { $0.decisions[DecisionKey(account: account, number: number)] }
  }

  /// How long a look takes tells something about digests at most, and nobody can choose a digest.
  func link(forSecretHash hash: String) -> Link? { state.withLock { $0.linksBySecretHash[hash] } }

  func events(
    buffering policy: AsyncStream<DeskEvent>.Continuation.BufferingPolicy = .bufferingNewest(256)
  ) -> AsyncStream<DeskEvent> {
    let (stream, continuation) = AsyncStream.makeStream(of: DeskEvent.self, bufferingPolicy: policy)
    let id = state.withLock { state -> Int in
      state.nextListener += 1
      state.listeners[state.nextListener] = continuation
      return state.nextListener
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.listeners.removeValue(forKey: id) }
    }
    return stream
  }

  /// Ends every stream: the desk is stopping.
  func finish() {
    let listeners = state.withLock { state -> [AsyncStream<DeskEvent>.Continuation] in
      defer { state.listeners.removeAll() }
      return Array(state.listeners.values)
    }
    for listener in listeners { listener.finish() }
  }
}
