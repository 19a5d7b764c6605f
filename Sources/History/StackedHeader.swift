/// A header of two or three lines, as a data frame with two levels of columns is written: the kinds of prices, the
/// ticker over and over, and a line that only names the dates.
///
/// Source: `yfinance` since 0.2.51 (`Price,Close,…`, `Ticker,RELIANCE.NS,…`, `Date,,…`); `pandas-datareader` writes
/// `Attributes` and `Symbols`.
struct StackedHeader {
  private(set) var names: [String]
  let symbol: String
  private(set) var linesBelow = 1

  private static let kinds: Set = ["price", "attributes"]
  private static let tickers: Set = ["ticker", "symbols"]

  /// Nil when the header is an ordinary one.
  init?(_ first: [String], below: [[String]], _ file: String, _ line: Int) throws(HistoryError) {
    guard let second = below.first, second.count == first.count, first.count > 1 else { return nil }
    let labels = [first, second].map { ColumnRole.normalized($0[0]) }
    let isTurned = Self.tickers.contains(labels[0]) && Self.kinds.contains(labels[1])
    guard isTurned || (Self.kinds.contains(labels[0]) && Self.tickers.contains(labels[1])) else { return nil }
    let tickers = Set((isTurned ? first : second).dropFirst().filter { !$0.isEmpty })
    guard let ticker = tickers.first, tickers.count == 1 else {
      throw HistoryError(
        file: file, line: isTurned ? line : line + 1, text: tickers.sorted().joined(separator: ", "),
        problem: "the prices of several tickers stand side by side",
        fix: "Write a file for each: yf.download(ticker, multi_level_index=False).to_csv(…).")
    }
    symbol = ticker
    names = isTurned ? second : first
    names[0] = "Date"
    if below.count > 1, below[1].dropFirst().allSatisfy(\.isEmpty), !below[1][0].isEmpty {
      names[0] = below[1][0]
      linesBelow = 2
    }
  }
}
