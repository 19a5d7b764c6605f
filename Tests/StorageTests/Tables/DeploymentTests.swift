import GRDB
import Market
import Storage
import TestSupport
import Testing
import Trading

@testable import Engine

@Suite("Deployments are kept with every change")
struct DeploymentTests {
  let fixture: JournalFixture
  let time = Timestamp(unixSeconds: 1_622_519_150)

  init() throws { fixture = try JournalFixture() }

  private var deployment: Deployment {
    Deployment(
      id: DeploymentID(1), strategy: "ema-crossover", parameters: [.init("fast", "9"), .init("seed", "sma")],
      kind: .strategy, link: LinkID(101), instruments: [.init(exchange: .nse, symbol: "SBIN")],
      interval: .minutes(5), history: ["/data/sbin.csv"], at: time)
  }

  @Test("a deployment comes back as it was written, and its changes are listed")
  func roundTrip() throws {
    let journal = try fixture.open()
    let paused = deployment.changed(to: .paused, at: time + .seconds(5))
    let stopped = paused.changed(to: .stopped, closing: true, at: time + .seconds(9))
    for state in [deployment, paused, stopped] {
      try journal.commit(CommitBatch(storeRows: [.deployment(state)]))
      #expect(try journal.deployments() == [state])
    }
    let reader = try DeskReader(fixture.file)
    #expect(try reader.deployments() == [stopped])
    let changes = try reader.changes(of: DeploymentID(1))
    #expect(changes.map(\.number) == [1, 2, 3])
    #expect(changes.map(\.state) == [.running, .paused, .stopped])
    #expect(changes.last?.closing == 1)
  }

  @Test("a strategy's signal is kept once, the newest first")
  func signals() throws {
    let journal = try fixture.open()
    for (index, reason) in ["first", "second", "a repeat"].enumerated() {
      let number = min(index, 1)
      let signal = StrategySignal(
        id: "strategy:1:NSE:SBIN:\(number)", deployment: DeploymentID(1), link: LinkID(1), symbol: "NSE:SBIN",
        action: "BUY", confidence: 70, reason: reason, stop: "398.10", target: nil,
        time: time + .seconds(Int64(number)))
      try journal.commit(CommitBatch(storeRows: [.strategySignal(signal)]))
    }
    let signals = try DeskReader(fixture.file).signals(of: DeploymentID(1))
    #expect(signals.map(\.reason) == ["second", "first"])
    #expect(signals.first?.stop == "398.10")
  }

  @Test(
    "a row that was damaged is named with its table and column",
    arguments: [
      ("kind", "'nonsense'"), ("state", "'asleep'"), ("body", "'{}'"), ("body", "x'00'"), ("candle", "0"),
      ("link", "'one'"), ("created", "null_text"),
      ("body", "'{\"parameters\":[],\"instruments\":[],\"history\":[],\"closing\":[]}'"),
    ])
  func damaged(_ column: String, _ value: String) throws {
    let journal = try fixture.open()
    try journal.commit(CommitBatch(storeRows: [.deployment(deployment)]))
    try journal.close()
    try fixture.tamper("update deployments set \(column) = \(value == "null_text" ? "'never'" : value)")
    let error = storageError { _ = try fixture.open().deployments() }
    #expect(error?.kind == .damaged)
    #expect(error?.description.contains("deployments") == true, "\(String(describing: error))")
    #expect(error?.description.contains(column) == true, "\(String(describing: error))")
  }

  @Test("a database of the version before has its links and journal, and takes deployments")
  func migration() throws {
    do {
      let journal = try fixture.open()
      let link = Link(id: LinkID(1), name: "A", accounts: [AccountID(1)], sizing: .lots(2))
      try journal.commit(
        CommitBatch([.command(1)], storeRows: [.link(link, secret: "a-secret-of-the-test", at: time)]))
      try journal.checkpoint()
      try journal.close()
    }
    try fixture.tamper(
      """
      drop table deployments; drop table deployment_changes; drop table strategy_signals; drop table refused_alerts;
      update schema_version set version = 1
      """)
    #expect(storageError { _ = try DeskReader(fixture.file) }?.kind == .missing, "a reader changes nothing")
    let journal = try fixture.open()
    #expect(try journal.links().map(\.link.name) == ["A"])
    #expect(journal.head(of: AccountID(1)) == 1)
    #expect(try journal.deployments().isEmpty)
    try journal.commit(CommitBatch(storeRows: [.deployment(deployment)]))
    #expect(try DeskReader(fixture.file).deployments() == [deployment])
    #expect(try fixture.verify().findings.isEmpty)
  }
}
