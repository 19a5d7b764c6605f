import Backtesting
import Desk
import Foundation
import History
import Market
import Strategies

/// A backtest that ran: the result and everything computed from it.
struct BacktestRun {
  let setup: BacktestSetup
  let result: BacktestResult
  var record: BacktestRecord

  /// - Parameters:
  ///   - driver: its name, for the record.
  ///   - trials: the variants this one was chosen from.
  ///   - drive: runs the setup.
  init(
    _ job: BacktestJob, driver: String, trials: Trials? = nil,
    _ progress: BacktestProgress, drive: (BacktestSetup) throws -> BacktestResult
  ) throws {
    setup = job.setup
    let began = BenchClock.wall
    progress.begin("running")
    defer { progress.end() }
    result = try drive(job.setup)
    let seconds = BenchClock.seconds(BenchClock.wall - began)
    let curve = EquityCurve(result: result, instruments: setup.instruments, calendar: setup.calendar)
    let statistics = BacktestStatistics(
      result: result, curve: curve, instruments: setup.instruments, trials: trials, calendar: setup.calendar)
    record = BacktestRecord(
      setup, result, curve: curve, statistics: statistics,
      strategy: try StrategyCatalog.description(named: setup.strategy.name),
      exit: try setup.exit.map { try StrategyCatalog.exit(named: $0.name) }, loads: job.loads,
      circumstances: .init(
        created: .wallClock, programVersion: BuildInfo.version, commandLine: Self.commandLine,
        driver: driver, secondsTaken: seconds))
    record.trials = trials?.count ?? 1
    for (index, instrument) in setup.instruments.enumerated() {
      record.data[index].gaps = MissingBars(instrument, calendar: setup.calendar).sentences
    }
  }

  func report() -> String {
    let budget = CandleChart.Budget().divided(by: setup.instruments.count)
    let charts = setup.instruments.enumerated().map { index, instrument in
      CandleChart(instrument.bars, trades: record.trades.filter { $0.instrument == index }, budget: budget)
    }
    return BacktestReport(record, charts: charts).html()
  }

  func tradesCSV() -> String {
    TradesCSV.text(TradeLedger(result: result, instruments: setup.instruments, calendar: setup.calendar))
  }

  func fillsCSV() -> String { FillsCSV.text(result.fills, instruments: setup.instruments) }

  /// As it was typed, quoted where a shell needs it.
  static var commandLine: String {
    (["sarathi"] + CommandLine.arguments.dropFirst()).map { word in
      word.allSatisfy { $0.isLetter || $0.isNumber || "-_=./:,+%".contains($0) } && !word.isEmpty
        ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }.joined(separator: " ")
  }
}
