import Desk
import Engine
import Foundation
import GRDB
import Market
import TestSupport
import Testing
import Trading

@testable import Storage

@Suite("A desk that cannot start comes up in safe mode")
struct SafeModeTests {
  private let ticks = [
    PaperDesk.tick("09:20:00", "400.00"), PaperDesk.tick("09:20:01", "400.05"), PaperDesk.tick("09:20:02", "400.10"),
  ]
  private let account = AccountID(1)

  private func counted() -> PaperDesk {
    let paper = PaperDesk()
    paper.starts = { StartLog($0, version: "test", limit: 3) }
    return paper
  }

  /// Buys and stops in order; snapshots are taken away, so that the next start applies every record.
  private func bought(_ paper: PaperDesk) async throws {
    let desk = try await paper.open(ticks: Array(ticks.prefix(1)))
    _ = await paper.decide(desk, paper.alert(.buy, "SBIN"))
    await desk.replay(ticks[1...])
    await desk.stop()
    try FileManager.default.removeItem(at: paper.folder.appending(path: "snapshots/1"))
  }

  /// Cuts the contents of a record off, as if it had been written so: the chain agrees.
  /// - Returns: its kind.
  @discardableResult
  private func poison(_ sequence: Int64, _ paper: PaperDesk) throws -> String {
    let queue = try DatabaseQueue(path: paper.database.path)
    var kind = ""
    try queue.write { db in
      var rows = try db.rows(JournalRow.select, [Int64(1), Int64(1), 1000], table: "journal") { try JournalRow(&$0) }
      var chain = JournalRow.seed(of: 1)
      for index in rows.indices {
        if rows[index].sequence == sequence {
          rows[index].input = Array(rows[index].input.dropLast())
          kind = rows[index].kind
        }
        rows[index].chain = rows[index].chained(to: chain)
        chain = rows[index].chain
        try db.run(SQL("delete from journal where stream = $1 and seq = $2"), [Int64(1), rows[index].sequence])
        try db.run(JournalRow.insert, rows[index].columns)
        try db.run(JournalRow.upsertHead, [Int64(1), rows[index].sequence, chain])
      }
    }
    try queue.close()
    return kind
  }

