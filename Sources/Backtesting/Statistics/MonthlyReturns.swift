import Market

/// Returns by month, a row for each year.
package struct MonthlyReturns: Codable, Hashable, Sendable {
  package var years: [Year]

  package struct Year: Codable, Hashable, Sendable {
    package var year: Int
    /// January to December: equity at the month's end ÷ equity at the end of the last month with bars (at first the
    /// capital) − 1. Nil for months without bars, or when equity before was zero or less.
    package var months: [Double?]
    /// The whole year, likewise.
    package var total: Double?
  }

  init(_ days: [EquityDay]) {
    years = []
    var first = 0
    while first < days.count {
      let year = days[first].day.civil.year
      let end = days[first...].firstIndex { $0.day.civil.year != year } ?? days.count
      years.append(Self.row(year, days[first..<end]))
      first = end
    }
  }

  private static func row(_ year: Int, _ days: ArraySlice<EquityDay>) -> Year {
    var months: [Double?] = Array(repeating: nil, count: 12)
    for month in 1...12 {
      let ofMonth = days.filter { $0.day.civil.month == month }
      months[month - 1] = growth(ofMonth.first?.open, ofMonth.last?.close)
    }
    return Year(year: year, months: months, total: growth(days.first?.open, days.last?.close))
  }

  private static func growth(_ before: Money?, _ after: Money?) -> Double? {
    guard let before, let after, before > .zero else { return nil }
    return after.rupees / before.rupees - 1
  }
}
