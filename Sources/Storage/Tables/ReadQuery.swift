import Market

/// A select over one read table, with the readable names of instrument and link beside it.
struct ReadQuery<Value> {
  let table: Table
  let decode: (inout Columns) throws -> Value
  private let names: String
  private let joins: String
  private var conditions: [String] = []
  private var order = ""
  private(set) var values: [any ColumnValue] = []

  init(
    _ table: Table, instrument: Bool = true, link: Bool = true, account: Bool = false,
    _ decode: @escaping (inout Columns) throws -> Value
  ) {
    self.table = table
    self.decode = decode
    var names = ""
    var joins = ""
    if instrument {
      names += ", i.exchange, i.symbol"
      joins += " left join instruments i on i.id = r.instrument"
    }
    if link {
      names += ", l.name"
      joins += " left join links l on l.id = r.link"
    }
    if account {
      names += ", a.name"
      joins += " left join accounts a on a.id = r.account"
    }
    self.names = names
    self.joins = joins
  }

  var sql: SQL {
    let condition = conditions.isEmpty ? "" : " where " + conditions.joined(separator: " and ")
    return SQL("select \(table.selection("r"))\(names) from \(table.name) r\(joins)\(condition)\(order)")
  }

  /// Only rows whose column has the value; all rows when there is none.
  func `where`(_ column: String, _ value: (some ColumnValue)?) -> Self {
    guard let value else { return self }
    return self.where("r." + column, "=", value)
  }

  func `where`(_ expression: String, _ comparison: String, _ value: some ColumnValue) -> Self {
    var query = self
    query.values.append(value)
    query.conditions.append("\(expression) \(comparison) $\(query.values.count)")
    return query
  }

  func `where`(plain condition: String) -> Self {
    var query = self
    query.conditions.append(condition)
    return query
  }

  /// Descending by both columns.
  func newest(_ first: String, _ second: String, _ limit: Int) -> Self {
    var query = self
    query.values.append(max(limit, 0))
    query.order = " order by r.\(first) desc, r.\(second) desc limit $\(query.values.count)"
    return query
  }
}

extension Columns {
  /// `NSE:RELIANCE` from the joined instrument; empty when it was never registered.
  mutating func symbol() throws -> String {
    let exchange = try textOrNil()
    guard let symbol = try textOrNil(), let exchange else { return "" }
    return "\(exchange):\(symbol)"
  }

  mutating func name() throws -> String { try textOrNil() ?? "" }
}
