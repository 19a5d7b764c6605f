import Market
import Storage
import Synchronization
import Trading

@testable import Desk
@testable import Engine
@testable import Web

/// The protocol's other side: decides every alert at once, remembers digests, notes commands.
final class FakeDesk: DeskService {
  enum Manner: Sendable {
    case decides
    case denies(Denial = Denial(.sessionClosed, "NSE is closed"))
    case unavailable(String)
    /// Never answers, until ``release()``.
    case silent
  }

  /// A command as it arrived.
  struct Given: Equatable, Sendable {
    var command: Command
    var account: AccountID?
    var by = "dashboard"
  }

  static let secret = "open-sesame-0123456789abcdef"

  private struct State {
    var manner = Manner.decides
    var accounts = 1
    var status = SampleDay.status
    var numbers: [[UInt8]: Int64] = [:]
    var alerts: [Alert] = []
    var kept: [RefusedAlert] = []
    var strategy: String?
    var commands: [Given] = []
    var subscribers: [AsyncStream<DeskEvent>.Continuation] = []
    var waiting: [CheckedContinuation<Void, Never>] = []
  }
  private let state = Mutex(State())

  init(_ manner: Manner = .decides, accounts: Int = 1) {
    state.withLock {
      $0.manner = manner
      $0.accounts = accounts
    }
  }

  var alerts: [Alert] { state.withLock { $0.alerts } }
  var kept: [RefusedAlert] { state.withLock { $0.kept } }
  func setStrategy(_ name: String) { state.withLock { $0.strategy = name } }
  var commands: [Given] { state.withLock { $0.commands } }

  func update(_ change: @Sendable (inout DeskStatus) -> Void) {
    state.withLock { change(&$0.status) }
    send(.statusChanged)
  }

  /// Then nothing can be closed.
  func holdNothing() {
    update { for account in $0.accounts.indices { $0.accounts[account].openPositions = [] } }
  }

  func send(_ event: DeskEvent) {
    for subscriber in state.withLock({ $0.subscribers }) { subscriber.yield(event) }
  }

  func release() {
    let waiting = state.withLock { state in
      state.manner = .decides
      defer { state.waiting = [] }
      return state.waiting
    }
    for one in waiting { one.resume() }
  }

  // MARK: DeskService

  func link(forSecret secret: String) -> Link? {
    guard secret == Self.secret else { return nil }
    var link = Link(
      id: LinkID(1), name: "Breakout", accounts: [AccountID(1)], sizing: .quantity(Quantity(10)))
    link.strategy = state.withLock { $0.strategy }
    return link
  }

  func keep(_ alert: RefusedAlert) async {
    var alert = alert
    alert.time = SampleDay.time(9, 30)
    state.withLock { [alert] in $0.kept.append(alert) }
    send(.alertRefused(alert, link: "Breakout"))
  }

  func submit(_ alert: Alert, to link: LinkID) async -> SubmitResult {
    let manner = state.withLock { state in
      state.alerts.append(alert)
      return state.manner
    }
    switch manner {
    case .unavailable(let reason): return .unavailable(reason)
    case .silent:
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if case .silent = state.manner {
            state.waiting.append(continuation)
            return false
          }
          return true
        }
        if isOver { continuation.resume() }
      }
      return .unavailable("released")
    case .decides, .denies: return .decided(decisions(alert, link, manner))
    }
  }

  private func decisions(_ alert: Alert, _ link: LinkID, _ manner: Manner) -> [AccountDecision] {
    state.withLock { state in
      let known = state.numbers[alert.bodyDigest]
      let number = known ?? Int64(state.numbers.count + 1)
      state.numbers[alert.bodyDigest] = number
      let signal = Signal(
        id: SignalID(alert.id ?? "digest"), bodyDigest: 1, link: link, source: .webhook, action: alert.action,
        symbol: alert.symbol, resolution: .none, received: SampleDay.time(9, 30))
      let denial = if case .denies(let denial) = manner { denial } else { Denial?.none }
      let decision = Decision(
        number: number, signal: signal, instrument: nil, outcome: denial == nil ? .accepted : .denied, denial: denial,
        reason: denial?.detail ?? "10 \"\(alert.symbol)\" at the market", time: SampleDay.time(9, 30))
      return (0..<state.accounts).map {
        AccountDecision(account: AccountID(Int32($0 + 1)), decision: decision, isDuplicate: known != nil)
      }
    }
  }

  func command(_ command: Command, account: AccountID?, by: String) async -> CommandResult {
    state.withLock { $0.commands.append(Given(command: command, account: account, by: by)) }
    if case .clearHalt = command { return .refused("nothing is halted") }
    return .done("done")
  }

  func status() -> DeskStatus { state.withLock { $0.status } }

  func events() -> AsyncStream<DeskEvent> {
    let (stream, continuation) = AsyncStream<DeskEvent>.makeStream(bufferingPolicy: .bufferingNewest(256))
    state.withLock { $0.subscribers.append(continuation) }
    return stream
  }

  func metrics() -> [Metric] {
    [
      Metric("sarathi_signals_total", .counter, 12, help: "Signals decided."),
      Metric("sarathi_commit_seconds", .gauge, 0.0025, help: "Last commit,\nin seconds."),
      Metric("sarathi queue-depth", .gauge, .nan, help: "Back\\slash"),
    ]
  }
}

/// A history held in memory.
struct FakeHistory: DeskHistory {
  struct Broken: Error, CustomStringConvertible {
    var description: String { "the table is locked" }
  }
  var decisionRows: [DecisionRow] = []
  var incidentRows: [IncidentRow] = []
  var refusedRows: [RefusedAlertRow] = []
  var orderRows: [OrderRow] = []
  var tradeRows: [TradeRow] = []
  var report: String?
  var isBroken = false

  func decisions(latest: Int) async throws -> [DecisionRow] { try checked(decisionRows) }
  func incidents(latest: Int) async throws -> [IncidentRow] { try checked(incidentRows) }
  func refusedAlerts(latest: Int) async throws -> [RefusedAlertRow] { try checked(refusedRows) }
  func orders(on day: TradingDay) async throws -> [OrderRow] { try checked(orderRows) }
  func trades(on day: TradingDay) async throws -> [TradeRow] { try checked(tradeRows) }
  func dayReport(of account: AccountID, on day: TradingDay) async throws -> String? { report }

  private func checked<Row>(_ rows: [Row]) throws -> [Row] {
    if isBroken { throw Broken() }
    return rows
  }
}
