/// The days on which index options of one underlying expire on NSE, weekly or monthly.
///
/// By rule, not by contract: what was listed is in the instrument master, and where both speak the master is right.
/// An expiry that falls on a holiday moves to the trading day before it.
package struct ExpiryDays: Sendable {
  package let underlying: String
  private let rules: [Rule]
  private let calendar: TradingCalendar

  /// - Returns: nil for an underlying other than `NIFTY` and `BANKNIFTY`.
  package init?(underlying: String, calendar: TradingCalendar = .bundled) {
    guard let rules = Self.rules[underlying] else { return nil }
    self.underlying = underlying
    self.rules = rules
    self.calendar = calendar
  }

  /// The one underlying of all `instruments`; nil when they have several, or one that has no rules here.
  package init?(of instruments: [Instrument], calendar: TradingCalendar = .bundled) {
    guard let first = instruments.first, instruments.allSatisfy({ $0.underlying == first.underlying }) else {
      return nil
    }
    self.init(underlying: first.underlying, calendar: calendar)
  }

  package func contains(_ day: TradingDay) -> Bool {
    guard calendar.isTradingDay(day, for: .equityDerivatives) else { return false }
    // An expiry of the next days may have moved here; nothing moves further than a long weekend with holidays.
    return (0...6).contains { ahead in
      let planned = day.advanced(by: ahead)
      return isPlanned(planned) && held(planned) == day
    }
  }

  /// Weekdays on which contracts expire, from a date on.
  private struct Rule {
    var from: TradingDay
    /// 1 = Monday … 5 = Friday; nil: no weekly contracts.
    var weekly: Int?
    /// The last such weekday of the month.
    var monthly: Int

    init(_ year: Int, _ month: Int, _ day: Int, weekly: Int?, monthly: Int) {
      from = TradingDay(year: year, month: month, day: day) ?? TradingDay(daysSince1970: 0)
      self.weekly = weekly
      self.monthly = monthly
    }
  }

  /// From the exchange's announcements as newspapers reported them (2023-07, 2025-06, 2025-09). Not verified: the start
  /// of the Bank Nifty's weeklies, the month in which its monthlies moved to Wednesday, the day its weeklies ended.
  private static let rules: [String: [Rule]] = [
    "NIFTY": [
      Rule(2000, 6, 1, weekly: nil, monthly: 4),
      Rule(2019, 2, 11, weekly: 4, monthly: 4),
      Rule(2025, 9, 1, weekly: 2, monthly: 2),
    ],
    "BANKNIFTY": [
      Rule(2005, 6, 1, weekly: nil, monthly: 4),
      Rule(2016, 5, 27, weekly: 4, monthly: 4),
      Rule(2023, 9, 4, weekly: 3, monthly: 4),
      Rule(2024, 3, 1, weekly: 3, monthly: 3),
      Rule(2024, 11, 14, weekly: nil, monthly: 3),
      Rule(2025, 1, 1, weekly: nil, monthly: 4),
      Rule(2025, 9, 1, weekly: nil, monthly: 2),
    ],
  ]

  /// Whether contracts are meant to expire on `day`, holidays aside. In a week with a monthly expiry there is no other.
  private func isPlanned(_ day: TradingDay) -> Bool {
    guard let rule = rules.last(where: { $0.from <= day }) else { return false }
    if isMonthly(day, rule) { return true }
    guard day.weekday == rule.weekly else { return false }
    let monday = day.advanced(by: 1 - day.weekday)
    return !(0..<5).contains { isMonthly(monday.advanced(by: $0), rule) }
  }

  private func isMonthly(_ day: TradingDay, _ rule: Rule) -> Bool {
    let (year, month, dayOfMonth) = day.civil
    return day.weekday == rule.monthly && dayOfMonth + 7 > TradingDay.days(inMonth: month, of: year)
  }

  private func held(_ planned: TradingDay) -> TradingDay? {
    calendar.isTradingDay(planned, for: .equityDerivatives)
      ? planned : calendar.tradingDay(before: planned, for: .equityDerivatives)
  }
}
