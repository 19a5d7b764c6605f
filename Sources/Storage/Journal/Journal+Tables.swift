import GRDB
package import Market
import Synchronization
import Trading

extension Journal {
  /// Writes instruments that are not known yet; those that are stay as they are. Durable when it returns.
  /// - Throws: `.conflict` when a number or a symbol would change its meaning; then none was written.
  package func registerInstruments(_ instruments: [(InstrumentID, Instrument)]) throws(StorageError) {
    guard !instruments.isEmpty else { return }
    try writing("registering instruments", survivable: .conflict) { _ in
      try queue.write { db in
        let known = try db.rows(SQL("select coalesce(max(id), -1) from instruments"), [], table: "instruments") {
          try $0.number(Int32.self)
        }
        for (id, instrument) in instruments { try InstrumentTable.add(id, instrument, to: db, file: file) }
        var new = instruments.map(\.0.index).filter { $0 > known.first ?? -1 }.sorted()[...]
        while let first = new.first {
          let run = zip(new, first...).prefix { $0 == $1 }
          try StoreSeal(db: db).sealInstruments(first...(first + Int32(run.count) - 1))
          new = new.dropFirst(run.count)
        }
      }
    }
  }

  /// Empties the tables that are derived from the journal and lets `body` write them again, in one transaction: readers
  /// see the old rows until it is done, and after an error they are as before. The journal itself is not touched.
  ///
  /// Read the entries through the writer given to `body` (or a ``DeskReader``): this journal is busy meanwhile.
  package func replaceReadTables(_ body: (inout ReadTableWriter) throws -> Void) throws {
    var own: (any Error)?
    do {
      try writing("replacing the read tables", survivable: .stopped) { _ in
        try queue.write { db in
          for table in Table.derived { try db.run(SQL("delete from \(table.name)"), []) }
          var writer = ReadTableWriter(db, file: file)
          do {
            try body(&writer)
          } catch {
            // Everything is rolled back; the caller's error is its own affair and does not end the journal.
            own = error
            throw StorageError(.stopped, file: file, problem: "the rows could not be derived.", fix: "")
          }
        }
      }
    } catch {
      throw own ?? error
    }
  }
}
