import Engine
import Foundation
import Storage
import TestSupport
import Testing
import Trading

@Suite("Read tables can be filled again from the journal")
struct RebuildTests {
  @Test("old rows go, new rows stand, the journal is untouched")
  func rebuild() throws {
    let fixture = try JournalFixture()
    let journal = try fixture.open()
    var random = SeededGenerator(seed: 21)
    let decision = random.decision(number: 1)
    try journal.commit(
      CommitBatch([.command(1, records: [.decision(decision), .incident(random.incident(number: 1))])]))
    let reader = try DeskReader(fixture.file)
    try journal.replaceReadTables { writer in
      for entry in try writer.entries(of: AccountID(1), after: 0, limit: 100) {
        try writer.write(
          [.decision(decision)], of: entry.account, mode: .paper, sequence: entry.sequence, event: entry.input.event)
      }
    }
    #expect(try reader.decisions().map(\.number) == [1])
    #expect(try reader.incidents().isEmpty)
    #expect(try journal.verify().records == 1)
  }

  struct Interrupted: Error {}

  @Test("an error in the middle leaves the old rows, and the journal goes on")
  func interrupted() throws {
    let fixture = try JournalFixture()
    let journal = try fixture.open()
    var random = SeededGenerator(seed: 22)
    try journal.commit(CommitBatch([.command(1, records: [.decision(random.decision(number: 1))])]))
    #expect(throws: Interrupted.self) { try journal.replaceReadTables { _ in throw Interrupted() } }
    #expect(try DeskReader(fixture.file).decisions().count == 1)
    #expect(try journal.commit(CommitBatch([.command(1)])) == [2])
  }
}
