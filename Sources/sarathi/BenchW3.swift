import ArgumentParser
import Backtesting
import Foundation
import Market

/// `sarathi bench w3`: a portfolio of 200 instruments.
struct BenchW3: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "w3",
    abstract: "A backtest over 200 instruments with one account: prints one JSON line.",
    usage: "sarathi bench w3 [<options>]",
    discussion: "Reads the bar files of a folder or generates workload W3. Seconds are processor seconds.")

  @Argument(help: ArgumentHelp("Folder of bar files (default: generated).", valueName: "folder")) var folder: String?
  @Option(help: ArgumentHelp("Write the generated files here and stop.", valueName: "folder")) var write: String?
  @OptionGroup var options: BenchCrossoverOptions

  func run() async throws {
    if let write { return try BenchBars.writeMany(to: URL(filePath: write, directoryHint: .isDirectory)) }
    try await backtesting {
      let report = try Self.measure(
        folder.map { URL(filePath: $0, directoryHint: .isDirectory) }, options.crossover)
      try report.print(isQuiet: options.json)
    }
  }

  static func measure(_ given: URL?, _ crossover: BenchCrossover = BenchCrossover()) throws -> BenchCrossoverReport {
    let place = try BenchFolder()
    defer { place.remove() }
    let folder = given ?? place.url.appending(path: "w3", directoryHint: .isDirectory)
    if given == nil { try BenchBars.writeMany(to: folder) }
    let start = BenchClock.processor
    let instruments = try crossover.instruments([folder])
    let loaded = BenchClock.processor
    let result = try crossover.run(try crossover.setup(instruments, capital: Money(rupees: 100_000_000)))
    return BenchCrossoverReport(
      workload: "W3", bars: result.bars, trades: result.trades.count, finalEquity: result.finalEquity.inRupees,
      loadSeconds: BenchClock.seconds(loaded - start), runSeconds: BenchClock.seconds(BenchClock.processor - loaded))
  }
}
