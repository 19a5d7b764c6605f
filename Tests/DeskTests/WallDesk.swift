import Desk
import Engine
import Foundation
import Logging
import Market
import Simulation
import Storage
import Synchronization
import TestSupport
import Testing
import Trading

/// A paper desk in a folder of its own under a wall's clock that the test sets: days pass, the process ends and starts
/// again. Requests are carried to the simulated exchanges at once.
final class WallDesk {
  let folder = FileManager.default.temporaryDirectory.appending(path: "sarathi-wall-\(UUID().uuidString)")
  private let clock = Clock()
  private var running: DeskLoop?
  private let waiting: Requests
  private let accounts: [AccountSettings]
  private let link: Link
  private var registry: InstrumentRegistry
  private var volume: Int64 = 0
  private var alerts = 0
  /// Asked instead of the simulated exchange where it answers.
  var brokerSays: (AccountID, BrokerRequest) -> Event? = { _, _ in nil }

  final class Clock: Sendable {
    private let hands = Mutex(Timestamp.distantPast)
    var time: Timestamp {
      get { hands.withLock { $0 } }
      set { hands.withLock { $0 = newValue } }
    }
  }

  final class Requests {
    var all: [(account: AccountID, request: BrokerRequest, time: Timestamp)] = []
  }

  static let friday: TradingDay = TradingDay(parsing: "2026-08-14") ?? TradingDay(daysSince1970: 0)
  static let monday = friday.advanced(by: 3)
  static let terms = ContractTerms(
    lotSize: Quantity(1), tickSize: Price(rupees: 0, paise: 5), freezeQuantity: .maximum,
    sessionClass: .cashWithDerivatives)
  static let share = InstrumentID(0)

  /// - Parameters:
  ///   - days: for which today's terms are in.
  ///   - change: the link buys 100 SBIN for delivery, carries them, and protects with a stop 1 % away, unless changed.
  init(
    on day: TradingDay = friday, at time: TimeOfDay = TimeOfDay(9, 20), accounts count: Int32 = 1,
    days: [TradingDay] = [friday, monday, monday.advanced(by: 1)],
    terms: (TradingDay) -> ContractTerms = { _ in terms },
    change: (inout Link) -> Void = { _ in }
  ) throws {
    clock.time = Timestamp(day: day, time: time)
    accounts = (1...count).map {
      AccountSettings(id: AccountID($0), name: "Paper \($0)", capital: Money(rupees: 1_000_000))
    }
    var link = Link(
      id: LinkID(1), name: "Test", accounts: accounts.map(\.id), sizing: .quantity(Quantity(100)),
      exitPlan: ExitPlan(stop: .distance(.basisPoints(100))))
    link.product = .cnc
    link.closePolicy = .carry
    change(&link)
    self.link = link
    registry = InstrumentRegistry()
    let id = registry.register(.equity("SBIN"))
    for day in days { registry.setTerms(terms(day), for: id, on: day) }
    waiting = Requests()
    running = try Self.makeLoop(folder, accounts, registry, clock, waiting)
    try loop.define([(link, "a-secret-of-the-test")], at: clock.time)
    try begin()
  }

  private static func makeLoop(
    _ folder: URL, _ accounts: [AccountSettings], _ registry: InstrumentRegistry, _ clock: Clock, _ waiting: Requests
  ) throws -> DeskLoop {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    var setup = DeskSetup(
      folder: try DataFolder(folder, reserveBytes: 0), clock: .wall, accounts: accounts, registry: registry,
      exchange: ExchangeSettings(latency: .zero), seed: 1, version: "test", logger: logger)
    setup.wallTime = { clock.time }
    setup.incarnation = { 7 }
    return try DeskLoop(setup) { account, requests, time in
      // Every request here leaves at once: there is nothing to take back.
      for request in requests where request.expectsAnswer { waiting.all.append((account, request, time)) }
      return []
    }
  }

  private func begin() throws {
    try loop.restore(histories: [:]) { fatalError("\($0)") }
    try loop.startDay()
    try settle()
    try loop.takeUpUnfinished()
    try settle()
  }

  var loop: DeskLoop {
    guard let running else { preconditionFailure("the process runs") }
    return running
  }

  var database: URL { folder.appending(path: "sarathi.sqlite") }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  var now: Timestamp { clock.time }

