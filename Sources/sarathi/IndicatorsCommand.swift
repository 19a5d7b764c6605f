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

      One line for each candle, a column for each value, empty while it is not defined. Numbers have as many digits as \
      they need to be read back exactly.
      """)

  @OptionGroup(title: "Prices") var prices: IndicatorPriceOptions
  @Option(
    help: ArgumentHelp(
      "Name and parameters, such as ema:9 or macd:12,26,9; repeat for several.", valueName: "indicator"))
  var indicator: [String] = []
  @Flag(help: "List all indicators with their parameters.") var list = false
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if list { return }
    guard !prices.bars.isEmpty else { throw ValidationError("Name a price file: --bars FILE (or --list).") }
    guard !indicator.isEmpty else {
      throw ValidationError("Name an indicator: --indicator ema:9. All of them: sarathi indicators --list")
    }
    _ = try indicators()
  }

  func run() async throws {
    if list { return Self.printList() }
    try await backtesting {
      let configuration = try common.configuration()
      let series = try prices.series(configuration, BacktestProgress())
      try IndicatorTable(try indicators(), series).write { text in
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

/// Which prices indicators are computed from.
struct IndicatorPriceOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Price files of one instrument.", valueName: "file"),
    completion: .file())
  var bars: [String] = []
  @Option(help: "Of a file with many symbols, the one to take.") var symbol: String?
  @Option(
    help: ArgumentHelp("Make longer candles first: 5m, 15m, 1h, 1d.", valueName: "length"),
    transform: BacktestParsing.interval)
  var interval: Interval?
  @Flag(help: "Read the files themselves, and keep no columns of them.") var noCache = false

  func series(_ configuration: Configuration, _ progress: BacktestProgress) throws -> BarSeries {
    let loader = HistoryLoader(cacheFolder: noCache ? nil : configuration.priceCacheFolder)
    progress.begin("reading")
    defer { progress.end() }
    let loaded = try loader.bars(bars.map { URL(filePath: $0) }, symbol: symbol) { progress.show($0) }
    guard let series = loaded.series.first, loaded.series.count == 1 else {
      let known = loaded.series.prefix(8).map(\.symbol).joined(separator: ", ")
      throw BacktestError("The files hold \(loaded.series.count) symbols: \(known).", fix: "Choose one: --symbol NAME")
    }
    return try interval.map { try series.resampled(to: $0) } ?? series
  }
}

/// Indicator values beside the times of their candles.
struct IndicatorTable {
  private let indicators: [AnyIndicator]
  private let series: BarSeries

  init(_ indicators: [AnyIndicator], _ series: BarSeries) {
    self.indicators = indicators
    self.series = series
  }

  /// Lines of this many bytes are written at a time.
  private static let blockBytes = 1 << 20

  /// Hands the table over in blocks.
  func write(_ take: (String) throws -> Void) throws {
    var text = (["timestamp"] + indicators.flatMap(\.columns)).joined(separator: ",") + "\n"
    var indicators = indicators
    for index in 0..<series.count {
      let bar = Bar(series.candle(index))
      text += "\(bar.start)"
      for place in indicators.indices { Self.append(indicators[place].update(bar), indicators[place], to: &text) }
      text += "\n"
      if text.utf8.count >= Self.blockBytes {
        try take(text)
        text = ""
      }
    }
    try take(text)
  }

  private static func append(_ row: [Double]?, _ indicator: AnyIndicator, to text: inout String) {
    for column in indicator.columns.indices {
      text += ","
      if let value = row?[column] { text += "\(value)" }
    }
  }
}
