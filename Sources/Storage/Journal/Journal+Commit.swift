import Engine
import Foundation
import GRDB
import Market
import Synchronization
import Trading

extension Journal {
  /// Writes entries, their read rows and store rows in one transaction.
  ///
  /// When it returns, all of it survives a power failure. When it throws, this journal takes nothing more: what is on
  /// disk is found out by opening it again, and the process ends so that memory is not ahead of it.
  /// - Returns: the sequence number of each entry, in the order given.
  @discardableResult
  package func commit(_ batch: CommitBatch) throws(StorageError) -> [Int64] {
    guard !batch.isEmpty else { return [] }
    return try state.withLock { (state) throws(StorageError) in
      try refuseIfStopped(state)
      do {
        let prepared = prepare(batch.entries, heads: state.heads)
        try queue.write { db in try write(batch, prepared, db) }
        state.heads = prepared.heads
        try boundLog(&state)
        return prepared.rows.map(\.sequence)
      } catch {
        let failure = StorageError(error, file: file, while: "committing")
        state.stopped = failure.description
        throw failure
      }
    }
  }

  /// Moves what was committed from the write-ahead log into the database file. Call it when nothing is waiting.
  package func checkpoint() throws(StorageError) {
    try state.withLock { (state) throws(StorageError) in
      try refuseIfStopped(state)
      do {
        try runCheckpoint()
      } catch {
        let failure = StorageError(error, file: file, while: "moving the log into the database")
        state.stopped = failure.description
        throw failure
      }
    }
  }

  /// Size of the write-ahead log.
  package var walBytes: Int64 {
    var status = stat()
    return stat(file + "-wal", &status) == 0 ? Int64(status.st_size) : 0
  }

  private struct Prepared {
    var rows: [JournalRow] = []
    var heads: [Int64: Head]
    var touched: [Int64] = []
  }

  /// Numbers and chains the entries; nothing is written yet.
  private func prepare(_ entries: [CommitEntry], heads: [Int64: Head]) -> Prepared {
    var prepared = Prepared(heads: heads)
    prepared.rows.reserveCapacity(entries.count)
    for entry in entries {
      let stream = Int64(entry.account.number)
      let head = prepared.heads[stream] ?? Head(sequence: 0, chain: JournalRow.seed(of: stream))
      var row = JournalRow(
        stream: stream, sequence: head.sequence + 1, time: entry.time.nanoseconds, kind: entry.event.journalKind,
        tapeNumber: Int64(entry.tapeNumber), engineVersion: engineVersion,
        input: CanonicalEncoder.encode(JournalInput(event: entry.event, quotes: entry.quotes)),
        effectsDigest: Int64(bitPattern: entry.effectsDigest))
      row.chain = row.chained(to: head.chain)
      if !prepared.touched.contains(stream) { prepared.touched.append(stream) }
      prepared.heads[stream] = Head(sequence: row.sequence, chain: row.chain)
      prepared.rows.append(row)
    }
    return prepared
  }

  private func write(_ batch: CommitBatch, _ prepared: Prepared, _ db: Database) throws {
    var tables = ReadTableWriter(db, file: file)
    for (entry, row) in zip(batch.entries, prepared.rows) {
      do {
        try db.run(JournalRow.insert, row.columns)
      } catch {
        throw StorageError(
          error, file: file, table: "journal", account: entry.account, sequence: row.sequence, while: "committing")
      }
      try tables.write(
        entry.records, of: entry.account, mode: entry.mode, sequence: row.sequence, event: entry.event)
    }
    for stream in prepared.touched {
      guard let head = prepared.heads[stream] else { continue }
      try db.run(JournalRow.upsertHead, [stream, head.sequence, head.chain])
    }
    let store = StoreRowWriter(db: db, file: file)
    for row in batch.storeRows { try store.write(row) }
  }

  func refuseIfStopped(_ state: borrowing State) throws(StorageError) {
    guard let reason = state.stopped else { return }
    throw StorageError(
      .stopped, file: file, problem: "nothing more is written after an earlier failure: \(reason)",
      fix: "Restart the desk: it recovers from the journal and asks the broker.")
  }

  /// Keeps the log bounded even if the owner is never idle. Looked at now and then: its size grows slowly.
  private func boundLog(_ state: inout State) throws {
    state.commitsSinceLook += 1
    guard state.commitsSinceLook >= 256 else { return }
    state.commitsSinceLook = 0
    if walBytes > walBoundBytes { try runCheckpoint() }
  }

  /// Passive: moves what no reader still needs, waits for nobody.
  private func runCheckpoint() throws {
    _ = try queue.writeWithoutTransaction { db in try db.checkpoint(.passive) }
  }
}
