import ArgumentParser
import Backtesting
import Foundation
import History
import Market
import Strategies

/// `sarathi bench w2`: a sweep of 400 pairs.
struct BenchW2: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "w2",
    abstract: "A sweep of 400 pairs over 100 000 bars: prints one JSON line.",
    usage: "sarathi bench w2 [<options>]",
    discussion: "Takes the first 100 000 bars of the file, or generates workload W2. Seconds are processor seconds.")

  @Argument(help: ArgumentHelp("Bar file (default: generated).", valueName: "csv")) var file: String?
  @Option(help: "Runs at a time.") var jobs = 1
  @OptionGroup var options: BenchCrossoverOptions

  static let bars = 100_000

  func validate() throws {
    guard options.driver == .runner else { throw ValidationError("A sweep runs with --driver runner.") }
  }

  func run() async throws {
    try await backtesting {
      let report = try await Self.measure(file.map { URL(filePath: $0) }, options.crossover, jobs: jobs)
      try report.print(isQuiet: options.json)
    }
  }

  static func measure(
    _ given: URL?, _ crossover: BenchCrossover = BenchCrossover(), jobs: Int = 1
  ) async throws -> BenchCrossoverReport {
    let folder = try BenchFolder()
    defer { folder.remove() }
    let file = given ?? folder.url.appending(path: "w2.csv")
    if given == nil { try BenchBars.write(to: file, bars: bars) }
    let start = BenchClock.processor
    let instruments = try crossover.instruments([file], limit: bars)
    let loaded = BenchClock.processor
    let setup = try crossover.setup(instruments, capital: Money(rupees: 10_000_000))
    let rows = try await Sweep(setup).run(try grid(setup.strategy.values), jobs: jobs).rows
    let seconds = BenchClock.seconds(BenchClock.processor - loaded)
    let best = rows.max { ($0.finalEquity, $1.number) < ($1.finalEquity, $0.number) }
    return BenchCrossoverReport(
      workload: "W2", bars: rows.count * instruments.reduce(0) { $0 + $1.bars.count },
      trades: rows.reduce(0) { $0 + $1.trades }, finalEquity: rows.reduce(0) { $0 + $1.finalEquity.inRupees },
      loadSeconds: BenchClock.seconds(loaded - start), runSeconds: seconds, bestFast: best?.values.integer("fast"),
      bestSlow: best?.values.integer("slow"), bestEquity: best?.finalEquity.inRupees)
  }

  private static func grid(_ base: ParameterValues) throws -> ParameterGrid {
    let description = EMACrossover.description
    let axes = try ["fast=3..22", "slow=25..120:5"].map { try ParameterAxis($0, of: description) }
    return try ParameterGrid(description, axes: axes, base: base) { _ in true }
  }
}
