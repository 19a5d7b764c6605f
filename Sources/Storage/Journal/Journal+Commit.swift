import Engine
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
    return try writing("committing") { state in
      let prepared = prepare(batch.entries, heads: state.heads)
      try queue.writeOften { db in try write(batch, prepared, db) }
      state.heads = prepared.heads
      try boundLog(&state)
      return prepared.rows.map(\.sequence)
    }
  }

  /// Moves what was committed from the write-ahead log into the database file. Call it when nothing is waiting.
  package func checkpoint() throws(StorageError) {
    try writing("moving the log into the database") { _ in try runCheckpoint() }
  }

  /// Size of the write-ahead log.
  package var walBytes: Int64 { disk.size(of: file + "-wal") ?? 0 }

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

  /// Runs a write, one at a time. An error ends the journal: what reached the disk is not known any more.
  ///
  /// - Parameter survivable: an error of this kind is about the caller's rows only, and the journal goes on.
  func writing<Value>(
    _ action: String, survivable: StorageError.Kind? = nil, _ body: (inout State) throws -> Value
  ) throws(StorageError) -> Value {
    try state.withLock { (state) throws(StorageError) in
      if let reason = state.stopped {
        throw StorageError(
          .stopped, file: file, problem: "nothing more is written after an earlier failure: \(reason)",
          fix: "Restart the desk: it recovers from the journal and asks the broker.")
      }
      do {
        return try body(&state)
      } catch {
        let failure = StorageError(error, file: file, while: action)
        if failure.kind != survivable { state.stopped = failure.description }
        throw failure
      }
    }
  }

  /// Keeps the log bounded even if the owner is never idle. Looked at now and then: its size grows slowly.
  private func boundLog(_ state: inout State) throws {
    state.commitsSinceLook += 1
    guard state.commitsSinceLook >= 256 else { return }
    state.commitsSinceLook = 0
    if walBytes > walBoundBytes { try runCheckpoint() }
  }

  /// Passive: moves what no reader still needs, waits for nobody.
  func runCheckpoint() throws {
    _ = try queue.writeWithoutTransaction { db in try db.checkpoint(.passive) }
  }
}
