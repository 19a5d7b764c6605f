package import Market

/// Lot sizes of index derivatives.
///
/// A lot belongs to a contract, not to a date: the exchange lists new contracts with the new lot while old ones keep
/// theirs. So there are two readings of the same facts: by a contract's expiry, and by the day from which the near
/// month's future has the lot, for an index that is traded as if it were its future.
package enum IndexLots {
  /// The lot of the contract that expires on `expiry`; nil for an index without derivatives.
  package static func lot(of index: String, expiring expiry: TradingDay) -> Quantity? {
    lot(of: index, at: expiry, \.firstExpiry)
  }

  /// The lot of the near month's future on `day`.
  package static func lot(of index: String, on day: TradingDay) -> Quantity? { lot(of: index, at: day, \.nearFrom) }

  /// The earliest expiry for which the table says anything.
  package static func known(of index: String) -> TradingDay? { rows.first { $0.index == index }?.nearFrom }

  /// The day from which the table rests on circulars as brokers passed them on; before it on newspapers and forums.
  package static func confirmed(of index: String) -> TradingDay? {
    switch index {
    case "NIFTY": TradingDay(year: 2015, month: 10, day: 30)
    case "BANKNIFTY": TradingDay(year: 2018, month: 10, day: 26)
    default: nil
    }
  }

  private struct Row: Sendable {
    var index: String
    /// Contracts that expire from this day on.
    var firstExpiry: TradingDay?
    /// The near month's future from this day on: the day after the month before has expired.
    var nearFrom: TradingDay?
    var lot: Quantity
  }

  /// The last row that holds; before the first, the first.
  private static func lot(of index: String, at day: TradingDay, _ from: KeyPath<Row, TradingDay?>) -> Quantity? {
    let dated = rows.filter { $0.index == index && $0[keyPath: from] != nil }
    return (dated.last { ($0[keyPath: from] ?? day) <= day } ?? dated.first)?.lot
  }

  // Sources: NSE circular FAOP70616 of 2025-10-03 (2026 lots); for the others the exchanges' half-yearly reviews as
  // brokers passed them on, 2020-05 (BANKNIFTY 25 from the monthly of 2020-07-30, weeklies before it 20), 2021-04,
  // 2023-04 (BANKNIFTY 15 from the monthly of July 2023), 2024-04 (FINNIFTY and MIDCPNIFTY from the monthly of July),
  // 2024-10, 2025-04. BANKNIFTY's 20 of 2018-10-26 and everything before 2018 are from newspapers and forums.
  // A "-" says that the row is for the other reading only: the monthly of January 2025 kept its lot while weeklies
  // around it already had the new one.
  private static let table = """
    NIFTY 2007-03-29 2007-02-23 50
    NIFTY 2014-11-27 2014-10-31 25
    NIFTY 2015-11-26 2015-10-30 75
    NIFTY 2021-07-01 2021-06-25 50
    NIFTY 2024-05-02 2024-04-26 25
    NIFTY 2025-01-02 - 75
    NIFTY 2025-01-30 - 25
    NIFTY 2025-01-31 2025-01-31 75
    NIFTY 2026-01-06 2025-12-31 65
    BANKNIFTY 2010-05-27 2010-04-30 25
    BANKNIFTY 2015-11-26 2015-10-30 30
    BANKNIFTY 2016-07-28 2016-07-01 40
    BANKNIFTY 2018-10-26 2018-10-26 20
    BANKNIFTY 2020-07-30 2020-06-26 25
    BANKNIFTY 2023-07-27 2023-06-30 15
    BANKNIFTY 2025-01-31 2025-01-31 30
    BANKNIFTY 2025-07-31 2025-06-27 35
    BANKNIFTY 2026-01-27 2025-12-31 30
    FINNIFTY 2021-01-11 2021-01-11 40
    FINNIFTY 2024-07-30 2024-06-26 25
    FINNIFTY 2025-01-31 2025-01-31 65
    FINNIFTY 2026-01-27 2025-12-31 60
    MIDCPNIFTY 2022-01-24 2022-01-24 75
    MIDCPNIFTY 2024-07-29 2024-06-25 50
    MIDCPNIFTY 2025-01-31 2025-01-31 120
    MIDCPNIFTY 2025-07-31 2025-06-27 140
    MIDCPNIFTY 2026-01-27 2025-12-31 120
    NIFTYNXT50 2024-04-24 2024-04-24 10
    NIFTYNXT50 2025-01-31 2025-01-31 25
    SENSEX 2023-05-15 2023-05-15 10
    SENSEX 2025-01-07 - 20
    SENSEX 2025-01-28 - 10
    SENSEX 2025-01-29 2025-01-29 20
    BANKEX 2023-05-15 2023-05-15 15
    BANKEX 2025-01-29 2025-01-29 30
    SENSEX50 2023-05-15 2023-05-15 25
    SENSEX50 2025-01-29 2025-01-29 60
    SENSEX50 2026-01-01 2026-01-01 75
    """

  private static let rows: [Row] = table.split(separator: "\n").map { line in
    let cells = line.split(separator: " ")
    guard cells.count == 4, let lot = Int64(cells[3]) else { preconditionFailure("damaged lot table: \(line)") }
    return Row(
      index: String(cells[0]), firstExpiry: TradingDay(parsing: cells[1]), nearFrom: TradingDay(parsing: cells[2]),
      lot: Quantity(lot))
  }
}
