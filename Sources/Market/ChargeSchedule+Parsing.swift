package typealias ChargeScheduleError = DataFileError

extension ChargeSchedule {
  private static let columns = [
    "row", "name", "exchange", "segment", "side", "effective_from", "percent", "flat", "minimum", "cap",
  ]

  /// Reads a charges file; its format is described at the head of `Data/charges.csv`.
  package init(parsing bytes: [UInt8]) throws(ChargeScheduleError) {
    let table = try DataTable(parsing: bytes, file: "charges", columns: Self.columns)
    rows = []
    for row in table.rows { rows.append(try Row(row)) }
  }
}

extension ChargeSchedule.Row {
  fileprivate init(_ row: DataTable.Row) throws(ChargeScheduleError) {
    kind = try row.choice("row", ChargeSchedule.RowKind.allCases.map { ($0.rawValue, $0) })
    if kind == .rate { _ = try row.choice("name", ChargeSchedule.Levy.allCases.map { ($0.rawValue, $0) }) }
    name = row["name"]
    guard !name.isEmpty else { throw row.error("name", "no plan", fix: "Name the brokerage plan, such as zerodha.") }
    exchange = try row.choice("exchange", [("any", nil)] + ChargeExchange.allCases.map { ($0.rawValue, $0) })
    segment = try row.choice("segment", [("any", nil)] + ChargeSegment.allCases.map { ($0.rawValue, $0) })
    side = try row.choice("side", [("both", nil), ("buy", .buy), ("sell", .sell)])
    from = try row.day("effective_from")
    rate = try row.rate()
    if kind == .rate { try row.requireOnlyPercent() }
  }
}

extension DataTable.Row {
  fileprivate func rate() throws(ChargeScheduleError) -> ChargeRate {
    guard !self["percent"].isEmpty || !self["flat"].isEmpty else {
      throw error("percent", "neither percent nor flat", fix: "Write 0 if it costs nothing.")
    }
    let rate = ChargeRate(
      perBillion: try perBillion("percent"), flat: try rupees("flat") ?? .zero,
      minimum: try rupees("minimum") ?? .zero, cap: try rupees("cap"))
    if let cap = rate.cap, cap < rate.minimum {
      throw error("cap", "the cap is below the minimum", fix: "Make the cap at least \(rate.minimum).")
    }
    return rate
  }

  fileprivate func requireOnlyPercent() throws(ChargeScheduleError) {
    for column in ["flat", "minimum", "cap"] where !self[column].isEmpty {
      throw error(column, "a levy is a percentage only", fix: "Leave the field empty.")
    }
  }

  private func rupees(_ column: String) throws(ChargeScheduleError) -> Money? {
    guard !self[column].isEmpty else { return nil }
    guard let amount = Money(parsing: self[column]), amount >= .zero, amount < Money(rupees: 1_000_000) else {
      throw error(column, "not an amount", fix: "Write rupees such as 20 or 15.34.")
    }
    return amount
  }

  /// A percentage of at most seven decimals in parts of 10⁹.
  private func perBillion(_ column: String) throws(ChargeScheduleError) -> Int64 {
    guard !self[column].isEmpty else { return 0 }
    let parts = self[column].split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1] : ""
    guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, whole.count <= 2, decimals.count <= 7,
      (whole + decimals).utf8.allSatisfy(\.isDigit),
      let value = Int64(whole + decimals + String(repeating: "0", count: 7 - decimals.count))
    else {
      throw error(column, "not a percentage", fix: "Write it as 0.025, below 100, at most seven decimals, no % sign.")
    }
    return value
  }
}
