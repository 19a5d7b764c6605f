import Engine
import Foundation
import GRDB
import Storage
import TestSupport
import Testing
import Trading

@Suite("Verification finds whatever was changed in the journal")
struct VerificationTests {
  @Test("an untouched journal is sound")
  func sound() throws {
    let result = try JournalFixture.filled().verify()
    #expect(result.isSound)
    #expect(result.records == 12)
    #expect(result.streams == 2)
  }

  static let changes: [(String, String)] = [
    ("time", "time + 1"), ("kind", "'timer!'"), ("tape_no", "tape_no + 1"), ("engine_version", "'2'"),
    ("effects_digest", "effects_digest + 1"), ("chain", "zeroblob(32)"), ("chain", "substr(chain, 1, 31)"),
    (
      "input",
      "cast(substr(input, 1, length(input) - 1) || case substr(input, -1) when x'00' then x'01' else x'00' end as blob)"
    ), ("input", "zeroblob(length(input))"),
    ("input", "cast('text' as text)"), ("time", "'text'"), ("kind", "cast(kind as blob)"), ("tape_no", "1.5"),
    ("tape_no", "-1"), ("engine_version", "cast(engine_version as blob)"), ("effects_digest", "x''"),
    ("seq", "seq + 1000"), ("seq", "-seq"), ("stream", "3"),
  ]

  @Test("Verification finds a change in any column of any journal row", arguments: changes, [1, 3, 6])
  func column(_ change: (String, String), _ sequence: Int) throws {
    let fixture = try JournalFixture.filled()
    try fixture.tamper("update journal set \(change.0) = \(change.1) where stream = 1 and seq = \(sequence)")
    let result = try fixture.verify()
    #expect(!result.isSound, "\(change) at \(sequence)")
    #expect(result.findings.contains { $0.account == AccountID(1) })
  }

  @Test("a changed row is named, and its neighbours in other streams are not")
  func named() throws {
    let fixture = try JournalFixture.filled()
    try fixture.tamper("update journal set time = time + 1 where stream = 2 and seq = 4")
    let findings = try fixture.verify().findings
    #expect(findings.map(\.account) == [AccountID(2)])
    #expect(findings.map(\.sequence) == [4])
  }

  @Test("Verification finds a missing journal row", arguments: [1, 2, 5])
  func hole(_ sequence: Int64) throws {
    let fixture = try JournalFixture.filled()
    try fixture.tamper("delete from journal where stream = 1 and seq = \(sequence)")
    let finding = try fixture.verify().findings.first
    #expect(finding?.account == AccountID(1))
    #expect(finding?.sequence == sequence)
    #expect(finding?.problem.contains("missing") == true)
    let journal = try fixture.open()
    let error = storageError { _ = try journal.entries(of: AccountID(1), after: 0, limit: 100) }
    #expect(error?.kind == .damaged)
    #expect(error?.sequence == sequence)
  }

  @Test("a missing tail, which also keeps the journal from opening", arguments: [1, 6])
  func tail(_ removed: Int) throws {
    let fixture = try JournalFixture.filled()
    try fixture.tamper("delete from journal where stream = 1 and seq > \(6 - removed)")
    let finding = try fixture.verify().findings.first
    #expect(finding?.sequence == Int64(7 - removed))
    #expect(storageError { _ = try fixture.open() }?.kind == .damaged)
  }

  static let headChanges = [
    "update journal_heads set seq = seq - 1 where stream = 1",
    "update journal_heads set chain = zeroblob(32) where stream = 1", "delete from journal_heads where stream = 1",
    "update journal_heads set stream = 9 where stream = 1",
    "update journal_heads set chain = 'text' where stream = 1",
  ]

  @Test("a change in the table of heads", arguments: headChanges)
  func heads(_ change: String) throws {
    let fixture = try JournalFixture.filled()
    try fixture.tamper(change)
    #expect(try !fixture.verify().isSound)
    #expect(storageError { _ = try fixture.open() }?.kind == .damaged)
  }

  @Test("two records exchanged with their numbers")
  func exchanged() throws {
    let fixture = try JournalFixture.filled()
    try fixture.tamper(
      """
      update journal set seq = -1 where stream = 1 and seq = 2;
      update journal set seq = 2 where stream = 1 and seq = 3;
      update journal set seq = 3 where stream = 1 and seq = -1;
      """)
    #expect(try !fixture.verify().isSound)
  }

  @Test("a changed record is not handed out")
  func refusedByReading() throws {
    let fixture = try JournalFixture.filled()
    try fixture.tamper("update journal set time = time + 1 where stream = 1 and seq = 3")
    let journal = try fixture.open()
    #expect(try journal.entries(of: AccountID(1), after: 0, limit: 2).count == 2)
    #expect(try journal.entries(of: AccountID(1), after: 3, limit: 100).count == 3)
    let error = storageError { _ = try journal.entries(of: AccountID(1), after: 0, limit: 100) }
    #expect(error?.kind == .damaged)
    #expect(error?.sequence == 3)
  }

  /// The slow judge: everything anybody can read from the journal's tables.
  private func contents(_ file: URL) -> [String]? {
    guard let queue = try? DatabaseQueue(path: file.path) else { return nil }
    return try? queue.read { db in
      try ["journal", "journal_heads"].flatMap { table in
        try Row.fetchAll(db, sql: "select * from \(table) order by 1, 2").map { "\($0)" }
      }
    }
  }

  @Test("a flipped bit anywhere in the file is found, or nothing anybody reads has changed", arguments: [UInt64(1), 2])
  func flippedInFile(_ seed: UInt64) throws {
    let fixture = try JournalFixture.filled(200, seed: seed)
    let original = try Data(contentsOf: fixture.file)
    let truth = try #require(contents(fixture.file))
    var random = SeededGenerator(seed: seed)
    var found = 0
    for _ in 0..<150 {
      // The first 100 bytes are SQLite's header: counters that hold nothing of ours.
      let place = 100 + random.below(original.count - 100)
      let bit = UInt8(random.below(8))
      var damaged = original
      damaged[place] ^= 1 << bit
      let copy = fixture.folder.file("copy-\(UUID().uuidString).sqlite")
      try damaged.write(to: copy)
      let isSound = (try? DeskReader(copy).verify())?.isSound ?? false
      if !isSound { found += 1 }
      #expect(!isSound || contents(copy) == truth, "seed \(seed): byte \(place), bit \(bit)")
      try FileManager.default.removeItem(at: copy)
    }
    #expect(found > 40, "most of the file is journal")
  }
}
