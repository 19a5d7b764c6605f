import Desk
import Engine
import Foundation
import Market
import Storage
import Strategies
import TestSupport
import Testing
import Trading

@Suite("A strategy deployed on the desk")
struct DeployedStrategyTests {
  /// A price each ten seconds for five minutes: 400.00, 400.10, 400.20 …
  private let ticks = (0..<30).map { index in
    Tick(
      instrument: InstrumentID(0), price: Price(raw: 4_000_000 + Int64(index) * 1000), volume: 0,
      time: PaperDesk.time("09:15:00") + .seconds(Int64(index) * 10))
  }

  private func run(
    _ paper: PaperDesk, _ deployments: [Deployment], ticks: [Tick]? = nil
  ) async throws -> Desk {
    try keep(deployments, in: paper)
    return try await paper.open(ticks: ticks ?? self.ticks)
  }

  private func keep(_ deployments: [Deployment], in paper: PaperDesk) throws {
    let folder = try DataFolder(paper.folder, reserveBytes: 0)
    let journal = try Journal(folder.database, engineVersion: "1")
    try journal.commit(CommitBatch(storeRows: deployments.map { .deployment($0) }))
    try journal.close()
  }

  private func decisions(_ paper: PaperDesk) throws -> [DecisionRow] {
    try DeskReader(paper.database).decisions().reversed()
  }

