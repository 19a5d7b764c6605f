import ArgumentParser

/// `sarathi bench all`: every benchmark, one table.
struct BenchAll: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "all", abstract: "Everything, beside its target; takes a few minutes.")

  @Option(help: ArgumentHelp("Folder on the disk to measure (default: the temporary one).", valueName: "folder"))
  var place: String?
  @Option(help: "Journal records of the start benchmark.") var records = 1_000_000
  @Flag(help: "Print JSON.") var json = false

  struct Report: BenchReport {
    var ticks: BenchW4.Report
    var backtests: [BenchCrossoverReport]
    var scaling: BenchScaling.Report
    var indicators: BenchIndicators.Report
    var engine: BenchEngine.Report
    var webhook: BenchWebhook.Report
    var memory: BenchMemory.Report
    var start: BenchStart.Report

    var rows: [BenchRow] {
      ticks.rows + backtests.flatMap(\.rows) + scaling.rows + [indicators.summary] + engine.rows + webhook.rows
        + memory.rows + start.rows
    }
  }

  func run() async throws {
    #if DEBUG
      Console.note("This is a debug build: the figures say nothing. Use \"make bench\".")
    #endif
    Console.note("1/7 ticks")
    let ticks = try BenchW4.measure(nil)
    Console.note("2/7 backtests")
    let backtests = [
      try BenchW1.measure(nil), try await BenchW2.measure(nil), try BenchW3.measure(nil),
    ]
    let scaling = try BenchScaling.measure()
    Console.note("3/7 indicators")
    let indicators = try BenchIndicators.measure()
    Console.note("4/7 engine")
    let engine = try await BenchEngine.measure(place: place)
    Console.note("5/7 webhook")
    let webhook = try BenchWebhook.measure(place: place)
    Console.note("6/7 memory")
    let memory = try BenchMemory.measure(place: place)
    Console.note("7/7 start; writes \(records) journal records first")
    let start = try BenchStart.measure(records: records, place: place)
    try Report(
      ticks: ticks, backtests: backtests, scaling: scaling, indicators: indicators, engine: engine, webhook: webhook,
      memory: memory, start: start
    ).show(json: json)
  }
}
