import ArgumentParser
import Backtesting
import Foundation
import History
import Market
import Testing
import Trading

@testable import sarathi

/// A folder with generated prices, gone afterwards.
private final class PriceFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "sarathi-backtest-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }  // a temporary folder

  func write(_ name: String, bars: Int, seed: UInt64 = 1) throws -> String {
    let file = url.appending(path: name)
    try BenchBars.write(to: file, bars: bars, seed: seed)
    return file.path
  }

  func command(_ arguments: [String]) throws -> BacktestCommand {
    try BacktestCommand.parse(["--strategy", "ema-crossover", "--data", url.path] + arguments)
  }

  func job(_ arguments: [String]) throws -> (job: BacktestJob, prices: BacktestPrices) {
    let command = try command(arguments)
    let configuration = try command.common.configuration()
    let prices = try BacktestPrices(command.prices, fill: command.trading.fill, configuration, BacktestProgress())
    let job = try BacktestJob(
      strategy: try command.choice.choice(), exit: try command.choice.exit.choice(), trading: command.trading,
      data: command.prices, prices: prices, configuration: configuration)
    return (job, prices)
  }
}

@Suite("backtest: from files to a result")
struct BacktestRunTests {
  private let folder: PriceFolder

  init() throws { folder = try PriceFolder() }

  @Test("an index gets one lot, a share a lakh's worth, and both are said")
  func defaults() throws {
    let index = try folder.job(["--bars", folder.write("NIFTY_2015.csv", bars: 800)]).job
    #expect(index.setup.plan.sizing == .lots(1))
    #expect(index.setup.plan.product == .mis && index.setup.plan.squareOff == TimeOfDay(15, 15))
    #expect(index.notes.contains { $0.contains("future") } && index.notes.contains { $0.contains("1 lot") })
    let share = try folder.job(["--bars", folder.write("SBIN.csv", bars: 800)]).job
    #expect(share.setup.plan.sizing == .rupees(Money(rupees: 100_000)))
    #expect(share.notes.contains { $0.contains("₹1,00,000") })
    // MCX trades into the night: fifteen minutes before its own close.
    let oil = try folder.job([
      "--bars", folder.write("CRUDEOIL.csv", bars: 800), "--exchange", "MCX", "--lot", "100",
    ]).job
    #expect(oil.setup.plan.product == .mis && oil.setup.plan.squareOff == nil)
  }

  @Test("days are cut and candles made longer")
  func cut() throws {
    let file = try folder.write("SBIN.csv", bars: 375 * 4)
    let prices = try folder.job(["--bars", file, "--from", "2015-01-02", "--to", "2015-01-05", "--interval", "5m"])
      .prices
    #expect(prices.series[0].count == 150)
    #expect(BacktestPrices.range(prices.series) == "2015-01-02 to 2015-01-05")
  }

  @Test("daily candles are held over night and shares then only bought")
  func daily() throws {
    let file = try folder.write("SBIN.csv", bars: 375 * 4)
    let plan = try folder.job(["--bars", file, "--interval", "1d"]).job.setup.plan
    #expect(plan.product == .cnc && plan.squareOff == nil && !plan.mayShort)
    #expect(throws: BacktestError.self) { try folder.job(["--bars", file, "--interval", "1d", "--product", "mis"]) }
  }

  @Test("shares and derivatives together need a size")
  func mixed() throws {
    let files = [try folder.write("SBIN.csv", bars: 800), try folder.write("NIFTY.csv", bars: 800, seed: 2)]
    #expect(throws: BacktestError.self) { try folder.job(["--bars"] + files) }
    #expect(try folder.job(["--bars"] + files + ["--rupees", "500000"]).job.setup.instruments.count == 2)
  }

