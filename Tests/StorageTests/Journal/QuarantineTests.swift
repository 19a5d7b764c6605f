import Engine
import Foundation
import GRDB
import Market
import TestSupport
import Testing
import Trading

@testable import Storage

@Suite("A record that a person set aside stays in the chain, and nothing applies it")
struct QuarantineTests {
  private let time = Timestamp(nanoseconds: 1_622_519_160_000_000_000)
  private let account = AccountID(1)

  @discardableResult
  private func setAside(_ sequence: Int64, in fixture: JournalFixture) throws -> Quarantine {
    let journal = try fixture.open()
    defer { try? journal.close() }
    return try journal.quarantine(sequence, of: account, reason: "traps", by: "asha", at: time)
  }

  private func numbers(_ fixture: JournalFixture, after: Int64 = 0, limit: Int = 100) throws -> [Int64] {
    try DeskReader(fixture.file).journalEntries(of: account, after: after, limit: limit).map(\.sequence)
  }

  /// Makes a record one that was written like this: its contents cannot be read, and chain and head agree with it.
  private func poison(_ sequence: Int64, in fixture: JournalFixture) throws {
    let queue = try DatabaseQueue(path: fixture.file.path)
    try queue.write { db in
      var rows = try db.rows(JournalRow.select, [Int64(1), Int64(1), 100], table: "journal") { try JournalRow(&$0) }
      var chain = JournalRow.seed(of: 1)
      for index in rows.indices {
        if rows[index].sequence == sequence { rows[index].input = Array(rows[index].input.dropLast()) }
        rows[index].chain = rows[index].chained(to: chain)
        chain = rows[index].chain
        try db.run(SQL("delete from journal where stream = $1 and seq = $2"), [Int64(1), rows[index].sequence])
        try db.run(JournalRow.insert, rows[index].columns)
        try db.run(JournalRow.upsertHead, [Int64(1), rows[index].sequence, chain])
      }
    }
    try queue.close()
  }

  @Test("it is left out, first, middle and last, by every way to read", arguments: [1, 3, 6])
  func leftOut(_ sequence: Int64) throws {
    let fixture = try JournalFixture.filled()
    let aside = try setAside(sequence, in: fixture)
    #expect(aside.notice == 7)
    #expect(try numbers(fixture) == (1...7).filter { $0 != sequence })
    #expect(try numbers(fixture, after: 0, limit: 1) == [1].filter { $0 != sequence })
    let journal = try fixture.open()
    var seen: [Int64] = []
    try journal.forEachEntry(of: account, after: 0) { seen.append($0.sequence) }
    #expect(seen == (1...7).filter { $0 != sequence })
    try journal.close()
  }

  @Test("the chain holds, and verification lists it with who and why")
  func listed() throws {
    let fixture = try JournalFixture.filled()
    let aside = try setAside(4, in: fixture)
    let result = try fixture.verify()
    #expect(result.isSound, "\(result.findings)")
    #expect(result.quarantines == [aside])
    #expect(aside.person == "asha" && aside.reason == "traps")
  }

  @Test("a record that cannot be read is named; set aside, it keeps nothing from being read")
  func unreadable() throws {
    let fixture = try JournalFixture.filled()
    try poison(4, in: fixture)
    let error = storageError { _ = try numbers(fixture) }
    #expect(error?.kind == .unreadable)
    #expect(error?.account == account && error?.sequence == 4)
    #expect(error?.fix.contains("sarathi journal quarantine 1 4 --reason") == true)
    #expect(try !fixture.verify().isSound)
    try setAside(4, in: fixture)
    #expect(try numbers(fixture) == [1, 2, 3, 5, 6, 7])
    #expect(try fixture.verify().isSound)
  }

  static let changes = [
    "delete from quarantines", "update quarantines set seq = 3", "update quarantines set reason = 'other'",
    "update quarantines set person = 'ravi'", "update quarantines set notice = 2", "update quarantines set time = 1",
    "insert into quarantines select stream, 2, kind, reason, person, time, notice from quarantines",
    "insert into quarantines values (1, 2, 'command', 'x', 'y', 1, 3)", "update quarantines set kind = 'tick'",
  ]

  @Test("a row added, changed or taken away behind its back is found", arguments: changes)
  func changed(_ change: String) throws {
    let fixture = try JournalFixture.filled()
    try setAside(4, in: fixture)
    try fixture.tamper(change)
    #expect(try !fixture.verify().isSound)
  }

  @Test("what is not there, is set aside already, or says that another is, cannot be; the journal goes on")
  func refused() throws {
    let fixture = try JournalFixture.filled()
    let journal = try fixture.open()
    _ = try journal.quarantine(4, of: account, reason: "traps", by: "asha", at: time)
    for sequence: Int64 in [0, -1, 4, 7, 8, .max] {
      let error = storageError { _ = try journal.quarantine(sequence, of: account, reason: "x", by: "y", at: time) }
      #expect(error?.kind == .misuse, "\(sequence)")
    }
    #expect(
      storageError { _ = try journal.quarantine(1, of: AccountID(9), reason: "x", by: "y", at: time) }?.kind == .misuse)
    #expect(try journal.commit(CommitBatch([.command(1)])) == [8])
    try journal.close()
    #expect(try fixture.verify().isSound)
  }
}
