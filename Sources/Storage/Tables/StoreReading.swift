import Engine
import GRDB
import Market

/// Reads rows that belong to the desk as a whole.
enum StoreReading {
  static func links(_ db: Database, includingRemoved: Bool) throws -> [LinkRow] {
    let select = SQL(
      """
      select body, secret_hash, secret_hint, created, removed from links \
      \(includingRemoved ? "" : "where removed is null") order by id
      """)
    return try db.rows(select, [], table: "links") { columns in
      LinkRow(
        link: try json(&columns), secretHash: try columns.text(), secretHint: try columns.text(),
        created: try columns.time(), removed: try columns.timeOrNil())
    }
  }

  static func accounts(_ db: Database) throws -> [AccountSettings] {
    try db.rows(SQL("select body from accounts order by id"), [], table: "accounts") { try json(&$0) }
  }

  static func setting(_ db: Database, _ key: String) throws -> String? {
    try db.rows(SQL("select value from settings where key = $1"), [key], table: "settings") { try $0.text() }.first
  }

  static func json<Value: Decodable>(_ columns: inout Columns) throws -> Value {
    let text = try columns.text()
    do {
      return try StoreRowWriter.fromJSON(Value.self, text)
    } catch {
      throw columns.mismatch("a \(Value.self) (\(error))")
    }
  }
}