  @Test(
    "what does not fit together is said with the fix",
    arguments: [
      (["--from", "2020-01-01"], "2015-01-01"), (["--costs", "zeroda"], "zerodha"),
      (["--symbol", "BANKNIFTY_x"], "--symbol"),
    ])
  func refused(_ arguments: [String], _ words: String) throws {
    let file = try folder.write("SBIN.csv", bars: 800)
    let error = #expect(throws: BacktestError.self) { try folder.job(["--bars", file] + arguments) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test("a missing file is bad data: exit code 65")
  func missing() async throws {
    let command = try folder.command(["--bars", folder.url.appending(path: "none.csv").path, "--json"])
    let error = await #expect(throws: ExitCode.self) { try await command.run() }
    #expect(error?.rawValue == 65)
  }

  @Test("the run is kept, and its figures are those of the result")
  func kept() throws {
    let job = try folder.job([
      "--bars", folder.write("SBIN.csv", bars: 375 * 6), "--costs", "percent:0.03", "--quantity", "10", "--sessions",
      "data",
    ]).job
    let run = try BacktestRun(job, driver: "runner", BacktestProgress()) { try Backtest.run($0) }
    #expect(run.result.trades.count > 10)
    #expect(run.record.statistics.finalEquity == run.result.finalEquity)
    let store = BacktestStore(dataFolder: folder.url)
    let saved = try store.save(run.record)
    #expect(try store.load(saved.id) == saved)
    #expect(run.tradesCSV().split(separator: "\n").count == run.result.trades.count + 1)
    #expect(run.fillsCSV().split(separator: "\n").count == run.result.fills.count + 1)
  }

  @Test("no line of the output is wider than 80 columns")
  func width() throws {
    let (job, prices) = try folder.job([
      "--bars", folder.write("NIFTY_2015.csv", bars: 375 * 30), "--costs", "percent:0.03", "--stop-percent", "1",
      "--trail-percent", "0.5", "--lock", "2%:1%", "--time-limit", "60", "--max-trades", "9", "--long-only",
    ])
    let run = try BacktestRun(job, driver: "runner", BacktestProgress()) { try Backtest.run($0) }
    let check = try LookaheadCheck(job.setup, cuts: 2)
    let lines = BacktestText.header(job, prices) + BacktestText.result(run, check: check, saved: BacktestSaved())
    #expect(lines.count > 40)
    for line in lines { #expect(line.count <= 80, "\(line)") }
  }

  @Test("words are wrapped and long lists cut")
  func layout() {
    let lines = BacktestText.wrapped(String(repeating: "word ", count: 40), indent: 2)
    #expect(lines.allSatisfy { $0.count <= 80 } && lines.count == 3)
    #expect(lines.joined(separator: " ").split(separator: " ").count == 40)
    #expect(BacktestText.cut(["a", "b", "c"], to: 2) == ["a", "b", "… and 1 more"])
    #expect(Money(rupees: -910_249).grouped == "-9,10,249" && Money(rupees: 999).grouped == "999")
    #expect(Money(rupees: 123_456_789).grouped == "12,34,56,789")
  }

  @Test("a progress line says how much is done and how long it takes")
  func progress() {
    #expect(BacktestProgress.line("reading", 0.5, after: 10).hasSuffix("50 %  10 s left"))
    #expect(BacktestProgress.line("reading", 0.25, after: 60).hasSuffix("25 %  3 min 0 s left"))
    #expect(BacktestProgress.line("reading", 0, after: 1).hasSuffix("0 %"))
  }
}

@Suite("The files of the reference workloads")
struct BenchBarsTests {
  @Test(
    "are those of every other language, byte for byte",
    arguments: [
      (1_000, 1, 20_000, 54_959, 0xECE2_3440_F850_3273), (400, 1_003, 5_200, 21_637, 0x7C1A_84D2_4650_BE6F),
    ] as [(Int, UInt64, Int64, Int, UInt64)])
  func bytes(_ bars: Int, _ seed: UInt64, _ startTicks: Int64, _ length: Int, _ checksum: UInt64) {
    var maker = BenchBars(seed: seed, startTicks: startTicks)
    let text = maker.csv(bars)
    #expect(text.count == length)
    // FNV-1a.
    #expect(text.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } == checksum)
  }
}