  private func expectSafe(_ desk: Desk, _ paper: PaperDesk, naming words: [String]) async throws {
    let mode = try #require(await desk.safeMode)
    for word in words { #expect(mode.text.contains(word), "\(mode.text)") }
    let status = desk.status()
    #expect(!status.isReady && status.safeMode == mode.text && status.notReadyBecause == mode.text)
    #expect(status.accounts.isEmpty)
    // Alerts are to be sent again, commands say why not, and the link is known.
    #expect(desk.link(forSecret: "a-secret-of-the-test") != nil)
    guard case .unavailable = await desk.submit(paper.alert(.buy, "SBIN", id: "later"), to: LinkID(1)) else {
      Issue.record("an alert was decided")
      return
    }
    guard case .refused = await desk.command(.clearHalt, account: nil, by: "test") else {
      Issue.record("a command was carried out")
      return
    }
    #expect(desk.metrics().first { $0.name == "sarathi_safe_mode" }?.value == 1)
  }

  private func lastSignal(_ paper: PaperDesk) throws -> Int64? {
    try DatabaseQueue(path: paper.database.path).read {
      try Int64.fetchOne($0, sql: "select max(seq) from journal where kind = 'signal'")
    }
  }

  private func records(_ paper: PaperDesk) throws -> Int {
    try DatabaseQueue(path: paper.database.path).read { try Int.fetchOne($0, sql: "select count(*) from journal") ?? 0 }
  }

  @Test("An unreadable record starts safe mode at once, naming account, record and kind; nothing is written")
  func unreadable() async throws {
    let paper = counted()
    defer { paper.remove() }
    try await bought(paper)
    let kind = try poison(6, paper)
    let before = try records(paper)
    // It stays so until somebody acts.
    for _ in 1...2 {
      let desk = try await paper.start()
      try await expectSafe(desk, paper, naming: ["record 6", "account 1", kind, "sarathi journal quarantine 1 6"])
      await desk.stop()
      #expect(try records(paper) == before)
    }
  }

  @Test("Three failed starts over the same record start safe mode, which names it")
  func trapped() async throws {
    let paper = counted()
    defer { paper.remove() }
    try await bought(paper)
    do {
      let folder = try DataFolder(paper.folder, reserveBytes: 0)
      for _ in 1...3 {
        let log = StartLog(folder, version: "test", limit: 3)
        #expect(try log.begin() == nil)
        _ = log.willApply(1, of: account)
        _ = log.willApply(5, of: account)
      }
    }
    for _ in 1...2 {
      let desk = try await paper.start()
      try await expectSafe(desk, paper, naming: ["3 starts in a row", "record 5 (", "account 1", "--try-again"])
      await desk.stop()
    }
    do {
      let folder = try DataFolder(paper.folder, reserveBytes: 0)
      try StartLog.forget(folder)
    }
    let desk = try await paper.open(ticks: ticks)
    #expect(await desk.safeMode == nil)
    #expect(desk.status().accounts.first?.openPositions.count == 1)
    await desk.stop()
  }

  @Test("Two failed starts do not start safe mode, and a successful start resets the count")
  func notYet() async throws {
    let paper = counted()
    defer { paper.remove() }
    try await bought(paper)
    func fail() throws {
      let folder = try DataFolder(paper.folder, reserveBytes: 0)
      #expect(try StartLog(folder, version: "test", limit: 3).begin() == nil)
    }
    for _ in 1...2 {
      for _ in 1...2 { try fail() }
      let desk = try await paper.open(ticks: ticks)
      #expect(await desk.safeMode == nil)
      await desk.stop()
    }
  }

  @Test("A desk whose damaged record was quarantined starts with entries halted until a person clears the halt")
  func quarantined() async throws {
    let paper = counted()
    defer { paper.remove() }
    try await bought(paper)
    // An alert that changed nothing but the list of decisions.
    do {
      let desk = try await paper.open(ticks: ticks)
      _ = await paper.decide(desk, paper.alert(.buy, "NOSUCH"))
      await desk.stop()
    }
    try FileManager.default.removeItem(at: paper.folder.appending(path: "snapshots/1"))
    let poisoned = try #require(try lastSignal(paper))
    try poison(poisoned, paper)
    do {
      let desk = try await paper.start()
      #expect(await desk.safeMode != nil)
      await desk.stop()
    }
    do {
      let journal = try Journal(paper.database, engineVersion: String(AccountEngine.version))
      _ = try journal.quarantine(
        poisoned, of: account, reason: "cannot be read", by: "asha", at: PaperDesk.time("09:30:00"))
      _ = try ReadTables.rebuild(journal, accounts: [], charges: .bundled)
      try journal.close()
    }
    try await clear(paper, poisoned)
    #expect(try DeskReader(paper.database).verify().isSound)
    // And the next start takes it for granted.
    let next = try await paper.open(ticks: ticks)
    #expect(next.status().accounts.first?.status.halt == nil)
    await next.stop()
  }

  private func clear(_ paper: PaperDesk, _ poisoned: Int64) async throws {
    let desk = try await paper.open(ticks: ticks)
    #expect(await desk.safeMode == nil)
    let found = try #require(desk.status().accounts.first)
    #expect(found.openPositions.map(\.quantity) == [Quantity(100)])
    #expect(found.status.halt?.contains("record \(poisoned) (signal") == true)
    #expect(found.status.halt?.contains("cannot be read") == true)
    _ = await desk.command(.clearHalt, account: nil, by: "asha")
    await desk.settle()
    #expect(desk.status().accounts.first?.status.halt == nil)
    await desk.stop()
  }

  @Test("a snapshot that cannot be read, or that ended a start, is passed over")
  func snapshots() async throws {
    let paper = counted()
    defer { paper.remove() }
    try await bought(paper)
    do {
      let desk = try await paper.open(ticks: ticks)
      await desk.stop()
    }
    let store = SnapshotStore(paper.folder.appending(path: "snapshots"))
    var snapshot = try #require(try store.newest(of: account).snapshot)
    snapshot.state = [1, 2, 3]
    try store.save(snapshot)
    let desk = try await paper.open(ticks: ticks)
    #expect(await desk.safeMode == nil)
    #expect(desk.status().accounts.first?.openPositions.count == 1)
    await desk.stop()
  }
}
