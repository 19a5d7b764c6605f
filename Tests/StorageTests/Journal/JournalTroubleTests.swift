import Engine
import Foundation
import GRDB
import Storage
import Testing
import Trading

@Suite("Trouble with the database ends in an error that says what to do")
struct JournalTroubleTests {
  @Test("a database locked by another process is waited for, boundedly")
  func locked() throws {
    let fixture = try JournalFixture()
    let journal = try fixture.open(busyTimeout: .milliseconds(50))
    try journal.commit(CommitBatch([.command(1)]))
    let intruder = try DatabaseQueue(path: fixture.file.path)
    let error = try intruder.writeWithoutTransaction { db in
      try db.execute(sql: "begin immediate")
      defer { try? db.execute(sql: "rollback") }
      return storageError { try journal.commit(CommitBatch([.command(1)])) }
    }
    #expect(error?.kind == .locked)
    #expect(error?.description.contains(fixture.file.path) == true)
    #expect(storageError { try journal.commit(CommitBatch([.command(1)])) }?.kind == .stopped)
    #expect(try DeskReader(fixture.file).journalEntries(of: AccountID(1)).count == 1)
  }

  @Test("a database of a newer version is refused by writer and reader")
  func newerSchema() throws {
    let fixture = try JournalFixture.filled(1)
    try fixture.tamper("update schema_version set version = 99")
    #expect(storageError { _ = try fixture.open() }?.kind == .newerSchema)
    let error = storageError { _ = try DeskReader(fixture.file) }
    #expect(error?.kind == .newerSchema)
    #expect(error?.problem.contains("99") == true)
  }

  @Test("a database of another program is refused and left alone")
  func foreign() throws {
    let fixture = try JournalFixture()
    try fixture.tamper("create table recipes(name text)")
    #expect(storageError { _ = try fixture.open() }?.kind == .damaged)
    let queue = try DatabaseQueue(path: fixture.file.path)
    #expect(try queue.read { try Int.fetchOne($0, sql: "select count(*) from sqlite_master") } == 1)
  }

  @Test("a file that is no database is refused")
  func notADatabase() throws {
    let fixture = try JournalFixture()
    try Data(repeating: 0x41, count: 5000).write(to: fixture.file)
    #expect(storageError { _ = try fixture.open() }?.kind == .damaged)
  }

  @Test("a reader without a database says that there is none")
  func noDatabase() throws {
    let fixture = try JournalFixture()
    #expect(storageError { _ = try DeskReader(fixture.file) }?.kind == .missing)
    #expect(!FileManager.default.fileExists(atPath: fixture.file.path))
  }

  @Test("a full disk: the commit fails whole, and what was there is sound", .enabled(if: SmallDisk.isAvailable))
  func fullDisk() throws {
    guard let disk = try SmallDisk(megabytes: 4) else { return }
    let file = disk.url.appending(path: "sarathi.sqlite")
    let journal = try Journal(file, engineVersion: "1")
    try journal.commit(CommitBatch([.command(1)]))
    try disk.fill(leaving: 64 << 10)
    var committed: Int64 = 1
    let error = storageError {
      for _ in 0..<10_000 {
        try journal.commit(CommitBatch([.command(1)]))
        committed += 1
      }
    }
    #expect(error?.kind == .diskFull, "\(error.map(\.description) ?? "no error")")
    #expect(storageError { try journal.commit(CommitBatch([.command(1)])) }?.kind == .stopped)
    try FileManager.default.removeItem(at: disk.url.appending(path: "filler"))
    try journal.close()
    let again = try Journal(file, engineVersion: "1")
    #expect(again.head(of: AccountID(1)) == committed)
    #expect(try again.verify().isSound)
    try again.close()
  }

  @Test("a read-only disk is named as such", .enabled(if: SmallDisk.isAvailable))
  func readOnlyDisk() throws {
    guard let disk = try SmallDisk(megabytes: 4), disk.makeReadOnly() else { return }
    let error = storageError { _ = try DataFolder(disk.url.appending(path: "data")) }
    #expect(error?.kind == .folder)
    let inPlace = storageError { _ = try DataFolder(disk.url) }
    #expect(inPlace?.kind == .readOnly)
  }
}
