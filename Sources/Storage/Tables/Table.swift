/// A read table: its columns in the order they are written and read.
struct Table: Sendable {
  let name: String
  let columns: [String]
  /// How many of them, from the first on, tell rows apart.
  let keyCount: Int
  /// Adds a row, or replaces the one with the same key.
  let upsert: SQL

  /// - Parameters:
  ///   - kept: columns that keep an earlier value when the new one is null.
  ///   - identity: columns an existing row must agree in; otherwise the row is left alone.
  init(_ name: String, key: [String], _ rest: [String], kept: Set<String> = [], identity: [String] = []) {
    let columns = key + rest
    let values = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let changes = rest.map {
      kept.contains($0) ? "\($0) = coalesce(excluded.\($0), \(name).\($0))" : "\($0) = excluded.\($0)"
    }
    let condition = identity.map { "\(name).\($0) = excluded.\($0)" }.joined(separator: " and ")
    self.name = name
    self.columns = columns
    keyCount = key.count
    upsert = SQL(
      """
      insert into \(name)(\(columns.joined(separator: ", "))) values (\(values)) \
      on conflict (\(key.joined(separator: ", "))) do update set \(changes.joined(separator: ", "))\
      \(condition.isEmpty ? "" : " where \(condition)")
      """)
  }

  /// The columns as a list for `select`, each with the table's short name before it.
  func selection(_ alias: String) -> String { columns.map { "\(alias).\($0)" }.joined(separator: ", ") }

  private static let charges = ["brokerage", "stt", "exchange_charge", "sebi", "gst", "stamp", "dp", "rounding"]

  static let decisions = Table(
    "decisions", key: ["account", "number"],
    [
      "mode", "seq", "signal_id", "link", "source", "received", "action", "symbol", "instrument", "outcome",
      "denial_code", "denial_detail", "reason", "time", "day",
    ], kept: ["source", "received"], identity: ["signal_id", "link"])

  static let orders = Table(
    "orders", key: ["account", "number"],
    [
      "mode", "seq", "link", "position", "purpose", "exit_reason", "decision", "instrument", "side", "quantity",
      "product", "pricing", "limit_price", "trigger_price", "protection", "tag", "broker_id", "status", "status_reason",
      "filled", "average_price", "modifications", "attempts", "created", "last_sent", "day",
    ])

  static let fills = Table(
    "fills", key: ["account", "order_number", "fill_id", "correction"],
    ["day", "mode", "seq", "position", "link", "instrument", "side", "quantity", "price"] + charges + ["time"])

  static let positions = Table(
    "positions", key: ["account", "id"],
    [
      "mode", "seq", "link", "instrument", "product", "direction", "entered", "exited", "average_entry",
      "average_exit", "open_cost", "realised",
    ] + charges + ["opened", "closed", "exit_reason", "stop", "target", "opened_day", "closed_day"])

  static let trades = Table(
    "trades", key: ["account", "position"],
    [
      "mode", "seq", "link", "instrument", "product", "direction", "quantity", "entry_price", "exit_price", "opened",
      "closed", "gross",
    ] + charges + ["exit_reason", "day"])

  static let incidents = Table(
    "incidents", key: ["account", "number"],
    ["mode", "seq", "level", "instrument", "text", "advice", "time", "day"])

  static let stopMoves = Table(
    "stop_moves", key: ["account", "seq", "line"],
    ["mode", "position", "instrument", "stop", "best", "kind", "time"])

  static let accountStatus = Table(
    "account_status", key: ["account"],
    ["mode", "seq", "is_paused", "halt", "is_reconciled", "day", "realised", "charges", "peak", "time"])

  /// The tables that are derived from the journal and can be filled again from it.
  static let derived = [decisions, orders, fills, positions, trades, incidents, stopMoves, accountStatus]

  static let dayReports = Table("day_reports", key: ["account", "day"], ["mode", "body", "time"])
  static let settings = Table("settings", key: ["key"], ["value", "time"])
  static let accounts = Table("accounts", key: ["id"], ["name", "mode", "body", "time"])
}
