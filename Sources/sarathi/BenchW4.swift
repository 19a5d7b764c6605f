import ArgumentParser
import Foundation
import Market

/// `sarathi bench w4`: how long a tick takes.
struct BenchW4: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "w4",
    abstract: "A tick through gate, guards and triggers: prints one JSON line.",
    discussion: """
      Reads ticks (ts_ns,instrument,price,size) or generates workload W4: one million ticks of a hundred instruments. \
      Seconds are processor seconds.
      """)

  @Argument(help: ArgumentHelp("Tick file (default: generated).", valueName: "csv")) var file: String?
  @Option(help: ArgumentHelp("Write the generated ticks here and stop.", valueName: "file")) var write: String?
  @Flag(help: "Print the JSON line only.") var json = false

  func run() throws {
    if let write { return try BenchTicks.write(to: URL(filePath: write)) }
    let report = try Self.measure(file.map { URL(filePath: $0) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    Console.line(String(decoding: try encoder.encode(report), as: UTF8.self))
    if !json { for row in report.rows { Console.note("\(row.what): \(row.measured)") } }
  }

  struct Report: BenchReport {
    var ticks: Int
    var stopExits: Int
    var trailExits: Int
    var targetExits: Int
    var pnl: Double
    var loadSeconds: Double
    var runSeconds: Double
    var nsPerTick: Double

    enum CodingKeys: String, CodingKey {
      case ticks, pnl
      case stopExits = "stop_exits"
      case trailExits = "trail_exits"
      case targetExits = "target_exits"
      case loadSeconds = "load_seconds"
      case runSeconds = "run_seconds"
      case nsPerTick = "ns_per_tick"
    }

    var rows: [BenchRow] {
      [
        BenchRow(
          "tick: gate, guards, triggers (W4)", target: "≤ 40 ns (aim 10)", "\(nsPerTick.rounded(to: 1)) ns",
          met: nsPerTick <= 40)
      ]
    }
  }

  /// The median of five runs over the same ticks.
  static func measure(_ given: URL?) throws -> Report {
    let folder = try BenchFolder()
    defer { folder.remove() }
    let file = given ?? folder.url.appending(path: "ticks.csv")
    if given == nil { try BenchTicks.write(to: file) }
    let start = BenchClock.processor
    let input = try BenchTicks(file)
    let loaded = BenchClock.processor
    var path = BenchTickPath(instruments: input.instruments)
    var times: [Int64] = []
    for _ in 0..<5 {
      path = BenchTickPath(instruments: input.instruments)
      let began = BenchClock.processor
      path.run(input.ticks)
      times.append(BenchClock.processor - began)
    }
    let median = times.sorted()[times.count / 2]
    return Report(
      ticks: input.ticks.count, stopExits: path.stopExits, trailExits: path.trailingExits,
      targetExits: path.targetExits, pnl: Double(path.result.raw) / Double(Price.unitsPerRupee),
      loadSeconds: BenchClock.seconds(loaded - start), runSeconds: BenchClock.seconds(median),
      nsPerTick: Double(median) / Double(max(input.ticks.count, 1)))
  }
}
