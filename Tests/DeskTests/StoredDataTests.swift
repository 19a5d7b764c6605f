import Desk
import Engine
import Foundation
import GRDB
import Market
import Storage
import TestSupport
import Testing
import Trading

@Suite("Damage to what is stored is seen, and entries halt")
struct StoredDataTests {
  private let ticks = [
    PaperDesk.tick("09:20:00", "400.00"), PaperDesk.tick("09:20:01", "400.05"), PaperDesk.tick("09:20:02", "395.00"),
    PaperDesk.tick("09:20:03", "395.00"),
  ]

  /// A day with decisions, orders, fills, a trade and a halt.
  private func traded(_ paper: PaperDesk) async throws {
    let desk = try await paper.open(ticks: Array(ticks.prefix(1)))
    _ = await paper.decide(desk, paper.alert(.buy, "SBIN"))
    await desk.replay(ticks[1...])
    _ = await desk.command(.halt("test"), account: nil, by: "test")
    _ = await desk.command(.clearHalt, account: nil, by: "test")
    await desk.settle()
    _ = try await desk.reportDay()
    await desk.stop()
  }

  private func tamper(_ paper: PaperDesk, _ sql: String) throws {
    let queue = try DatabaseQueue(path: paper.database.path)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  private func compared(_ paper: PaperDesk) throws -> [TableComparison.Finding] {
    try ReadTables.compare(try DeskReader(paper.database), accounts: [], charges: .bundled)
  }

  static let changes: [(String, String)] = [
    ("update trades set gross = gross + 10000", "trades"), ("update trades set exit_reason = 'target'", "trades"),
    ("delete from trades", "trades"), ("update fills set price = price + 500", "fills"),
    ("delete from fills where seq = (select max(seq) from fills)", "fills"),
    ("update decisions set reason = 'other'", "decisions"), ("update decisions set received = 1", "decisions"),
    ("delete from incidents", "incidents"), ("update incidents set text = ''", "incidents"),
    ("update orders set quantity = 99 where number = 1", "orders"),
    ("update positions set realised = 0", "positions"), ("update account_status set halt = 'x'", "account_status"),
    (
      "insert into incidents select account, number + 1000, mode, seq, level, instrument, text, advice, time, day from incidents",
      "incidents"
    ),
    ("update orders set mode = 'live'", "orders"), ("update fills set quantity = 'text'", "fills"),
  ]

  @Test("every edited, removed or added row of the tables people read is found")
  func tables() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    try await traded(paper)
    let untouched = try compared(paper)
    #expect(untouched.isEmpty, "\(untouched)")
    let whole = try Data(contentsOf: paper.database)
    for change in Self.changes {
      try whole.write(to: paper.database)
      try tamper(paper, change.0)
      let findings = try compared(paper)
      #expect(findings.contains { $0.table == change.1 }, "\(change.0): \(findings)")
    }
  }

  @Test("a record changed in the middle, behind the snapshot, is found by the look at everything; so is a changed link")
  func behindTheSnapshot() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    try await traded(paper)
    func damage() async throws -> String? {
      try await StoredData.firstDamage(in: DataFolder(paper.folder, access: .shared))
    }
    #expect(try await damage() == nil)
    try tamper(paper, "update journal set time = time + 1 where seq = 3")
    #expect(try await damage()?.contains("record 3") == true)
    try tamper(paper, "update journal set time = time - 1 where seq = 3")
    try tamper(paper, "update links set name = 'Other'")
    #expect(try await damage()?.contains("links: row 1") == true)
  }

  @Test("a link changed in the database is not used, is not journalled, and halts entries")
  func changedLink() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    try await traded(paper)
    let before = try DeskReader(paper.database).ends()
    try tamper(paper, "update links set body = replace(body, '\"isEnabled\":true', '\"isEnabled\": true')")
    #expect(try DeskReader(paper.database).ends() == before)
    let desk = try await paper.restart()
    _ = try await desk.startReplay(of: PaperDesk.day, ticks: ticks, instruments: try await paper.instruments(of: desk))
    #expect(desk.status().accounts.first?.status.halt?.contains("links 1") == true)
    #expect(desk.status().notices.count == 1)
    await desk.stop()
  }

  @Test("a journal that ends before its anchor halts entries until a person clears it, once")
  func cutTail() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    paper.anchors = ["ANCHOR"]
    try await traded(paper)
    try FileManager.default.removeItem(at: paper.folder.appending(path: "snapshots"))
    let end = try #require(try DeskReader(paper.database).ends().first)
    #expect(AnchorFile.read(paper.folder.appending(path: "ANCHOR")) == [end])
    // As an older copy has it: whole, and shorter.
    try tamper(
      paper,
      """
      delete from journal where seq > \(end.sequence - 3);
      update journal_heads set seq = \(end.sequence - 3),
        chain = (select chain from journal where seq = \(end.sequence - 3));
      """)
    do {
      let desk = try await paper.open(ticks: ticks)
      let halt = desk.status().accounts.first?.status.halt ?? ""
      #expect(halt.contains("record \(end.sequence - 3)") && halt.contains("record \(end.sequence)"), "\(halt)")
      _ = await desk.command(.clearHalt, account: nil, by: "test")
      await desk.stop()
    }
    let desk = try await paper.open(ticks: ticks)
    #expect(desk.status().accounts.first?.status.halt == nil)
    await desk.stop()
  }

  @Test("little room is told, too little halts entries; enough again is told too, the halt stays")
  func space() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let desk = try await paper.open(ticks: ticks)
    func look(_ mebibytes: Int64) async -> DeskStatus {
      await desk.noted(FolderUse(free: mebibytes << 20, journal: 1, tapes: 2, snapshots: 3))
      await desk.settle()
      return desk.status()
    }
    #expect(await look(5000).notices.isEmpty)
    let warned = await look(1000)
    #expect(warned.notices.count == 1 && warned.accounts.first?.status.halt == nil)
    let low = await look(100)
    #expect(low.notices.count == 1 && low.accounts.first?.status.halt?.contains("100 MiB") == true)
    let again = await look(5000)
    #expect(again.notices.isEmpty && again.accounts.first?.status.halt != nil)
    #expect(desk.metrics().first { $0.name == "sarathi_tape_bytes" }?.value == 2)
    await desk.stop()
  }
}
