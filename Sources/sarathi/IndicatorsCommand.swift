import ArgumentParser
import Backtesting
import Foundation
import History
import Indicators
import Market

/// `sarathi indicators`: indicator values of a price file as a table.
struct IndicatorsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "indicators",
    abstract: "Compute indicators over price files, as CSV.",
    discussion: """
      sarathi indicators --bars NIFTY_2024.csv.gz --indicator ema:9 --indicator bollinger:20,2 > values.csv

      The candles are those a backtest with the same options trades: those of the pre-open and other times outside the \
      sessions are left out, and that is said. Several instruments have a column symbol.

      One line for each candle, a column for each value, empty while it is not defined. Numbers have as many digits as \
      they need to be read back exactly.
      """)

  @OptionGroup(title: "Prices") var prices: BacktestDataOptions
  @Option(
    help: ArgumentHelp(
      "Name and parameters, such as ema:9 or macd:12,26,9; repeat for several.", valueName: "indicator"))
  var indicator: [String] = []
  @Flag(help: "List all indicators with their parameters.") var list = false
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if list { return }
    try prices.requireBars()
    guard !indicator.isEmpty else {
      throw ValidationError("Name an indicator: --indicator ema:9. All of them: sarathi indicators --list")
    }
    _ = try indicators()
  }

  func run() async throws {
    if list { return Self.printList() }
    try await backtesting {
      let configuration = try common.configuration()
      let data = try BacktestPrices(prices, configuration, BacktestProgress())
      let calendar = try configuration.calendar()
      let candles = data.series.map { SessionCandles($0, prices, calendar) }
      let gaps = candles.flatMap(\.gaps)
      for note in data.fileNotes + data.adjustments + gaps + candles.compactMap(\.note) {
        Console.note("note: \(note)")
      }
      try IndicatorTable(try indicators(), candles).write { text in
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
      }
    }
  }

  private func indicators() throws -> [AnyIndicator] {
    try indicator.map { text in
      do throws(IndicatorError) { return try IndicatorCatalog.make(text) } catch {
        throw ValidationError("--indicator \(text): \(error)")
      }
    }
  }

  private static func printList() {
    for entry in IndicatorCatalog.entries {
      let parameters = entry.parameters.map(\.name).joined(separator: ",")
      Console.line(entry.example + (parameters.isEmpty ? "" : "  (\(parameters))"))
      BacktestText.wrapped(entry.meaning, indent: 4, hanging: 0).forEach { Console.line($0) }
    }
  }
}

/// Indicator values beside the times of their candles.
struct IndicatorTable {
  private let indicators: [AnyIndicator]
  private let candles: [SessionCandles]

  init(_ indicators: [AnyIndicator], _ candles: [SessionCandles]) {
    self.indicators = indicators
    self.candles = candles
  }

  /// Lines of this many bytes are written at a time.
  private static let blockBytes = 1 << 20

  /// Hands the table over in blocks.
  func write(_ take: (String) throws -> Void) throws {
    let names = candles.count > 1 ? ["timestamp", "symbol"] : ["timestamp"]
    var text = (names + indicators.flatMap(\.columns)).joined(separator: ",") + "\n"
    for one in candles { try write(one, &text, take) }
    try take(text)
  }

  /// Every instrument begins with indicators that have seen nothing.
  private func write(_ one: SessionCandles, _ text: inout String, _ take: (String) throws -> Void) throws {
    var indicators = indicators
    for index in one.indices {
      if one.restarts.contains(index) { indicators = self.indicators }
      let bar = Bar(one.series.candle(index))
      text += "\(bar.start)"
      if candles.count > 1 { text += ",\(one.series.symbol)" }
      for place in indicators.indices { Self.append(indicators[place].update(bar), indicators[place], to: &text) }
      text += "\n"
      if text.utf8.count >= Self.blockBytes {
        try take(text)
        text = ""
      }
    }
  }

  private static func append(_ row: [Double]?, _ indicator: AnyIndicator, to text: inout String) {
    for column in indicator.columns.indices {
      text += ","
      if let value = row?[column] { text += "\(value)" }
    }
  }
}
