import Desk
import Engine
import Foundation
import Market
import Storage
import TestSupport
import Testing
import Trading

@Suite("A desk that starts again")
struct RecoveryTests {
  private let ticks = [
    PaperDesk.tick("09:20:00", "400.00"), PaperDesk.tick("09:20:01", "400.05"), PaperDesk.tick("09:20:02", "400.10"),
  ]

  /// Buys, lets prices pass, and stops in order.
  /// - Returns: the day's result of each account then.
  private func bought(_ paper: PaperDesk) async throws -> [Money] {
    let desk = try await paper.open(ticks: Array(ticks.prefix(1)))
    _ = await paper.decide(desk, paper.alert(.buy, "SBIN"))
    await desk.replay(ticks[1...])
    let results = desk.status().accounts.map(\.dayResult)
    await desk.stop()
    return results
  }

  @Test("A restarted desk has its positions, stops and halts and does not repeat past trades")
  func remembers() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    do {
      let desk = try await paper.open(ticks: Array(ticks.prefix(1)))
      _ = await paper.decide(desk, paper.alert(.buy, "SBIN"))
      await desk.replay(ticks[1...])
      _ = await desk.command(.halt("test"), account: nil, by: "test")
      await desk.stop()
    }
    let desk = try await paper.open(ticks: ticks)
    let account = try #require(desk.status().accounts.first)
    #expect(account.openPositions.map(\.quantity) == [Quantity(100)])
    #expect(account.openPositions.first?.stop == Price(parsing: "396.00"))
    #expect(account.status.halt?.contains("test") == true)
    #expect(account.status.isReconciled)
    let reader = try DeskReader(paper.folder.appending(path: "sarathi.sqlite"))
    #expect(try reader.fills().count == 1)
    // The stop still works.
    await desk.replay([PaperDesk.tick("09:21:00", "395.00")][...])
    #expect(desk.status().accounts.first?.openPositions.isEmpty == true)
    await desk.stop()
  }

  @Test("A repeated alert gets the first answer, before and after a restart")
  func repeatsItsAnswer() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let buy = paper.alert(.buy, "SBIN", id: "morning")
    let nonsense = paper.alert(.buy, "NOSUCH", id: "unknown")
    func answers(_ desk: Desk) async throws -> [Decision] {
      var found: [Decision] = []
      for alert in [buy, nonsense] { found.append(try #require(await paper.decide(desk, alert).first).decision) }
      return found
    }
    let desk = try await paper.open(ticks: ticks)
    let first = try await answers(desk)
    #expect(first.map(\.outcome) == [.accepted, .denied])
    #expect(try await answers(desk) == first)
    await desk.stop()
    let again = try await paper.open(ticks: ticks)
    let repeated = try #require(await paper.decide(again, buy).first)
    #expect(repeated.isDuplicate)
    #expect(try await answers(again) == first)
    await again.stop()
  }

  @Test("records its start before the day it begins: what that sends is not in doubt, and bears this start's tags")
  func startBeforeDay() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    await (try await paper.open(ticks: ticks)).stop()
    let journal = try Journal(paper.database, engineVersion: "test")
    let events = try journal.entries(of: AccountID(1), after: 0, limit: 20).map(\.input.event)
    let start = try #require(events.firstIndex { if case .started = $0 { true } else { false } })
    let day = try #require(events.firstIndex { if case .dayStarted = $0 { true } else { false } })
    #expect(start < day)
  }

  @Test("A desk restarted without snapshots reaches the same state")
  func withoutSnapshots() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let before = try await bought(paper)
    let snapshots = paper.folder.appending(path: "snapshots/1")
    #expect(try FileManager.default.contentsOfDirectory(atPath: snapshots.path).isEmpty == false)
    try FileManager.default.removeItem(at: snapshots)
    let again = try await paper.open(ticks: ticks)
    #expect(again.status().accounts.map(\.dayResult) == before)
    await again.stop()
  }

  @Test("D7 with yesterday's journal put back, snapshots of what it does not know are passed over, and entries halt")
  func olderJournal() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    _ = try await bought(paper)
    let kept = paper.folder.appending(path: "kept")
    try FileManager.default.copyItem(at: paper.database, to: kept)
    func live(_ commands: Command...) async throws -> AccountStatus {
      let desk = try await paper.open(ticks: ticks)
      let found = try #require(desk.status().accounts.first)
      #expect(found.openPositions.map(\.quantity) == [Quantity(100)], "\(commands)")
      for command in commands { _ = await desk.command(command, account: nil, by: "test") }
      await desk.stop()
      return found.status
    }
    _ = try await live(.halt("of the life that is undone"))
    try FileManager.default.removeItem(at: paper.database)
    try FileManager.default.copyItem(at: kept, to: paper.database)
    let snapshots = paper.folder.appending(path: "snapshots")
    let undone = paper.folder.appending(path: "undone")
    try FileManager.default.copyItem(at: snapshots, to: undone)
    // The snapshot is ahead of the journal.
    #expect(try await live(.clearHalt, .pause).halt?.contains("a snapshot knows record") == true)
    // And now it is of records that others have replaced.
    try FileManager.default.removeItem(at: snapshots)
    try FileManager.default.moveItem(at: undone, to: snapshots)
    let found = try await live(.clearHalt)
    #expect(found.isPaused && found.halt?.contains("a snapshot") == true)
    // Told once: the snapshots are out of the way.
    #expect(try await live(.resume).halt == nil)
  }

  @Test("A desk refuses a recorded day that is shorter than the day its folder has seen")
  func shorterDay() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    _ = try await bought(paper)
    await #expect(throws: DeskError.self) { _ = try await paper.open(ticks: Array(ticks.prefix(1))) }
  }

  @Test("Rebuilding the tables from the journal restores them exactly")
  func rebuild() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    _ = try await bought(paper)
    let database = paper.folder.appending(path: "sarathi.sqlite")
    let before = try DeskReader(database).orders()
    let journal = try Journal(database, engineVersion: "test")
    #expect(try ReadTables.rebuild(journal, accounts: [], charges: .bundled) > 0)
    try journal.close()
    #expect(try DeskReader(database).orders() == before)
  }
}
