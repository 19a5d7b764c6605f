import Engine
import Foundation
import Market
import Storage
import TestSupport
import Testing
import Trading

@Suite("A commit is whole, durable and numbered")
struct JournalCommitTests {
  @Test("what was committed is read back after reopening")
  func reopen() throws {
    let fixture = try JournalFixture()
    var random = SeededGenerator(seed: 3)
    let first = CommitEntry.sample(1, 0, &random)
    let second = CommitEntry.sample(2, 1, &random)
    let third = CommitEntry.sample(1, 2, &random)
    let journal = try fixture.open(version: "build 7")
    #expect(try journal.commit(CommitBatch([first, second])) == [1, 1])
    #expect(try journal.commit(CommitBatch([third])) == [2])
    try journal.close()

    let again = try fixture.open(version: "build 8")
    #expect(again.head(of: AccountID(1)) == 2)
    #expect(again.streams == [AccountID(1), AccountID(2)])
    let entries = try again.entries(of: AccountID(1), after: 0, limit: 10)
    #expect(entries.map(\.sequence) == [1, 2])
    #expect(entries.map(\.input.event) == [first.event, third.event])
    #expect(entries.map(\.input.quotes) == [first.quotes, third.quotes])
    #expect(entries.map(\.effectsDigest) == [first.effectsDigest, third.effectsDigest])
    #expect(entries.map(\.tapeNumber) == [0, 2])
    #expect(entries.map(\.time) == [first.time, third.time])
    #expect(entries.map(\.engineVersion) == ["build 7", "build 7"])
    #expect(try again.commit(CommitBatch([first])) == [3])
    #expect(try again.verify().isSound)
  }

  @Test("a commit is in the file before the journal is closed")
  func visibleAtOnce() throws {
    let fixture = try JournalFixture()
    let journal = try fixture.open()
    try journal.commit(CommitBatch([.command(1)]))
    #expect(try DeskReader(fixture.file).journalEntries(of: AccountID(1)).count == 1)
  }

  @Test("entries are read page by page after a number")
  func pages() throws {
    let fixture = try JournalFixture()
    let journal = try fixture.open()
    try journal.commit(CommitBatch((0..<2500).map { _ in .command(1) }))
    var seen: [Int64] = []
    try journal.forEachEntry(of: AccountID(1), after: 400) { seen.append($0.sequence) }
    #expect(seen == Array(401...2500))
    #expect(try journal.entries(of: AccountID(1), after: 2499, limit: 10).map(\.sequence) == [2500])
    #expect(try journal.entries(of: AccountID(1), after: 2500, limit: 10).isEmpty)
    #expect(try journal.entries(of: AccountID(3), after: 0, limit: 10).isEmpty)
  }

  @Test("one bad row undoes the whole batch and ends the journal")
  func allOrNothing() throws {
    let fixture = try JournalFixture()
    let journal = try fixture.open()
    var random = SeededGenerator(seed: 5)
    let known = random.decision(number: 1)
    let other = random.decision(number: 1)
    try journal.commit(CommitBatch([.command(1, records: [.decision(known)])]))
    let bad = CommitBatch([.command(2), .command(1, records: [.decision(other)])])
    #expect(storageError { try journal.commit(bad) }?.kind == .conflict)
    #expect(storageError { try journal.commit(CommitBatch([.command(2)])) }?.kind == .stopped)
    #expect(journal.head(of: AccountID(2)) == 0)
    try journal.close()

    let again = try fixture.open()
    #expect(again.streams == [AccountID(1)])
    #expect(again.head(of: AccountID(1)) == 1)
    #expect(try again.verify().isSound)
  }

  @Test("an empty batch changes nothing")
  func empty() throws {
    let journal = try JournalFixture().open()
    #expect(try journal.commit(CommitBatch()).isEmpty)
    #expect(journal.streams.isEmpty)
  }

  @Test("the log is moved into the database when asked, and by itself beyond its bound")
  func checkpoints() throws {
    let fixture = try JournalFixture()
    let journal = try Journal(fixture.file, engineVersion: "1", walBoundBytes: 64 << 10)
    for _ in 0..<600 { try journal.commit(CommitBatch([.command(1)])) }
    #expect(journal.walBytes < 8 << 20, "after a checkpoint the log is written from its start")
    try journal.checkpoint()
    let main = try FileManager.default.attributesOfItem(atPath: fixture.file.path)[.size] as? Int ?? 0
    #expect(main > 64 << 10)
    #expect(try journal.verify().records == 600)
  }
}
