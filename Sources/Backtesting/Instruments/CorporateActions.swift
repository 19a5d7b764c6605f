package import History
package import Market

/// Splits, bonuses and consolidations that a person names, and what they make of prices from before.
package struct CorporateActions: Sendable {
  package struct Action: Hashable, Sendable {
    package var symbol: String
    /// The first day on which it trades at the new price.
    package var exDate: TradingDay
    /// So many shares after it …
    package var newShares: Int64
    /// … for so many before.
    package var oldShares: Int64

    /// Whether it concerns prices of this name: `NSE:TATASTEEL-EQ` is TATASTEEL.
    func isOf(_ name: String) -> Bool { QuotedName(name).key == QuotedName(symbol).key }
  }

  package private(set) var actions: [Action] = []

  private static let header = ["symbol", "ex_date", "new_shares", "old_shares"]
  private static let mostShares: Int64 = 10_000

  /// Reads lines such as `TATASTEEL,2022-07-28,10,1`: ten shares for one. A bonus of 1:1 is `2,1`.
  /// - Parameter file: its name, for messages.
  package init(parsing text: String, file: String) throws(BacktestError) {
    var lines = text.split(whereSeparator: \.isNewline).enumerated().map { ($0.offset + 1, Self.cells($0.element)) }
      .filter { $0.1 != [""] && !($0.1.first?.hasPrefix("#") ?? false) }
    guard !lines.isEmpty, lines.removeFirst().1.map({ $0.lowercased() }) == Self.header else {
      throw BacktestError(
        "\(file): the first line is not the header \(Self.header.joined(separator: ",")).",
        fix: "Begin the file with it; then a line for each event, such as TATASTEEL,2022-07-28,10,1.")
    }
    for (number, cells) in lines {
      let action = try Self.action(cells, "\(file), line \(number)")
      guard !actions.contains(where: { $0.isOf(action.symbol) && $0.exDate == action.exDate }) else {
        throw BacktestError(
          "\(file), line \(number): \(action.symbol) has an event on \(action.exDate) already.",
          fix: "Write one line for a day: a split of 1 into 2 and a bonus of 1:1 are 4,1.")
      }
      actions.append(action)
    }
    actions.sort { ($0.exDate, $0.symbol) < ($1.exDate, $1.symbol) }
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
      String(cell.filter { $0 != "\"" && $0 != "\u{FEFF}" && !$0.isWhitespace })
    }
  }

  private static func action(_ cells: [String], _ place: String) throws(BacktestError) -> Action {
    guard cells.count == header.count, !cells[0].isEmpty else {
      throw BacktestError(
        "\(place): there are \(cells.count) fields, not \(header.count).", fix: "Write TATASTEEL,2022-07-28,10,1.")
    }
    guard let day = TradingDay(parsing: cells[1]) else {
      throw BacktestError("\(place), ex_date: \"\(cells[1])\" is no date.", fix: "Write it as 2022-07-28.")
    }
    guard let new = Int64(cells[2]), let old = Int64(cells[3]), (1...mostShares).contains(new),
      (1...mostShares).contains(old)
    else {
      throw BacktestError(
        "\(place): \(cells[2]) new shares for \(cells[3]) old ones are no ratio.",
        fix: "Write whole numbers from 1 to \(mostShares): a split of 1 into 10 is 10,1, a bonus of 1:1 is 2,1.")
    }
    return Action(symbol: cells[0], exDate: day, newShares: new, oldShares: old)
  }

  /// The series at the price level of its last bar, and what was done in words; itself when nothing concerns it.
  package func adjust(_ series: BarSeries) -> (series: BarSeries, notes: [String]) {
    let ours = actions.filter { Self.concerns($0, series) }
    guard !ours.isEmpty else { return (series, []) }
    var adjusted = Adjusted(series)
    for action in ours { adjusted.apply(action) }
    let notes = ours.map {
      "\($0.symbol): prices before \($0.exDate) are adjusted for \($0.newShares) shares in place of \($0.oldShares)"
    }
    return (adjusted.series, notes)
  }

  private static func concerns(_ action: Action, _ series: BarSeries) -> Bool {
    action.isOf(series.symbol) && !series.isEmpty && series.start(0).istDay < action.exDate
      && action.exDate <= series.start(series.count - 1).istDay
  }

  /// The events that change none of the series, in words.
  package func unused(by series: [BarSeries]) -> [String] {
    actions.filter { action in !series.contains { Self.concerns(action, $0) } }.map {
      "\($0.symbol), \($0.exDate): this event adjusts nothing here; no prices of that symbol lie on both sides of it"
    }
  }

  private struct Adjusted {
    private let original: BarSeries
    private var prices: [[Int32]]
    private var volume: [Int64]

    init(_ series: BarSeries) {
      original = series
      let columns = series.columns
      prices = [columns.open, columns.high, columns.low, columns.close].map { Array($0.elements) }
      volume = Array(columns.volume.elements)
    }

    mutating func apply(_ action: Action) {
      let end = original.index(from: Timestamp(day: action.exDate, time: TimeOfDay(0, 0)))
      for index in 0..<end {
        for column in prices.indices {
          let value = Int64(prices[column][index]) * action.oldShares
          // A price stays one.
          let scaled = max((2 * value + action.newShares) / (2 * action.newShares), 1)
          prices[column][index] = Int32(clamping: scaled)
        }
        let product = volume[index].multipliedReportingOverflow(by: action.newShares)
        if !product.overflow { volume[index] = product.partialValue / action.oldShares }
      }
    }

    var series: BarSeries {
      BarSeries(
        symbol: original.symbol, interval: original.interval, priceUnit: original.priceUnit,
        hasVolume: original.hasVolume,
        columns: BarColumns(
          seconds: original.columns.seconds, open: Column(prices[0]), high: Column(prices[1]), low: Column(prices[2]),
          close: Column(prices[3]), volume: Column(volume)))
    }
  }
}
