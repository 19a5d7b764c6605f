import Engine
package import Foundation
import GRDB
import Market
import Synchronization
package import Trading

/// The durable, ordered record of everything that happened to each account, and the tables people read.
///
/// One process has one, under the lock of its ``DataFolder``; it is called by one owner. Every call blocks until the
/// disk has answered.
package final class Journal: Sendable {
  let file: String
  let engineVersion: String
  let disk: any Disk
  let queue: DatabaseQueue
  let walBoundBytes: Int64
  let state: Mutex<State>

  struct State {
    /// Newest record of each stream, by account number.
    var heads: [Int64: Head] = [:]
    /// Why nothing may be written any more.
    var stopped: String?
    var commitsSinceLook = 0
  }

  struct Head {
    var sequence: Int64
    var chain: [UInt8]
  }

  /// Opens or creates the database, brings its tables up to date and reads where each stream ends.
  ///
  /// - Parameters:
  ///   - engineVersion: recorded with every entry.
  ///   - busyTimeout: how long another process may hold the database before a call fails with `.locked`.
  ///   - walBoundBytes: a write-ahead log larger than this is checkpointed even if nobody asks.
  package init(
    _ file: URL, on disk: any Disk = .system, engineVersion: String, busyTimeout: Duration = .seconds(10),
    walBoundBytes: Int64 = 64 << 20
  ) throws(StorageError) {
    self.file = file.path
    self.disk = disk
    self.engineVersion = engineVersion
    self.walBoundBytes = walBoundBytes
    queue = try SQLiteFile.openForWriting(file, busyTimeout: busyTimeout)
    try Migrations.desk.run(on: queue, file: file.path)
    var state = State()
    do {
      state.heads = try queue.read { db in try Self.readHeads(db, file: file.path) }
    } catch {
      throw StorageError(error, file: file.path, table: "journal_heads", while: "reading where the streams end")
    }
    self.state = Mutex(state)
  }

  /// Number of the newest record of a stream; 0 when it has none.
  package func head(of account: AccountID) -> Int64 {
    state.withLock { $0.heads[Int64(account.number)]?.sequence ?? 0 }
  }

  /// Every stream that has records, ascending.
  package var streams: [AccountID] {
    state.withLock { state in state.heads.keys.compactMap { Int32(exactly: $0) }.sorted().map { AccountID($0) } }
  }

  /// Closes the file; everything is in it. Call it last.
  package func close() throws(StorageError) {
    do {
      // As the queue closes SQLite moves the rest of the log, and says nothing when it fails. A journal that has stopped
      // has said so.
      let isStopped = state.withLock { $0.stopped != nil }
      let moved = isStopped ? .success(()) : Result { try runCheckpoint() }
      try queue.close()
      try moved.get()
    } catch {
      throw StorageError(error, file: file, while: "closing the database")
    }
  }

  /// The newest record of each stream must be the one `journal_heads` names.
  private static func readHeads(_ db: Database, file: String) throws -> [Int64: Head] {
    let select = SQL(
      """
      select h.stream, h.seq, h.chain, j.chain, (select max(seq) from journal where stream = h.stream) \
      from journal_heads h left join journal j on j.stream = h.stream and j.seq = h.seq
      """)
    var heads: [Int64: Head] = [:]
    try db.forEachRow(select, [], table: "journal_heads") { columns in
      let stream = try columns.integer()
      let head = Head(sequence: try columns.integer(), chain: try columns.bytes())
      guard try columns.bytesOrNil() == head.chain, try columns.integerOrNil() == head.sequence else {
        throw StorageError(
          .damaged, file: file, table: "journal_heads", sequence: head.sequence,
          problem: "stream \(stream) does not end with the record that was written last.",
          fix: "Restore the last backup and reconcile with the broker before trading.")
      }
      heads[stream] = head
    }
    let streams = SQL("select distinct stream from journal")
    for stream in try db.rows(streams, [], table: "journal", { try $0.integer() }) where heads[stream] == nil {
      throw StorageError(
        .damaged, file: file, table: "journal_heads", problem: "the entry of stream \(stream) is missing.",
        fix: "Restore the last backup and reconcile with the broker before trading.")
    }
    return heads
  }
}
