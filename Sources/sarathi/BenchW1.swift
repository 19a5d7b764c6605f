import ArgumentParser
import Backtesting
import Foundation
import Market

/// `sarathi bench w1`: one long backtest.
struct BenchW1: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "w1",
    abstract: "A backtest over 900 000 bars: prints one JSON line.",
    usage: "sarathi bench w1 [<options>]",
    discussion:
      "Reads bars (timestamp,open,high,low,close,volume) or generates workload W1. Seconds are processor seconds.")

  @Argument(help: ArgumentHelp("Bar file (default: generated).", valueName: "csv")) var file: String?
  @Option(help: ArgumentHelp("Write the generated bars here and stop.", valueName: "file")) var write: String?
  @OptionGroup var options: BenchCrossoverOptions

  func run() async throws {
    if let write { return try BenchBars.write(to: URL(filePath: write)) }
    try await backtesting {
      try Self.measure(file.map { URL(filePath: $0) }, options.crossover).print(isQuiet: options.json)
    }
  }

  static func measure(_ given: URL?, _ crossover: BenchCrossover = BenchCrossover()) throws -> BenchCrossoverReport {
    let folder = try BenchFolder()
    defer { folder.remove() }
    let file = given ?? folder.url.appending(path: "w1.csv")
    if given == nil { try BenchBars.write(to: file) }
    let start = BenchClock.processor
    let instruments = try crossover.instruments([file])
    let loaded = BenchClock.processor
    let result = try crossover.run(try crossover.setup(instruments, capital: Money(rupees: 10_000_000)))
    return BenchCrossoverReport(
      workload: "W1", bars: result.bars, trades: result.trades.count, finalEquity: result.finalEquity.inRupees,
      loadSeconds: BenchClock.seconds(loaded - start), runSeconds: BenchClock.seconds(BenchClock.processor - loaded))
  }
}
