import ArgumentParser
import Backtesting
import Foundation
import Market

/// `sarathi backtest`: a strategy over past prices.
struct BacktestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Run a strategy over past prices.",
    discussion: """
      sarathi backtest --strategy ema-crossover --bars NIFTY_2024.csv.gz --set fast=9 --set slow=21 --report out.html

      Decisions are made when a candle closes and fill at the next candle's open; inside a candle stops are met before \
      targets. Charges are those of the broker's plan on that date. Runs are kept in the data folder: sarathi backtests \
      list. More: docs/how-to/backtesting.md

      Exit codes: 0 done, 1 failed, 64 called wrongly, 65 something is wrong with the prices.
      """)

  @OptionGroup var choice: BacktestStrategyOptions
  @OptionGroup(title: "Prices") var prices: BacktestDataOptions
  @OptionGroup(title: "Trading") var trading: BacktestTradingOptions
  @OptionGroup(title: "Driver") var driver: BacktestDriverOptions
  @Flag(help: "Run again on data that ends earlier, and compare: does any decision use later prices?")
  var checkLookahead = false
  @OptionGroup(title: "Output") var output: BacktestOutputOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try prices.requireBars()
    if trading.fill == .ticks, driver.driver != .full {
      throw ValidationError("--fill ticks needs --driver full.")
    }
    if trading.fill == .ticks, checkLookahead {
      throw ValidationError("--check-lookahead works on candles; leave --fill ticks out.")
    }
    if trading.fill == .ticks, prices.interval == nil {
      throw ValidationError("--fill ticks needs the length of the strategy's candles: --interval 1m.")
    }
  }

  func run() async throws { try await backtesting { try execute() } }

  private func execute() throws {
    let configuration = try common.configuration()
    try ResultFiles.check(
      [("--report", output.report), ("--trades", output.trades), ("--fills", output.fills)], inputs: prices.files,
      configuration)
    let progress = BacktestProgress(isQuiet: output.json)
    let data = try BacktestPrices(prices, fill: trading.fill, configuration, progress)
    let job = try BacktestJob(
      strategy: try choice.choice(), exit: try choice.exit.choice(), trading: trading, data: prices, prices: data,
      configuration: configuration)
    if !output.json { BacktestText.header(job, data, driver: driver.text).forEach { Console.line($0) } }
    var run = try BacktestRun(job, driver: driver.text, progress) {
      try driver.run($0)
    }
    let check = try checkLookahead ? lookahead(job, progress) : nil
    let outcome = try save(&run, configuration)
    if output.json {
      try Console.json(BacktestDocument(run, job, check: check, saved: outcome))
    } else {
      BacktestText.result(run, check: check, saved: outcome).forEach { Console.line($0) }
    }
  }

  private func lookahead(_ job: BacktestJob, _ progress: BacktestProgress) throws -> LookaheadCheck {
    progress.begin("checking")
    defer { progress.end() }
    return try LookaheadCheck(job.setup)
  }

  /// Keeps the run and writes the files asked for.
  private func save(_ run: inout BacktestRun, _ configuration: Configuration) throws -> BacktestSaved {
    var saved = BacktestSaved()
    if !output.noSave {
      run.record = try BacktestStore(dataFolder: configuration.dataFolder).save(run.record)
      saved.id = run.record.id
    }
    if let path = output.report {
      try writeResult(run.report(), to: path)
      saved.report = path
    }
    if let path = output.trades {
      try writeResult(run.tradesCSV(), to: path)
      saved.trades = path
    }
    if let path = output.fills {
      try writeResult(run.fillsCSV(), to: path)
      saved.fills = path
    }
    return saved
  }
}

/// What of a run was kept, and where.
struct BacktestSaved: Encodable {
  var id: String?
  var report: String?
  var trades: String?
  var fills: String?
}
