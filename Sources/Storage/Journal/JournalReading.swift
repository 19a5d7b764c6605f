import GRDB
import Trading

/// Reads records of a stream and checks each against the one before it.
enum JournalReading {
  /// Up to `limit` records after `sequence`, without those set aside. The first that is missing or altered is an error naming it.
  static func entries(
    _ db: Database, of account: AccountID, after sequence: Int64, limit: Int, file: String
  ) throws -> [JournalEntry] {
    let stream = Int64(account.number)
    let first = max(sequence, 0)
    var previous: (sequence: Int64, chain: [UInt8])? = first == 0 ? (0, JournalRow.seed(of: stream)) : nil
    var entries: [JournalEntry] = []
    let count = first == 0 ? limit : limit + 1
    let aside = Set(try QuarantineTable.all(db, of: stream).map(\.sequence))
    try db.forEachRow(JournalRow.select, [stream, first, max(count, 0)], table: "journal") { columns in
      let row = try JournalRow(&columns)
      if let before = previous {
        try check(row, after: before, account, file: file)
        if !aside.contains(row.sequence) { entries.append(try entry(row, account, file: file)) }
      } else if row.sequence != first {
        throw damage(file, account, first, "the record is missing.")
      }
      previous = (row.sequence, row.chain)
    }
    return entries
  }

  private static func check(
    _ row: JournalRow, after before: (sequence: Int64, chain: [UInt8]), _ account: AccountID, file: String
  ) throws {
    guard row.sequence == before.sequence + 1 else {
      throw damage(file, account, before.sequence + 1, "the record is missing.")
    }
    guard row.chained(to: before.chain) == row.chain else {
      throw damage(file, account, row.sequence, "the record is not what was written.")
    }
  }

  private static func entry(_ row: JournalRow, _ account: AccountID, file: String) throws -> JournalEntry {
    do {
      return try row.entry()
    } catch {
      throw StorageError(
        .unreadable, file: file, table: "journal", account: account, sequence: row.sequence,
        problem: "the record (\(row.kind)) is of another version: \(error).",
        fix: "Use the version of Sarathi that wrote it, or set the record aside: \(row.quarantineCommand)")
    }
  }

  private static func damage(
    _ file: String, _ account: AccountID, _ sequence: Int64, _ problem: String
  ) -> StorageError {
    StorageError(
      .damaged, file: file, table: "journal", account: account, sequence: sequence, problem: problem,
      fix: "Keep the file aside, restore the last backup and reconcile with the broker before trading.")
  }
}
