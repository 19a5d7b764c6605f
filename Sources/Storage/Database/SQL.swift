import GRDB

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
  /// Runs a statement whose text stays the same from call to call.
  func run(_ sql: SQL, _ values: [any ColumnValue]) throws {
    try cachedStatement(sql: sql.text).execute(arguments: StatementArguments(values.map(\.column)))
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
