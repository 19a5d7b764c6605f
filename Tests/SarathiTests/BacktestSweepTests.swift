import ArgumentParser
import Backtesting
import Foundation
import History
import Indicators
import Market
import Strategies
import Testing

@testable import sarathi

@Suite("sweep: from options to a ranking")
struct BacktestSweepTests {
  private func run(_ arguments: [String]) async throws -> (run: SweepRun, job: BacktestJob, options: SweepOptions) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sarathi-sweep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // a temporary folder
    let file = folder.appending(path: "SBIN.csv")
    try BenchBars.write(to: file, bars: 375 * 12)
    let command = try SweepCommand.parse(
      [
        "--strategy", "ema-crossover", "--bars", file.path, "--data", folder.path, "--costs", "percent:0.03",
        "--sessions",
        "data",
      ] + arguments)
    let configuration = try command.common.configuration()
    let prices = try BacktestPrices(command.prices, configuration, BacktestProgress())
    let grid = try command.sweep.grid()
    let job = try BacktestJob(
      strategy: .init(command.sweep.strategy, ParameterValues(grid.description)), exit: nil, trading: command.trading,
      data: command.prices, prices: prices, configuration: configuration)
    return (try await SweepRun(job, grid, command.sweep, BacktestProgress()), job, command.sweep)
  }

  @Test("every combination has its row, the best first, and the best is run again with all statistics")
  func ranking() async throws {
    let (run, job, options) = try await run(["--set", "fast=3..8", "--set", "slow=6..20:7", "--sort", "net"])
    #expect(run.ranked.count + run.skipped == 18 && run.skipped == 3)
    #expect(run.ranked.map(\.net) == run.ranked.map(\.net).sorted(by: >))
    #expect(run.best.result.finalEquity == run.ranked[0].finalEquity)
    #expect(run.best.record.trials == run.ranked.count)
    #expect(run.record.parameters == ["fast", "slow"] && run.record.rows.count == 15)
    #expect(run.record.rows[0].net == run.ranked[0].net)
    #expect(!run.record.verdict.isEmpty && run.outside == nil)
    for line in SweepText(run, top: 4, report: nil).lines { #expect(line.count <= 80, "\(line)") }
    let document = SweepDocument(run, job, options, report: nil)
    #expect(document.rows.count == 15 && document.rows[0].parameters.keys.sorted() == ["fast", "slow"])
    _ = try JSONEncoder().encode(document)
  }

  @Test("with a split the best is chosen on the first days and judged on the others")
  func split() async throws {
    let run = try await run(["--set", "fast=3..6", "--split", "50"]).run
    let outside = try #require(run.outside)
    let chosenUntil = try #require(run.best.record.statistics.end)
    let judgedFrom = try #require(outside.record.statistics.start)
    #expect(chosenUntil < judgedFrom)
    #expect(run.record.outOfSample?.from == judgedFrom)
    #expect(run.best.setup.strategy == outside.setup.strategy)
  }

  @Test("A random sample of a sweep has the asked number of combinations and repeats for the same seed")
  func random() async throws {
    let arguments = ["--set", "fast=2..20", "--set", "slow=21..60", "--random", "12", "--seed", "5"]
    let first = try await run(arguments).run
    let second = try await run(arguments + ["--jobs", "1"]).run
    #expect(first.ranked.count == 12 && first.ranked == second.ranked)
  }

  @Test("ranges of which nothing goes together are said")
  func nothing() async throws {
    await #expect(throws: BacktestError.self) { _ = try await run(["--set", "fast=30..40", "--set", "slow=5"]) }
  }
}

@Suite("indicators: the table")
struct IndicatorTableTests {
  @Test("has a line a candle and a column a value, empty while undefined, with every digit")
  func table() throws {
    let closes: [Int32] = [10_000, 10_050, 10_010, 10_100]
    let bars = BarSeries(
      symbol: "SBIN", interval: .minutes(1), priceUnit: 100, hasVolume: false,
      columns: BarColumns(
        seconds: Column((0..<4).map { UInt32(1_622_519_100 + 60 * $0) }), open: Column(closes), high: Column(closes),
        low: Column(closes), close: Column(closes), volume: Column([0, 0, 0, 0])))
    let indicators = try ["ema:2", "bollinger:3,2"].map { try IndicatorCatalog.make($0) }
    var text = ""
    try IndicatorTable(indicators, [SessionCandles(whole: bars)]).write { text += $0 }
    let lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(
      lines[0].joined(separator: " ") == "timestamp ema_2 bollinger_3_2_upper bollinger_3_2_middle bollinger_3_2_lower")
    #expect(lines.count == 5 && lines.allSatisfy { $0.count == 5 })
    #expect(lines[1].joined(separator: ",") == "2021-06-01T09:15:00+05:30,,,,")
    let expected = indicators[1].compute((0..<4).map { Bar(bars.candle($0)) })
    for row in 0..<4 {
      for column in 0..<3 { #expect(Double(lines[row + 1][column + 2]) == expected[column][row]) }
    }
  }
}
