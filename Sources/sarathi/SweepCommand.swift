import ArgumentParser
import Backtesting
import Foundation
import Market
import Strategies

/// `sarathi sweep`: the same backtest with many parameters.
struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run a strategy with many parameters and rank the results.",
    discussion: """
      sarathi sweep --strategy ema-crossover --bars NIFTY_2021.csv.gz --set fast=3..22 --set slow=25..120:5 --split 70

      Only the parameters of the strategy are swept: for stops, targets, hours of entry and candle lengths run it once \
      for each value.

      The best of many is partly the luckiest: the deflated Sharpe ratio, the neighbours of the best and the run on days \
      it never saw (--split) say how much. More: docs/how-to/backtesting.md

      Exit codes: 0 done, 1 failed, 64 called wrongly, 65 something is wrong with the prices.
      """)

  @OptionGroup var sweep: SweepOptions
  @OptionGroup(title: "Prices") var prices: BacktestDataOptions
  @OptionGroup(title: "Trading") var trading: BacktestTradingOptions
  @Flag(help: "Print one JSON document and nothing else.") var json = false
  @Option(help: ArgumentHelp("Write the report as a page.", valueName: "out.html"), completion: .file())
  var report: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try prices.requireBars()
    if trading.fill == .ticks { throw ValidationError("--fill ticks is for single backtests.") }
  }

  func run() async throws { try await backtesting { try await execute() } }

  private func execute() async throws {
    let configuration = try common.configuration()
    try ResultFiles.check([("--report", report)], inputs: prices.files, configuration)
    let progress = BacktestProgress(isQuiet: json)
    let data = try BacktestPrices(prices, configuration, progress)
    let grid = try sweep.grid()
    let job = try BacktestJob(
      strategy: .init(sweep.strategy, ParameterValues(grid.description)), exit: try sweep.exit.choice(),
      trading: trading, data: prices, prices: data, configuration: configuration)
    if !json { BacktestText.header(job, data, showsParameters: false).forEach { Console.line($0) } }
    let run = try await SweepRun(job, grid, sweep, progress)
    if let report { try writeResult(SweepReport(run.record).html(), to: report) }
    if json {
      try Console.json(SweepDocument(run, job, sweep, report: report))
    } else {
      SweepText(run, top: sweep.top, report: report).lines.forEach { Console.line($0) }
    }
  }
}
