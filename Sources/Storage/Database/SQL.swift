import Foundation
import GRDB
import GRDBSQLite

/// A statement in the subset that SQLite and PostgreSQL share.
///
/// PostgreSQL binds `$1` by its number, SQLite by its first place in the text. Here both are the same, because a text
/// whose parameters do not first appear as `$1`, `$2`, `$3` … is refused when it is made.
struct SQL: Sendable {
  let text: String

  init(_ text: String) {
    precondition(Self.parametersAscend(in: text), "parameters first appear in ascending order: \(text)")
    self.text = text
  }

  static func parametersAscend(in text: String) -> Bool {
    var highest = 0
    for part in text.split(separator: "$", omittingEmptySubsequences: false).dropFirst() {
      guard let number = Int(part.prefix { $0.isNumber }), number >= 1, number <= highest + 1 else { return false }
      highest = max(highest, number)
    }
    return true
  }
}

extension Database {
  /// Runs a statement whose text stays the same from call to call and which returns no rows.
  ///
  /// The values go to SQLite directly: GRDB's own way to bind costs as much as the insertion, and every commit runs
  /// several of these.
  func run(_ sql: SQL, _ values: [any ColumnValue]) throws {
    let statement = try cachedStatement(sql: sql.text).sqliteStatement
    precondition(sqlite3_bind_parameter_count(statement) == values.count, "each parameter has a value: \(sql.text)")
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (place, value) in zip(Int32(1)..., values) {
      let code = Self.bind(value.column, to: statement, at: place)
      guard code == SQLITE_OK else { throw failure(code, sql) }
    }
    let code = sqlite3_step(statement)
    guard code == SQLITE_DONE else { throw failure(code, sql) }
  }

  private func failure(_ code: Int32, _ sql: SQL) -> DatabaseError {
    DatabaseError(resultCode: ResultCode(rawValue: code), message: lastErrorMessage, sql: sql.text)
  }

  /// SQLite copies text and bytes.
  private static func bind(_ value: DatabaseValue, to statement: OpaquePointer, at place: Int32) -> Int32 {
    let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch value.storage {
    case .null: return sqlite3_bind_null(statement, place)
    case .int64(let number): return sqlite3_bind_int64(statement, place, number)
    case .double(let number): return sqlite3_bind_double(statement, place, number)
    case .string(var text):
      // Without a place in memory, SQLite would take an empty text for null.
      guard !text.isEmpty else { return sqlite3_bind_text(statement, place, "", 0, copying) }
      return text.withUTF8 { utf8 in
        utf8.withMemoryRebound(to: CChar.self) {
          sqlite3_bind_text(statement, place, $0.baseAddress, Int32($0.count), copying)
        }
      }
    case .blob(let data):
      return data.withUnsafeBytes {
        $0.isEmpty
          ? sqlite3_bind_zeroblob(statement, place, 0)
          : sqlite3_bind_blob(statement, place, $0.baseAddress, Int32($0.count), copying)
      }
    }
  }

  /// Calls `body` with each row, in order.
  func forEachRow(_ sql: SQL, _ values: [any ColumnValue], table: String, _ body: (inout Columns) throws -> Void) throws
  {
    let statement = try cachedStatement(sql: sql.text)
    let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(values.map(\.column)))
    while let row = try cursor.next() {
      var columns = Columns(row, table: table)
      try body(&columns)
    }
  }

  func rows<Value>(
    _ sql: SQL, _ values: [any ColumnValue], table: String, _ body: (inout Columns) throws -> Value
  ) throws -> [Value] {
    var result: [Value] = []
    try forEachRow(sql, values, table: table) { result.append(try body(&$0)) }
    return result
  }
}

extension DatabaseQueue {
  private static let begin = SQL("begin immediate")
  private static let commit = SQL("commit")

  /// As `write`, but does not compile the statements around the transaction anew for each of them.
  func writeOften(_ body: (Database) throws -> Void) throws {
    try writeWithoutTransaction { db in
      try db.run(Self.begin, [])
      do {
        try body(db)
        try db.run(Self.commit, [])
      } catch {
        // The first error says more; what cannot be rolled back is not committed either.
        try? db.rollback()
        throw error
      }
    }
  }
}
