import Desk
import Engine
import Foundation
import Market
import Simulation
import Storage
import Synchronization
import TestSupport
import Testing
import Trading

@Suite("Deployed strategies after the process ended")
struct StrategyRecoveryTests {
  /// Two shares, a price each every five seconds for twenty minutes, with volumes that fill orders in parts.
  private static let ticks: [Tick] = {
    var random = Seeded(7)
    var prices: [Int64] = [4_000_000, 30_000_000]
    var volumes: [Int64] = [0, 0]
    var ticks: [Tick] = []
    for step in 0..<240 {
      for share in 0..<2 {
        prices[share] += Int64.random(in: -6...6, using: &random) * 500 * (share == 0 ? 1 : 7)
        volumes[share] += Int64.random(in: 0...600, using: &random)
        ticks.append(
          Tick(
            instrument: InstrumentID(Int32(share)), price: Price(raw: prices[share]), volume: volumes[share],
            time: PaperDesk.time("09:15:00") + .seconds(Int64(step) * 5)))
      }
    }
    return ticks
  }()

  private static func cues(_ desk: Desk, _ paper: PaperDesk) -> [TapeReplayer.Cue] {
    let alerts = [
      ("09:18:00", "TCS"), ("09:25:02", "SBIN"), ("09:31:07", "TCS"), ("09:33:30", "SBIN"),
    ]
    return alerts.map { time, symbol in
      let alert = paper.alert(.buy, symbol, id: "alert at \(time)", at: time)
      return TapeReplayer.Cue(at: PaperDesk.time(time)) { _ = await desk.submit(alert, to: LinkID(2)) }
    }
  }

  /// Link 1 is traded by a strategy; link 2 by alerts, and left by an exit strategy.
  private static func paper(_ folder: URL? = nil) -> PaperDesk {
    let paper = PaperDesk(folder: folder)
    var alerts = paper.link
    alerts.id = LinkID(2)
    alerts.name = "Alerts"
    alerts.exitPlan = .none
    paper.otherLinks = [alerts]
    paper.change { link in
      link.mayShort = true
      link.reverses = true
    }
    paper.shelf = .test(patience: 2)
    return paper
  }

  private static func deploy(in paper: PaperDesk) throws {
    let folder = try DataFolder(paper.folder, reserveBytes: 0)
    let journal = try Journal(folder.database, engineVersion: "1")
    var exit = Deployment.test("patience", on: [], link: 2, kind: .exit)
    exit.id = DeploymentID(2)
    let strategy = Deployment.test("follower", on: ["SBIN", "TCS"], minutes: 2)
    try journal.commit(CommitBatch(storeRows: [.deployment(strategy), .deployment(exit)]))
    try journal.close()
  }

  /// What must be the same however often the process ended.
  private static func account(of paper: PaperDesk) throws -> [String] {
    let reader = try DeskReader(paper.database)
    let decisions = try reader.decisions(limit: 10_000).map {
      "\($0.number) \($0.signal) \($0.action) \($0.outcome) \($0.reason) \($0.time)"
    }
    let fills = try reader.fills(limit: 10_000).map {
      "\($0.position) \($0.side) \($0.quantity) \($0.price) \($0.time)"
    }
    let trades = try reader.trades(limit: 10_000).map { "\($0.position) \($0.quantity) \($0.net) \($0.closed)" }
    return (decisions + fills + trades).sorted()
  }

  /// Copies the folder, as a crash would leave it: between a commit and the orders it allows, and after each fill.
  private struct Camera: Broker {
    let broker: any Broker
    let folder: URL
    let album: URL
    let chosen: Set<Int>
    let count = Counter()

    final class Counter: Sendable {
      private let count = Mutex(0)
      func next() -> Int {
        count.withLock {
          $0 += 1
          return $0
        }
      }
    }

    private func snap() {
      let number = count.next()
      guard chosen.contains(number) else { return }
      try? FileManager.default.copyItem(at: folder, to: album.appending(path: "\(number)"))  // the test counts them
    }

