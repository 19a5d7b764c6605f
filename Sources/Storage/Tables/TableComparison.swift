import Engine
import GRDB
import Market
package import Trading

/// The tables people read beside what the journal says they should be.
///
/// The rows are derived again into a database of their own, in temporary space, and compared one by one.
package struct TableComparison {
  package struct Finding: Hashable, Sendable {
    package var account: AccountID?
    package var table: String
    package var problem: String

    package init(account: AccountID?, table: String, problem: String) {
      self.account = account
      self.table = table
      self.problem = problem
    }
  }

  package static let maximumFindings = 100

  private let derived: DatabaseQueue
  private let file: String

  /// - Throws: when the temporary space cannot be had.
  init(file: String) throws {
    self.file = file
    // An empty path: SQLite keeps it in temporary space and removes it.
    derived = try DatabaseQueue(path: "")
    try derived.write { db in
      for step in Migrations.desk.steps { try db.execute(sql: step) }
    }
  }

  /// - Parameter derive: writes the rows of every stream.
  func compare(_ db: Database, derive: (inout ReadTableWriter) throws -> Void) throws -> [Finding] {
    try derived.write { own in
      var writer = ReadTableWriter(own, file: file)
      try derive(&writer)
    }
    return try derived.read { own in
      var findings: [Finding] = []
      for table in Table.derived { try compare(table, db, own, &findings) }
      return Array(findings.prefix(Self.maximumFindings))
    }
  }

  /// Both sides in the order of their keys.
  private func compare(_ table: Table, _ db: Database, _ own: Database, _ findings: inout [Finding]) throws {
    let sql =
      "select \(table.columns.joined(separator: ", ")) from \(table.name) "
      + "order by \(table.columns.prefix(table.keyCount).joined(separator: ", "))"
    let there = try Row.fetchCursor(db, sql: sql)
    let wanted = try Row.fetchCursor(own, sql: sql)
    var (row, expected) = (try there.next().map(Self.values), try wanted.next().map(Self.values))
    while findings.count < Self.maximumFindings, row != nil || expected != nil {
      switch order(row, expected, table.keyCount) {
      case .less:
        findings.append(finding(table, row ?? [], "is not in the journal"))
        row = try there.next().map(Self.values)
      case .greater:
        findings.append(finding(table, expected ?? [], "is missing; the journal has it"))
        expected = try wanted.next().map(Self.values)
      case .same:
        for (index, pair) in zip(row ?? [], expected ?? []).enumerated() where pair.0 != pair.1 {
          findings.append(
            finding(table, row ?? [], "has \(pair.0) as \(table.columns[index]), the journal says \(pair.1)"))
          break
        }
        (row, expected) = (try there.next().map(Self.values), try wanted.next().map(Self.values))
      }
    }
  }

  private static func values(_ row: Row) -> [DatabaseValue] { row.map { $0.1 } }

  private enum Order { case less, same, greater }

  private func order(_ row: [DatabaseValue]?, _ expected: [DatabaseValue]?, _ keys: Int) -> Order {
    guard let row else { return .greater }
    guard let expected else { return .less }
    for (a, b) in zip(row.prefix(keys), expected.prefix(keys)) {
      switch (a.storage, b.storage) {
      case (.int64(let a), .int64(let b)) where a != b: return a < b ? .less : .greater
      case (.string(let a), .string(let b)) where a != b:
        return Array(a.utf8).lexicographicallyPrecedes(Array(b.utf8)) ? .less : .greater
      // A key of another kind is not ours.
      case (let a, let b) where DatabaseValue.Storage.isOtherKind(a, b): return .less
      default: continue
      }
    }
    return .same
  }

  private func finding(_ table: Table, _ row: [DatabaseValue], _ problem: String) -> Finding {
    let key = zip(table.columns, row).prefix(table.keyCount).map { "\($0) \($1)" }.joined(separator: ", ")
    var account: AccountID?
    if case .int64(let number)? = row.first?.storage { account = Int32(exactly: number).map { AccountID($0) } }
    return Finding(account: account, table: table.name, problem: "the row \(key) \(problem)")
  }
}

extension DatabaseValue.Storage {
  fileprivate static func isOtherKind(_ a: Self, _ b: Self) -> Bool {
    switch (a, b) {
    case (.int64, .int64), (.string, .string): false
    default: true
    }
  }
}

extension DeskReader {
  /// Compares the tables people read with the journal, in one view of the database.
  ///
  /// - Parameter derive: writes the rows of every stream; it reads records through the `entries` given.
  package func compareTables(
    _ derive: (
      _ writer: inout ReadTableWriter,
      _ entries: (_ account: AccountID, _ after: Int64, _ limit: Int) throws -> [JournalEntry]
    ) throws -> Void
  ) throws -> [TableComparison.Finding] {
    let comparison = try TableComparison(file: path)
    return try inOneView { db in
      try comparison.compare(db) { writer in
        try derive(&writer) { account, after, limit in
          try JournalReading.entries(db, of: account, after: after, limit: limit, file: path)
        }
      }
    }
  }

  /// Rows that are not derived from the journal and are not what was written.
  package func sealFindings() throws(StorageError) -> [String] {
    try read("looking at the rows under seal") { try StoreSeal(db: $0).findings() }
  }
}
