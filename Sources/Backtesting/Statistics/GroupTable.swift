import Market
import Trading

/// A table of trade groups, 80 columns wide.
enum GroupTable {
  /// A terminal needs no more rows of one cut; the files have them all.
  static let limit = 30

  static func header(_ name: String) -> String {
    row(name, "TRADES", "WON", "GROSS", "CHARGES", "NET", "FACTOR")
  }

  static func line(_ group: TradeGroup) -> String {
    row(
      ExitReason(rawValue: group.name).map(ReportWords.exit) ?? group.name, "\(group.trades)",
      StatisticsText.percent(group.winRate), whole(group.gross), whole(group.charges),
      whole(group.net), StatisticsText.ratio(group.profitFactor))
  }

  /// Whole rupees; crores with two decimals where those would not fit.
  private static func whole(_ amount: Money) -> String {
    guard amount.magnitude < Money(rupees: 100 * crore) else {
      return StatisticsText.rupees(amount.rupees / Double(crore)) + " cr"
    }
    return StatisticsText.grouped(String("\(amount.rounded(to: .rupee))".prefix { $0 != "." }))
  }

  private static let crore: Int64 = 10_000_000

  private static func row(
    _ name: String, _ trades: String, _ won: String, _ gross: String, _ charges: String, _ net: String,
    _ factor: String
  ) -> String {
    let title = name.count > 14 ? name.prefix(13) + "…" : name
    return title + String(repeating: " ", count: 14 - title.count) + right(trades, 8) + right(won, 9)
      + right(gross, 14) + right(charges, 13) + right(net, 14) + right(factor, 8)
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - text.count, 1)) + text
  }
}
