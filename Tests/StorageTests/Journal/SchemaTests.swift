import Foundation
import GRDB
import Storage
import Testing

@Suite("A database of the right version whose tables are not the program's is refused before anything is taken")
struct SchemaTests {
  /// What is done to the file, the table it is about and what the refusal must name.
  static let changes: [(String, String, String)] = [
    ("drop table incidents", "incidents", "table is missing"),
    ("drop table journal_heads", "journal_heads", "table is missing"),
    ("drop table links", "links", "table is missing"),
    ("alter table orders drop column protection", "orders", "column protection"),
    ("alter table trades rename column gross to net", "trades", "column gross"),
    ("alter table links add column note text", "links", "column note"),
    ("drop index decisions_identity", "decisions", "index decisions_identity"),
    ("drop index fills_day; create index fills_day on fills(time)", "fills", "index fills_day"),
    ("create unique index once on orders(account)", "orders", "index once"),
    (
      "create trigger odd after insert on journal begin delete from links; end", "journal", "trigger odd"
    ),
    ("drop table settings; create table settings(key text, value text, time bigint)", "settings", "column key"),
    ("drop table stop_moves; create view stop_moves as select 1 as account", "stop_moves", "table is missing"),
  ]

  @Test("by the desk and by every reader, with table and what is wrong", arguments: changes)
  func changed(_ change: (String, String, String)) throws {
    let fixture = try JournalFixture.filled()
    try fixture.tamper(change.0)
    for error in [
      storageError { _ = try fixture.open() }, storageError { _ = try DeskReader(fixture.file) },
    ] {
      #expect(error?.kind == .damaged, "\(change.0)")
      #expect(error?.table == change.1, "\(change.0)")
      #expect(error?.problem.contains(change.2) == true, "\(change.0): \(error?.problem ?? "")")
    }
  }

  @Test("the paper broker's book too")
  func paperBook() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("paper.sqlite")
    try PaperBookStore(file).close()
    let queue = try DatabaseQueue(path: file.path)
    try queue.write { try $0.execute(sql: "alter table book_rows drop column data") }
    try queue.close()
    let error = storageError { _ = try PaperBookStore(file) }
    #expect(error?.kind == .damaged)
    #expect(error?.problem.contains("column data") == true)
  }

  @Test("a table of another program and a look by its tools change nothing")
  func others() throws {
    let fixture = try JournalFixture.filled()
    try fixture.tamper("create table notes(text text); create index notes_text on notes(text); analyze")
    #expect(try fixture.verify().isSound)
    try fixture.open().close()
  }
}
