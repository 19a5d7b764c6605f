import GRDB
package import Market
import Synchronization
import Trading

extension Journal {
  /// Writes instruments that are not known yet; those that are stay as they are. Durable when it returns.
  /// - Throws: `.conflict` when a number or a symbol would change its meaning; then none was written.
  package func registerInstruments(_ instruments: [(InstrumentID, Instrument)]) throws(StorageError) {
    guard !instruments.isEmpty else { return }
    try state.withLock { (state) throws(StorageError) in
      try refuseIfStopped(state)
      do {
        try queue.write { db in
          for (id, instrument) in instruments { try InstrumentTable.add(id, instrument, to: db, file: file) }
        }
      } catch {
        throw StorageError(error, file: file, table: "instruments", while: "registering instruments")
      }
    }
  }

  /// Empties the tables that are derived from the journal and lets `body` write them again, in one transaction: readers
  /// see the old rows until it is done, and after an error they are as before. The journal itself is not touched.
  ///
  /// Read the entries through a ``DeskReader`` inside `body`, not through this journal.
  package func replaceReadTables(_ body: (inout ReadTableWriter) throws -> Void) throws {
    try state.withLock { state in
      try refuseIfStopped(state)
      try queue.write { db in
        for table in Table.derived { try db.run(SQL("delete from \(table.name)"), []) }
        var writer = ReadTableWriter(db, file: file)
        try body(&writer)
      }
    }
  }
}