  /// Everything that waits is done, the brokers' answers too.
  func settle() throws {
    try loop.drain()
    while !waiting.all.isEmpty {
      let sent = waiting.all
      waiting.all = []
      for (account, request, time) in sent {
        loop.answered(account, brokerSays(account, request) ?? answer(account, request, at: time))
      }
      try loop.drain()
    }
  }

  private func answer(_ account: AccountID, _ request: BrokerRequest, at time: Timestamp) -> Event {
    guard let paper = loop.paperBroker(of: account) else { preconditionFailure("each account is on paper") }
    switch request {
    case .place(let order, let number, let attempt, let tag):
      return .placed(number, attempt: attempt, paper.place(order, tag: tag, at: time))
    case .modify(let number, let id, let terms): return .changed(number, paper.modify(id, to: terms, at: time))
    case .cancel(let number, let id): return .changed(number, paper.cancel(id, at: time))
    case .lookUp(let number, let id, let tag, _): return .lookedUp(number, paper.lookUp(id, tag: tag, at: time))
    case .snapshot, .recall:
      switch paper.snapshot(at: time) {
      case .success(let snapshot): return .snapshot(snapshot)
      case .failure(let unavailable): return .snapshotFailed(unavailable.reason)
      }
    }
  }

  /// The clock moves; deadlines are met in order.
  func advance(to time: TimeOfDay, on day: TradingDay) throws {
    let end = Timestamp(day: day, time: time)
    while true {
      let midnight = Timestamp(day: now.istDay.advanced(by: 1), time: TimeOfDay(0, 0))
      let due = min(max(loop.nextDue ?? end, now), midnight)
      guard due < end else { break }
      clock.time = due
      try loop.wake()
      try settle()
    }
    clock.time = end
    try loop.wake()
    try settle()
    if loop.nextDue.map({ $0 <= end }) ?? false {
      try loop.wake()
      try settle()
    }
  }

  /// A price now, `traded` shares after the one before.
  func price(_ price: String, traded: Int64 = 100_000) throws {
    volume += traded
    clock.time = clock.time + .milliseconds(200)
    try loop.receive(
      Tick(instrument: Self.share, price: Price(parsing: price) ?? .zero, volume: volume, time: clock.time))
    try settle()
  }

  /// An alert, a price for it to be sized by and a price for its order to fill at.
  func trade(_ action: Action, at price: String) throws {
    try alert(action)
    for _ in 1...2 { try self.price(price) }
  }

  func forgetVolume() { volume = 0 }

  @discardableResult
  func alert(_ action: Action, time: Timestamp? = nil) throws -> [Decision] {
    alerts += 1
    var decisions: [Decision] = []
    let alert = Alert(
      action: action, symbol: "SBIN", time: time, id: "alert \(alerts)", bodyDigest: [UInt8](repeating: 1, count: 32))
    loop.submit(alert, to: link.id) { result in
      if case .decided(let decided) = result { decisions = decided.map(\.decision) }
    }
    try settle()
    return decisions
  }

  /// The process ends and starts again, at once or at `time`. A process that died had no time to take a snapshot.
  func restart(at time: Timestamp? = nil) throws {
    loop.close()
    // Its lock on the folder goes with it.
    running = nil
    waiting.all = []
    if let time { clock.time = time }
    running = try Self.makeLoop(folder, accounts, registry, clock, waiting)
    try begin()
  }

  func state(_ account: Int32 = 1) throws -> AccountState { try #require(loop.state(of: AccountID(account))) }

  func held(_ account: Int32 = 1) throws -> Quantity {
    try state(account).holdings.reduce(.zero) { $0 + $1.position.openQuantity }
  }

  /// Live orders at the broker, as a trader reads them.
  func resting(_ account: Int32 = 1) throws -> [String] {
    let paper = try #require(loop.paperBroker(of: AccountID(account)))
    guard case .success(let book) = paper.snapshot(at: now) else { return [] }
    return book.orders.filter { !$0.status.isFinal }.map { order in
      "\(order.terms.side.rawValue) \(order.terms.quantity - order.filledQuantity) at "
        + "\(order.terms.pricing.trigger.map { "\($0)" } ?? "market")"
    }
  }

  func incidents() throws -> [String] {
    let reader = try DeskReader(database)
    return try reader.incidents().map(\.text)
  }
}
