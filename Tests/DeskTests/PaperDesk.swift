import Desk
import Engine
import Foundation
import Logging
import Market
import Simulation
import Storage
import TestSupport
import Testing
import Trading

/// A desk in a folder of its own, on the tape's clock, trading one or two shares.
final class PaperDesk {
  static let day = TradingDay(daysSince1970: 18_779)  // 2021-06-01, a Tuesday
  let folder: URL
  private let accounts: [AccountSettings]
  private(set) var link: Link
  /// Links besides ``link``.
  var otherLinks: [Link] = []
  var shelf = StrategyShelf.builtIn
  /// Names of files in the folder that remember where the journal ends.
  var anchors: [String] = []
  /// Counts the desk's starts; nil: nobody does.
  var starts: (@Sendable (DataFolder) -> StartLog)?
  var brokerTap: (@Sendable (any Broker) -> any Broker)?

  init(
    accounts count: Int = 1, capital: Money = Money(rupees: 1_000_000), limits: RiskLimits? = nil, folder: URL? = nil
  ) {
    self.folder =
      folder ?? FileManager.default.temporaryDirectory.appending(path: "sarathi-desk-\(UUID().uuidString)")
    accounts = (1...count).map {
      var account = AccountSettings(id: AccountID(Int32($0)), name: "Paper \($0)", capital: capital)
      if let limits { account.limits = limits }
      return account
    }
    var link = Link(
      id: LinkID(1), name: "Test", accounts: accounts.map(\.id), sizing: .quantity(Quantity(100)),
      exitPlan: ExitPlan(stop: .distance(.basisPoints(100)), target: .distance(.basisPoints(200))))
    link.duplicateWindow = .seconds(20)
    self.link = link
  }

  func change(_ body: (inout Link) -> Void) { body(&link) }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  static func registry() -> InstrumentRegistry {
    var registry = InstrumentRegistry()
    let terms = ContractTerms(
      lotSize: Quantity(1), tickSize: Price(rupees: 0, paise: 5), freezeQuantity: .maximum,
      sessionClass: .cashWithDerivatives)
    for symbol in ["SBIN", "TCS"] {
      registry.setTerms(terms, for: registry.register(.equity(symbol)), on: day)
    }
    return registry
  }

  static func time(_ text: String) -> Timestamp {
    Timestamp(day: day, time: TimeOfDay(parsing: text) ?? TimeOfDay(0, 0))
  }

  static func tick(_ time: String, _ price: String, instrument: Int32 = 0, volume: Int64 = 0) -> Tick {
    Tick(
      instrument: InstrumentID(instrument), price: Price(parsing: price) ?? .zero, volume: volume,
      time: self.time(time))
  }

  /// Opens the folder, recovers, and plays `ticks` up to their end or from where the folder is.
  func open(ticks: [Tick]) async throws -> Desk {
    let desk = try await start()
    let done = try await desk.startReplay(of: Self.day, ticks: ticks, instruments: try await instruments(of: desk))
    await desk.replay(ticks[done...])
    return desk
  }

  /// Opens the folder, recovers, and plays `ticks` with what happens between them, up to the end of the day.
  func play(_ ticks: [Tick], cues: (Desk) -> [TapeReplayer.Cue]) async throws -> Desk {
    let desk = try await start()
    let replayer = TapeReplayer(
      day: Self.day, ticks: ticks, instruments: try await instruments(of: desk), cues: cues(desk), speed: nil)
    try await replayer.run(into: desk) {}
    return desk
  }

  /// A desk that has read its folder and waits for a day.
  func start() async throws -> Desk {
    let desk = try make()
    let links = [(link, "a-secret-of-the-test")] + otherLinks.map { ($0, "a-secret-of-link-\($0.id.number)") }
    try await desk.define(links.map { ($0.0, $0.1) }, at: Self.time("09:00"))
    try await desk.start()
    return desk
  }

  /// The same, with the links as the folder has them.
  func restart() async throws -> Desk {
    let desk = try make()
    try await desk.start()
    return desk
  }

  private func make() throws -> Desk {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    var setup = DeskSetup(
      folder: try DataFolder(folder, reserveBytes: 0), clock: .tape, accounts: accounts, registry: Self.registry(),
      seed: 1, version: "test", logger: logger)
    setup.strategies = shelf
    setup.brokerTap = brokerTap
    if let starts { setup.starts = { [folder = setup.folder] in starts(folder) } }
    setup.anchors = anchors.map { folder.appending(path: $0) }
    return try Desk(setup)
  }

  func instruments(of desk: Desk) async throws -> [ResolvedInstrument] {
    var instruments: [ResolvedInstrument] = []
    for symbol in ["SBIN", "TCS"] {
      instruments.append(try #require(await desk.resolved(.equity(symbol), on: Self.day)))
    }
    return instruments
  }

  var database: URL { folder.appending(path: "sarathi.sqlite") }

  func alert(_ action: Action, _ symbol: String, id: String? = nil, at time: String? = nil) -> Alert {
    var digest = [UInt8](repeating: 0, count: 32)
    for (index, byte) in "\(action.rawValue) \(symbol)".utf8.enumerated() { digest[index % 32] ^= byte }
    return Alert(action: action, symbol: symbol, time: time.map(Self.time), id: id, bodyDigest: digest)
  }

  func decide(_ desk: Desk, _ alert: Alert) async -> [AccountDecision] {
    let result = await desk.submit(alert, to: link.id)
    await desk.settle()
    guard case .decided(let decisions) = result else { return [] }
    return decisions
  }
}
