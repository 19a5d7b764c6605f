import ArgumentParser
import Backtesting

/// `sarathi backtests`: the runs that were kept.
struct BacktestsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtests", abstract: "Look at backtests that were run before.",
    subcommands: [BacktestsList.self, BacktestsShow.self, BacktestsCompare.self, BacktestsDelete.self],
    defaultSubcommand: BacktestsList.self)
}

struct BacktestsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The kept runs, newest first.",
    usage: "sarathi backtests list [<options>]")

  @OptionGroup var common: CommonOptions
  @Option(help: ArgumentHelp("Number of rows to show.", valueName: "count")) var limit = 20
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...100_000).contains(limit) else { throw ValidationError("--limit must be 1 to 100000.") }
  }

  func run() async throws {
    try await backtesting {
      let listing = try BacktestStore(dataFolder: try common.configuration().dataFolder).list(limit: limit)
      if json { return try Console.json(listing.runs) }
      if listing.runs.isEmpty { Console.line("No backtest is kept yet. Run one: sarathi backtest --help") }
      if !listing.runs.isEmpty { Self.table(listing.runs).forEach { Console.line($0) } }
      if listing.more > 0 { Console.line("… and \(listing.more) older (--limit)") }
      for file in listing.skipped { Console.note("\(file)") }
    }
  }

  /// One line a run. Its parameters and days are in `show`.
  private static func table(_ runs: [BacktestSummary]) -> [String] {
    let cells = runs.map { run in
      [
        run.id, Console.cut(run.instruments, to: 12), "\(run.trades)",
        run.net.grouped, SweepText.percent(run.drawdown), SweepText.number(run.sharpe),
      ]
    }
    return BacktestText.table(
      ["RUN", "INSTRUMENTS", "TRADES", "NET ₹", "DRAWDOWN", "SHARPE"], cells, rightAligned: [2, 3, 4, 5])
  }
}

struct BacktestsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a kept run.",
    usage: "sarathi backtests show [<id>] [<options>]", discussion: "Without an id: the latest.")

  @Argument(help: "The run's id, or as much of its beginning as is unique.") var id: String?
  @OptionGroup var common: CommonOptions
  @Option(
    help: ArgumentHelp("Write the report as a page (without candles).", valueName: "out.html"), completion: .file())
  var report: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    try await backtesting {
      let configuration = try common.configuration()
      try ResultFiles.check([("--report", report)], inputs: [], configuration)
      let store = BacktestStore(dataFolder: configuration.dataFolder)
      let record = try id.map { try store.load($0) } ?? store.latest()
      if let report { try writeResult(BacktestReport(record).html(), to: report) }
      if json { return try Console.json(KeptBacktestDocument(record)) }
      Self.lines(record).forEach { Console.line($0) }
      if let report { Console.line("\nreport: \(report)") }
    }
  }

  private static func lines(_ record: BacktestRecord) -> [String] {
    var lines = ["\(record.id)  \(record.instrumentText)", BacktestText.rule]
    lines += BacktestText.wrapped("\(record.strategy.name) \(record.strategy.parameterText)", indent: 2)
    if let exit = record.exit { lines += BacktestText.wrapped("exit \(exit.name) \(exit.parameterText)", indent: 2) }
    lines += BacktestText.wrapped(record.commandLine, indent: 2)
    lines += [""] + StatisticsText(record.statistics).lines
    if !record.warnings.isEmpty { lines += ["", "WARNINGS", BacktestText.rule] }
    for warning in record.warnings { lines += BacktestText.wrapped("- " + warning, indent: 0) }
    return lines
  }
}

struct BacktestsCompare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Put two to five kept runs side by side.",
    usage: "sarathi backtests compare <ids> ... [<options>]")

  @Argument(help: "Their ids, or as much of the beginning of each as is unique.") var ids: [String]
  @OptionGroup var common: CommonOptions
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (2...BacktestComparison.maximum).contains(ids.count) else {
      throw ValidationError("Name two to \(BacktestComparison.maximum) runs; \"sarathi backtests list\" shows them.")
    }
  }

  func run() async throws {
    try await backtesting {
      let store = BacktestStore(dataFolder: try common.configuration().dataFolder)
      let comparison = try BacktestComparison(ids.map { try store.load($0) })
      Console.line(json ? try comparison.json() : comparison.text())
    }
  }
}

struct BacktestsDelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete kept runs, and the reports kept with them.",
    usage: "sarathi backtests delete <ids> ... [<options>]")

  @Argument(help: "Their ids, or as much of the beginning of each as is unique.") var ids: [String]
  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await backtesting {
      let store = BacktestStore(dataFolder: try common.configuration().dataFolder)
      // All are looked up before any is deleted: a wrong id deletes nothing.
      for id in try Set(ids.map { try store.id(of: $0) }).sorted() {
        try store.delete(id)
        Console.line("deleted \(id)")
      }
    }
  }
}
