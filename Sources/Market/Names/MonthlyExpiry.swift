/// The day on which the monthly contracts of an underlying expire: a month's last weekday of a kind, or the trading day
/// before it when that is a holiday.
///
/// By rule, as newspapers reported the exchanges' announcements (2023-07, 2025-06, 2025-09); the master is right where it
/// speaks. Not verified: the month in which the Bank Nifty moved to Wednesday, and the days of FINNIFTY and MIDCPNIFTY
/// before 2021.
package enum MonthlyExpiry {
  /// Nil for a commodity: its day is in no rule here.
  package static func day(
    of underlying: String, exchange: Exchange, year: Int, month: Int, calendar: TradingCalendar = .bundled
  ) -> TradingDay? {
    guard exchange != .mcx, Commodity.named(underlying) == nil,
      let first = TradingDay(year: year, month: month, day: 1),
      let last = TradingDay(year: year, month: month, day: TradingDay.days(inMonth: month, of: year))
    else { return nil }
    let rules = rules[IndexName.short(underlying) ?? ""] ?? (exchange == .bfo ? bse : nse)
    let weekday = rules.last { $0.from <= year * 100 + month }?.weekday ?? 4
    let planned = last.advanced(by: -((last.weekday - weekday + 7) % 7))
    guard planned >= first else { return nil }
    return calendar.isTradingDay(planned, for: .equityDerivatives)
      ? planned : calendar.tradingDay(before: planned, for: .equityDerivatives)
  }

  /// From a month on, as 202409: 1 = Monday … 5 = Friday.
  private typealias Rule = (from: Int, weekday: Int)

  private static let nse: [Rule] = [(0, 4), (202509, 2)]
  private static let bse: [Rule] = [(0, 4), (202305, 5), (202501, 2), (202509, 4)]
  private static let rules: [String: [Rule]] = [
    "NIFTY": nse,
    "BANKNIFTY": [(0, 4), (202403, 3), (202501, 4), (202509, 2)],
    "FINNIFTY": [(0, 2), (202501, 4), (202509, 2)],
    "MIDCPNIFTY": [(0, 3), (202308, 1), (202501, 4), (202509, 2)],
    "NIFTYNXT50": [(0, 5), (202501, 4), (202509, 2)],
    "SENSEX": bse, "SENSEX50": bse,
    "BANKEX": [(0, 5), (202310, 1), (202501, 2), (202509, 4)],
  ]
}