    func place(_ order: ApprovedOrder, tag: ClientTag, at time: Timestamp) async -> RequestOutcome {
      snap()
      let outcome = await broker.place(order, tag: tag, at: time)
      snap()
      return outcome
    }
    func modify(_ id: BrokerOrderID, to terms: OrderTerms, at time: Timestamp) async -> RequestOutcome {
      await broker.modify(id, to: terms, at: time)
    }
    func cancel(_ id: BrokerOrderID, at time: Timestamp) async -> RequestOutcome {
      snap()
      return await broker.cancel(id, at: time)
    }
    func lookUp(_ id: BrokerOrderID?, tag: ClientTag?, at time: Timestamp) async -> LookUpOutcome {
      await broker.lookUp(id, tag: tag, at: time)
    }
    func snapshot(at time: Timestamp) async -> Result<BrokerSnapshot, BrokerUnavailable> {
      await broker.snapshot(at: time)
    }
  }

  private func undisturbed() async throws -> [String] {
    let paper = Self.paper()
    defer { paper.remove() }
    try Self.deploy(in: paper)
    let desk = try await paper.play(Self.ticks) { Self.cues($0, paper) }
    await desk.stop()
    return try Self.account(of: paper)
  }

  @Test("Deployed strategies end the day with the same decisions, fills and trades after a restart at any tick")
  func anyTick() async throws {
    let expected = try await undisturbed()
    #expect(expected.count { $0.contains("strategy:1:") } > 8)
    #expect(expected.count { $0.contains("strategy:2:") } >= 2)
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Seeded(seed)
    for _ in 0..<3 {
      var paper = Self.paper()
      try Self.deploy(in: paper)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let end = Int.random(in: 1...Self.ticks.count, using: &random)
        paper = try await Self.crashed(paper, at: Self.ticks[end - 1].time)
      }
      defer { paper.remove() }
      let desk = try await paper.play(Self.ticks) { Self.cues($0, paper) }
      await desk.stop()
      #expect(try Self.account(of: paper) == expected, "seed \(seed)")
    }
  }

  /// Plays from where the folder is up to a time; what is in the folder then is all that is left.
  private static func crashed(_ paper: PaperDesk, at time: Timestamp) async throws -> PaperDesk {
    struct Crash: Error {}
    let left = Self.paper()
    do {
      let desk = try await paper.play(ticks) { desk in
        let crash = TapeReplayer.Cue(at: time) { [from = paper.folder, to = left.folder] in
          try FileManager.default.copyItem(at: from, to: to)
          await desk.stop()
          throw Crash()
        }
        return cues(desk, paper) + [crash]
      }
      // It was further already.
      await desk.stop()
      return paper
    } catch is Crash {
      paper.remove()
      return left
    }
  }

  @Test("Deployed strategies end the day the same after a crash between a commit and its order, or after the order")
  func betweenCommitAndOrder() async throws {
    let expected = try await undisturbed()
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Seeded(seed)
    let chosen = Set((0..<10).map { _ in Int.random(in: 1...50, using: &random) })
    let album = FileManager.default.temporaryDirectory.appending(path: "sarathi-album-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: album, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: album) }
    let first = Self.paper()
    defer { first.remove() }
    try Self.deploy(in: first)
    let folder = first.folder
    first.brokerTap = { Camera(broker: $0, folder: folder, album: album, chosen: chosen) }
    let desk = try await first.play(Self.ticks) { Self.cues($0, first) }
    await desk.stop()
    let pictures = try FileManager.default.contentsOfDirectory(atPath: album.path)
    #expect(pictures.count >= 4, "seed \(seed)")
    for picture in pictures {
      let paper = Self.paper(album.appending(path: picture))
      let desk = try await paper.play(Self.ticks) { Self.cues($0, paper) }
      await desk.stop()
      #expect(try Self.account(of: paper) == expected, "seed \(seed), picture \(picture)")
    }
  }
}
