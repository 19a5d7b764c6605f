import Foundation
import Storage
import Testing

@Suite("The paper broker's book survives the process")
struct PaperBookTests {
  let folder: TemporaryFolder
  var file: URL { folder.file("paper.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  @Test("rows are replaced by sequence, the newest header wins, and all is there after reopening")
  func saveAndLoad() throws {
    let store = try PaperBookStore(file)
    #expect(try store.load().header == nil)
    try store.save(rows: [(2, [2]), (1, [1, 1])], header: [9])
    try store.save(rows: [(2, [2, 2]), (.max, [])], header: [9, 9])
    try store.close()
    let loaded = try PaperBookStore(file).load()
    #expect(loaded.header == [9, 9])
    #expect(loaded.rows.map(\.0) == [1, 2, .max])
    #expect(loaded.rows.map(\.1) == [[1, 1], [2, 2], []])
  }

  @Test("books in one file do not see each other")
  func books() throws {
    let first = try PaperBookStore(file, book: 1)
    let second = try PaperBookStore(file, book: 2)
    try first.save(rows: [(1, [1])], header: [1])
    try second.save(rows: [(1, [2]), (2, [2])], header: [2])
    try second.removeRows(before: 2)
    #expect(try first.load().rows.map(\.1) == [[1]])
    #expect(try second.load().rows.map(\.0) == [2])
    #expect(try first.load().header == [1])
  }

  @Test("the desk's database is not taken for a paper book")
  func otherFile() throws {
    let fixture = try JournalFixture.filled(1)
    #expect(storageError { _ = try PaperBookStore(fixture.file) }?.kind == .damaged)
    #expect(try fixture.verify().isSound)
  }
}
