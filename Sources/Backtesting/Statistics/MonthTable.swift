/// Monthly returns in per cent, a line a year, 80 columns wide.
enum MonthTable {
  private static let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  private static let cell = 5
  private static let totalCell = 9

  static func lines(_ months: MonthlyReturns) -> [String] {
    ["YEAR" + names.map { right($0, cell) }.joined() + right("YEAR %", totalCell)]
      + months.years.map { year in
        "\(year.year)" + year.months.map { right(text($0), cell) }.joined() + right(text(year.total), totalCell)
      }
  }

  /// One decimal; none where there is no room for it.
  private static func text(_ share: Double?) -> String {
    guard let share else { return "" }
    let text = StatisticsText.fixed(share * 100, 1)
    return text.count < cell ? text : StatisticsText.fixed(share * 100, 0)
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - text.count, 1)) + text
  }
}
