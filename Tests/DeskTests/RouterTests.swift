import Desk
import Engine
import Foundation
import Market
import Storage
import TestSupport
import Testing
import Trading

@Suite("One alert, all its accounts")
struct RouterTests {
  @Test("An alert is decided for every account of its link in one commit, and each account trades by itself")
  func allAccounts() async throws {
    let paper = PaperDesk(accounts: 3)
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    let decisions = await paper.decide(desk, paper.alert(.buy, "SBIN"))
    #expect(decisions.map(\.account.number) == [1, 2, 3])
    #expect(decisions.allSatisfy { $0.decision.outcome == .accepted && !$0.isDuplicate })
    await desk.replay([PaperDesk.tick("09:20:01", "400.05")][...])
    let status = desk.status()
    #expect(
      status.accounts.map { $0.openPositions.map(\.quantity) } == [[Quantity(100)], [Quantity(100)], [Quantity(100)]])
    await desk.stop()
  }

  @Test("a repeat gets the same decision and sends nothing; another body under the same id is a conflict")
  func repeats() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    let first = await paper.decide(desk, paper.alert(.buy, "SBIN", id: "a"))
    let second = await paper.decide(desk, paper.alert(.buy, "SBIN", id: "a"))
    let other = await paper.decide(desk, paper.alert(.exit, "SBIN", id: "a"))
    #expect(second.map(\.isDuplicate) == [true])
    #expect(second.map(\.decision) == first.map(\.decision))
    #expect(other.first?.decision.denial?.code == .conflict)
    await desk.stop()
  }

  @Test("a secret is recognised whole, and only while its link exists")
  func secrets() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [])
    #expect(desk.link(forSecret: "a-secret-of-the-test")?.id == paper.link.id)
    #expect(desk.link(forSecret: "a-secret-of-the-tesT") == nil)
    #expect(desk.link(forSecret: "") == nil)
    await desk.stop()
  }

  @Test("a full entry lane answers try-again, and protective inputs still pass")
  func fullLane() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    let alerts = (0..<6000).map { paper.alert(.exit, "SBIN", id: "n\($0)") }
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for alert in alerts {
        group.addTask {
          if case .unavailable = await desk.submit(alert, to: LinkID(1)) {
            true
          } else {
            false
          }
        }
      }
      var unavailable = 0
      for await isUnavailable in group where isUnavailable { unavailable += 1 }
      return unavailable
    }
    // Whatever was refused was refused openly; the rest was decided.
    let reader = try DeskReader(paper.folder.appending(path: "sarathi.sqlite"))
    #expect(try reader.decisions(limit: 10_000).count == 6000 - outcomes)
    if case .refused = await desk.command(.pause, account: nil, by: "test") { Issue.record("commands pass") }
    await desk.stop()
  }
}