  @Test(
    "A deployed strategy signals at the end of its candle, before the next price, with an id of deployment and candle")
  func acts() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    paper.shelf = .test(script: [2: Wish(.buy, confidence: 70, reason: "told so"), 4: Wish(.sell, reason: "enough")])
    let desk = try await run(paper, [.test("script")])
    await desk.stop()
    let decisions = try decisions(paper)
    #expect(decisions.map(\.action) == [.buy, .sell])
    #expect(decisions.map(\.time) == [PaperDesk.time("09:17:00"), PaperDesk.time("09:19:00")])
    #expect(decisions.map(\.source) == [.strategy, .strategy])
    #expect(decisions.first?.signal == "strategy:1:NSE:SBIN:2021-06-01T09:17:00+05:30")
    #expect(decisions.map(\.outcome) == [.accepted, .accepted])
    let reader = try DeskReader(paper.database)
    let trade = try #require(try reader.trades().first)
    // A request takes 50 ms, so the price of the candle's end itself is missed.
    #expect(trade.entryPrice == "401.30")
    #expect(trade.exitPrice == "402.50")
    let signals = try reader.signals(of: DeploymentID(1))
    #expect(signals.map(\.reason) == ["enough", "told so"])
    #expect(signals.map(\.confidence) == [100, 70])
  }

  @Test("A candle without ticks closes on time; signals during warm-up are dropped")
  func silentAndCold() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let all = Wish(.buy, reason: "always")
    paper.shelf = .test(script: [1: all, 2: all, 3: all], warmUp: 1)
    // After 09:16:50 only the other share has prices.
    let quiet = Array(ticks.prefix(12)) + [PaperDesk.tick("09:17:30", "3000.00", instrument: 1)]
    let desk = try await run(paper, [.test("script")], ticks: quiet)
    await desk.stop()
    #expect(try decisions(paper).map(\.time) == [PaperDesk.time("09:17:00")])
  }

  @Test("A strategy's stop and target replace those of the link")
  func levels() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    paper.shelf = .test(script: [1: Wish(.buy, reason: "x", stop: 398.126, target: 409.987)])
    let desk = try await run(paper, [.test("script")])
    let open = try #require(desk.status().accounts.first?.openPositions.first)
    #expect(open.stop == "398.10")
    #expect(open.target == "410.00")
    await desk.stop()
  }

  @Test(
    "A paused strategy drops its signals and stays warm; resumed it signals again; stopped it leaves its position open")
  func states() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    paper.shelf = .test(script: [
      1: Wish(.buy, reason: "in"), 2: Wish(.sell, reason: "dropped"), 4: Wish(.sell, reason: "after stop"),
    ])
    let desk = try await run(paper, [.test("script")], ticks: Array(ticks.prefix(8)))
    #expect(try await desk.setState(DeploymentID(1), .paused).state == .paused)
    await desk.replay(ticks[8..<14])
    #expect(desk.status().accounts.first?.openPositions.count == 1)
    _ = try await desk.setState(DeploymentID(1), .running)
    _ = try await desk.setState(DeploymentID(1), .stopped)
    await desk.replay(ticks[14...])
    #expect(desk.status().accounts.first?.openPositions.count == 1)
    await #expect(throws: DeskError.self) { _ = try await desk.setState(DeploymentID(1), .running) }
    await desk.stop()
    #expect(try decisions(paper).map(\.action) == [.buy])
    let changes = try DeskReader(paper.database).changes(of: DeploymentID(1))
    #expect(changes.map(\.state) == [.running, .paused, .running, .stopped])
  }

  @Test("A strategy stopped with its positions sends one EXIT with the next price, also after a restart")
  func stopAndClose() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    paper.shelf = .test(script: [1: Wish(.buy, reason: "in")])
    do {
      let desk = try await run(paper, [.test("script")], ticks: Array(ticks.prefix(8)))
      await desk.stop()
    }
    let deployed = try #require(try DeskReader(paper.database).deployments().first)
    try keep([deployed.changed(to: .stopped, closing: true, at: PaperDesk.time("09:16:11"))], in: paper)
    let again = try await paper.open(ticks: ticks)
    #expect(again.status().accounts.first?.openPositions.isEmpty == true)
    await again.stop()
    #expect(try decisions(paper).map(\.action) == [.buy, .exit])
    #expect(try DeskReader(paper.database).deployments().first?.closing == [])
  }

  @Test("A strategy deployed during the day has seen the day so far and signals from then on")
  func midday() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    paper.shelf = .test(script: [1: Wish(.buy, reason: "past"), 3: Wish(.buy, reason: "now")], warmUp: 2)
    let desk = try await paper.open(ticks: Array(ticks.prefix(14)))
    let deployed = try await desk.deploy(.test("script"))
    #expect(deployed.id == DeploymentID(1))
    await desk.replay(ticks[14...])
    await desk.stop()
    #expect(try decisions(paper).map(\.time) == [PaperDesk.time("09:18:00")])
  }

  @Test("a second strategy on the same link and instrument, an unknown link and an unknown strategy are refused")
  func refused() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    paper.shelf = .test()
    let desk = try await run(paper, [.test("script")])
    await #expect(throws: DeskError.self) { _ = try await desk.deploy(.test("follower", on: ["TCS", "SBIN"])) }
    await #expect(throws: DeskError.self) { _ = try await desk.deploy(.test("follower", link: 9)) }
    await #expect(throws: DeskError.self) { _ = try await desk.deploy(.test("nonsense", on: ["TCS"])) }
    #expect(await desk.deployments().count == 1)
    await desk.stop()
  }

  @Test("A strategy that cannot be created is named, and the desk starts without it")
  func trouble() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    paper.shelf = .test(script: [1: Wish(.buy, reason: "in")])
    var other = Deployment.test("nonsense", on: ["TCS"])
    other.id = DeploymentID(2)
    let desk = try await run(paper, [.test("script"), other])
    let troubles = await desk.deployments().map(\.trouble)
    #expect(troubles.first == .some(nil))
    #expect(troubles.last??.contains("nonsense") == true)
    #expect(desk.status().accounts.first?.openPositions.count == 1)
    await desk.stop()
  }

  @Test("an exit strategy closes what an alert opened, and leaves other links alone")
  func exits() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    var other = paper.link
    other.id = LinkID(2)
    other.name = "Other"
    paper.otherLinks = [other]
    paper.shelf = .test(patience: 1)
    let desk = try await run(paper, [.test("patience", on: [], kind: .exit)], ticks: Array(ticks.prefix(2)))
    _ = await paper.decide(desk, paper.alert(.buy, "SBIN", id: "one"))
    _ = await desk.submit(paper.alert(.buy, "SBIN", id: "two"), to: other.id)
    await desk.replay(ticks[2...])
    #expect(desk.status().accounts.first?.openPositions.map(\.link) == ["Other"])
    await desk.stop()
    let closing = try #require(try decisions(paper).last)
    #expect(closing.action == .sell)
    #expect(closing.link == LinkID(1))
    #expect(closing.signal.hasPrefix("strategy:1:"))
    #expect(try DeskReader(paper.database).trades().first?.exitReason == .signal)
  }

  @Test("An exit strategy judges each account by its own position: one that entered later is closed later")
  func exitsByAccount() async throws {
    let paper = PaperDesk(accounts: 2)
    defer { paper.remove() }
    paper.shelf = .test(patience: 1)
    let desk = try await run(paper, [.test("patience", on: [], kind: .exit)], ticks: Array(ticks.prefix(2)))
    func open() -> [Int] { desk.status().accounts.map(\.openPositions.count) }
    _ = await desk.command(.pause, account: AccountID(2), by: "test")
    _ = await paper.decide(desk, paper.alert(.buy, "SBIN", id: "one"))
    await desk.replay(ticks[2..<10])
    _ = await desk.command(.resume, account: AccountID(2), by: "test")
    _ = await paper.decide(desk, paper.alert(.buy, "SBIN", id: "two"))
    await desk.replay(ticks[10..<12])
    #expect(open() == [1, 1])
    var seen: [[Int]] = []
    for index in 12..<ticks.count {
      await desk.replay(ticks[index...index])
      if seen.last != open() { seen.append(open()) }
    }
    #expect(seen == [[1, 1], [0, 1], [0, 0]])
    await desk.stop()
    let closing = try decisions(paper).filter { $0.action == .sell }
    #expect(closing.map(\.origin.account) == [AccountID(1), AccountID(2)])
    #expect(closing.allSatisfy { $0.outcome == .accepted })
  }
}
