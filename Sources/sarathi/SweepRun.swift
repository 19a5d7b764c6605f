import Backtesting
import Foundation
import History
import Market
import Strategies

/// A sweep that ran, and what became of its best.
struct SweepRun {
  let grid: ParameterGrid
  /// Combinations that do not go together, and were not run.
  let skipped: Int
  /// Best first.
  let ranked: [SweepRow]
  /// What a report is made from; its rows stand best first.
  let record: SweepRecord
  /// The best once more with everything: on all data, or on the first part of a split.
  let best: BacktestRun
  /// The best on the days it never saw.
  let outside: BacktestRun?
  /// What was run on, in bars times combinations.
  let barsTaken: Int

  init(_ job: BacktestJob, _ grid: ParameterGrid, _ options: SweepOptions, _ progress: BacktestProgress) async throws {
    let split = try options.split.map { try InSampleSplit(job.setup, percent: $0) }
    var job = job
    if let split { job.setup = split.inSample }
    let began = BenchClock.wall
    let outcome = try await Self.sweep(job, grid, options, progress)
    let seconds = BenchClock.seconds(BenchClock.wall - began)
    let ranked = options.sort.ranked(outcome.rows)
    guard let first = ranked.first else {
      throw BacktestError(
        "None of the \(outcome.skipped) combinations goes together.", fix: "Widen the ranges of --set.")
    }
    var trials = Trials(annualisedSharpes: ranked.map(\.sharpe))
    // A combination that never traded was a try too.
    trials.count = ranked.count
    let best = try Self.again(job, first, trials: trials, progress)
    barsTaken = ranked.count * job.setup.instruments.reduce(0) { $0 + $1.bars.count }
    if let split { job.setup = split.outOfSample }
    outside = split == nil ? nil : try Self.again(job, first, trials: nil, progress)
    record = Self.record(ranked, grid, options, best, outside, from: split?.firstDayOutside, trials, seconds)
    self.grid = grid
    self.ranked = ranked
    self.best = best
    skipped = outcome.skipped
  }

  private static func sweep(
    _ job: BacktestJob, _ grid: ParameterGrid, _ options: SweepOptions, _ progress: BacktestProgress
  ) async throws -> Sweep.Outcome {
    let numbers = options.random.map { grid.sample($0, seed: options.seed) }
    let count = numbers?.count ?? grid.count
    progress.begin("\(count) runs")
    defer { progress.end() }
    return try await Sweep(job.setup).run(
      grid, numbers: numbers, jobs: options.jobs ?? ProcessInfo.processInfo.activeProcessorCount
    ) { progress.show(Double($0) / Double(max(count, 1))) }
  }

  /// One combination as a backtest of its own, with all statistics.
  private static func again(
    _ job: BacktestJob, _ row: SweepRow, trials: Trials?, _ progress: BacktestProgress
  ) throws -> BacktestRun {
    var job = job
    job.setup.strategy.values = row.values
    return try BacktestRun(job, driver: BacktestDriverOptions.Driver.runner.rawValue, trials: trials, progress) {
      try Backtest.run($0)
    }
  }

  private static func record(
    _ ranked: [SweepRow], _ grid: ParameterGrid, _ options: SweepOptions, _ best: BacktestRun, _ outside: BacktestRun?,
    from firstDay: TradingDay?, _ trials: Trials, _ seconds: Double
  ) -> SweepRecord {
    let values = ranked.map { grid.texts($0) }
    let capital = best.setup.plan.capital
    var record = SweepRecord(
      created: best.record.created, programVersion: best.record.programVersion, commandLine: best.record.commandLine,
      strategy: best.record.strategy, plan: best.record.plan, data: best.record.data,
      parameters: grid.varied.map(\.name), ranking: options.sort.figure,
      rows: zip(ranked, values).map { .init($0, values: $1, capital: capital, like: best.record.statistics) },
      trials: trials,
      deflatedSharpe: best.record.statistics.returns.deflatedSharpe, secondsTaken: seconds)
    if let outside, let firstDay {
      record.outOfSample = .init(
        from: firstDay, inSample: .init(values: values[0], best.record.statistics),
        outOfSample: .init(values: values[0], outside.record.statistics))
    }
    return record
  }
}

extension ParameterGrid {
  /// The values that vary, as a person writes them.
  func texts(_ row: SweepRow) -> [String] {
    varied.map { axis in
      description.parameters.first { $0.name == axis.name }?.text(row.values[axis.name]) ?? ""
    }
  }

  /// `fast=9 slow=21`
  func settings(_ row: SweepRow) -> String {
    zip(varied, texts(row)).map { "\($0.name)=\($1)" }.joined(separator: " ")
  }
}
