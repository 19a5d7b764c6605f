package import Foundation
import GRDB
import Synchronization

/// The durable book of the simulated exchange, so that paper answers like a broker after a crash: a header and one row
/// for each order sequence, as bytes only the exchange understands. It has its own file, as a broker would.
package final class PaperBookStore: Sendable {
  private let file: String
  private let book: Int32
  private let queue: DatabaseQueue
  private let stopped = Mutex<String?>(nil)

  /// - Parameter book: several exchanges can share one file.
  package init(_ file: URL, book: Int32 = 0, busyTimeout: Duration = .seconds(10)) throws(StorageError) {
    self.file = file.path
    self.book = book
    queue = try SQLiteFile.openForWriting(file, busyTimeout: busyTimeout)
    try Migrations.paper.run(on: queue, file: file.path)
  }

  /// Adds or replaces rows, and the header, in one transaction; durable when it returns. After an error the store takes
  /// nothing more: the process ends and the exchange loads what is on disk.
  package func save(rows: [(Int64, [UInt8])], header: [UInt8]) throws(StorageError) {
    try write("saving the paper book") { db in
      for (sequence, bytes) in rows { try db.run(Self.upsertRow, [book, sequence, bytes]) }
      try db.run(Self.upsertHeader, [book, header])
    }
  }

  /// Drops rows below `sequence`, as when a new day begins.
  package func removeRows(before sequence: Int64) throws(StorageError) {
    try write("clearing the paper book") { db in
      try db.run(SQL("delete from book_rows where book = $1 and seq < $2"), [book, sequence])
    }
  }

  /// Everything, rows ascending by sequence; no header when nothing was ever saved.
  package func load() throws(StorageError) -> (header: [UInt8]?, rows: [(Int64, [UInt8])]) {
    do {
      return try queue.read { db in
        let header = SQL("select header from books where book = $1")
        let rows = SQL("select seq, data from book_rows where book = $1 order by seq")
        return (
          try db.rows(header, [book], table: "books") { try $0.bytes() }.first,
          try db.rows(rows, [book], table: "book_rows") { (try $0.integer(), try $0.bytes()) }
        )
      }
    } catch {
      throw StorageError(error, file: file, while: "loading the paper book")
    }
  }

  /// Moves everything out of the log, which grows until somebody calls for it: SQLite's own checkpoints, between commits and
  /// as it closes, say nothing when they fail. Nothing is lost by one that does.
  package func checkpoint() throws(StorageError) {
    do {
      _ = try queue.writeWithoutTransaction { try $0.checkpoint(.passive) }
    } catch {
      throw StorageError(error, file: file, while: "moving the paper book out of its log")
    }
  }

  package func close() throws(StorageError) {
    do {
      try queue.close()
    } catch {
      throw StorageError(error, file: file, while: "closing the paper book")
    }
  }

  private func write(_ action: String, _ body: (Database) throws -> Void) throws(StorageError) {
    try stopped.withLock { (stopped) throws(StorageError) in
      if let stopped {
        throw StorageError(
          .stopped, file: file, problem: "nothing more is written after an earlier failure: \(stopped)",
          fix: "Restart the desk: the paper broker loads its book again.")
      }
      do {
        try queue.write(body)
      } catch {
        let failure = StorageError(error, file: file, while: action)
        stopped = failure.description
        throw failure
      }
    }
  }

  private static let upsertRow = SQL(
    """
    insert into book_rows(book, seq, data) values ($1, $2, $3) \
    on conflict (book, seq) do update set data = excluded.data
    """
  )
  private static let upsertHeader = SQL(
    "insert into books(book, header) values ($1, $2) on conflict (book) do update set header = excluded.header")
}

extension Migrations {
  static let paper = Migrations(
    name: "paper broker's book",
    steps: [
      """
      create table books(book bigint not null primary key, header blob not null);
      create table book_rows(
        book bigint not null, seq bigint not null, data blob not null, primary key (book, seq));
      """
    ])
}
