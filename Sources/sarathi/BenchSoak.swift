import ArgumentParser
import Desk
import Foundation
import Market
import Simulation
import Storage
import Trading
import Web

/// `sarathi bench soak`: a desk under the load of ten busy days at once, for as long as asked.
struct BenchSoak: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract: "Run a desk for an hour at ten times the prices of a busy day; show what grows.",
    usage: "sarathi bench soak [<options>]",
    discussion: """
      A liquid share's feed brings about one price a second (the recorded sample day: 0.77). Ten times that for 500 shares \
      is 5000 prices a second, which move at random. Each share is held, guarded by stop, target and trailing stop, and \
      bought again by an alert over HTTP when its position has been closed; five alerts a second besides are decided \
      and lead to nothing. Journal, tape, paper book and snapshots are on a real disk.

      A line for each minute: memory, open files, what was done, and how long it took. Nothing is judged: what grows \
      with the minutes, or slows down, is to be looked at.
      """)

  @Option(help: "How long, 1 to 330.") var minutes = 60
  @Option(help: "Shares, each with an open position.") var instruments = 500
  @Option(help: "Prices a second of each share.") var rate = 10
  @Option(help: ArgumentHelp("Folder on the disk to use (default: the temporary one).", valueName: "folder"))
  var place: String?
  @Flag(help: "Print JSON, at the end.") var json = false

  func validate() throws {
    // The recorded day the desk believes in ends its entries at 15:00.
    guard (1...330).contains(minutes) else { throw ValidationError("--minutes must be 1 to 330") }
    guard (1...1000).contains(instruments) else { throw ValidationError("--instruments must be 1 to 1000") }
    guard (1...100).contains(rate) else { throw ValidationError("--rate must be 1 to 100") }
  }

  func run() async throws {
    let folder = try BenchFolder(in: place)
    defer { folder.remove() }
    let market = BenchMarket(instruments: instruments)
    let watch = SoakWatch()
    var setup = DeskSetup(
      folder: try storage { try DataFolder(folder.url.appending(path: "desk")) }, clock: .tape,
      accounts: [BenchMarket.account], registry: market.registry,
      exchange: ExchangeSettings(latency: .zero, participation: 10_000),
      version: BuildInfo.version, logger: BenchMarket.logger)
    setup.brokerTap = { broker in SoakWatch.Tap(broker: broker, watch: watch) }
    var options = WebhookListener.Options()
    options.alertsPerSecond = 1000
    options.alertBurst = 2000
    let services = try DeskServices(setup, ports: .init(webhook: 0, desk: 0), webhookOptions: options)
    let soak = Soak(
      services: services, market: market, watch: watch, minutes: minutes, rate: rate, database: setup.folder.database,
      onMinute: { [json] minute in if !json { minute.print() } })
    if !json { SoakMinute.printHead() }
    try await services.run(logger: setup.logger, main: soak)
    let report = Report(instruments: instruments, pricesPerSecond: instruments * rate, minutes: watch.minutes)
    if json {
      try Console.json(report)
    } else {
      for row in report.rows { Console.line("\(row.what): \(row.measured)") }
    }
  }

  struct Report: BenchReport {
    var instruments: Int
    var pricesPerSecond: Int
    var minutes: [SoakMinute]

    var rows: [BenchRow] {
      // The first minutes fill caches and pools.
      let settled = Array(minutes.dropFirst(min(5, minutes.count / 3)))
      guard let first = settled.first, let last = settled.last else { return [] }
      func change(_ what: String, _ value: (SoakMinute) -> Double, _ unit: String) -> BenchRow {
        BenchRow(
          "\(what), minute \(first.minute) → \(last.minute)",
          "\(value(first).rounded(to: 1)) → \(value(last).rounded(to: 1)) \(unit)")
      }
      return [
        change("memory", \.residentMebibytes, "MiB"), change("open files", { Double($0.openFiles) }, ""),
        change("tick → broker, p50", \.exits.p50, "µs"), change("tick → broker, p99", \.exits.p99, "µs"),
        change("alert → answer, p50", \.answers.p50, "µs"), change("alert → answer, p99", \.answers.p99, "µs"),
      ]
    }
  }
}

/// One minute of the soak.
struct SoakMinute: Encodable {
  var minute: Int
  var residentMebibytes: Double
  var openFiles: Int
  /// Of the database's write-ahead log.
  var logMebibytes: Double
  var prices: Int
  var records: Int
  var openPositions: Int
  var trades: Int
  /// From handing a price in to the broker being asked for an exit or another stop because of it.
  var exits: BenchSpread
  /// From sending an alert to having its answer.
  var answers: BenchSpread
  /// How far the prices were behind their time at the worst.
  var latenessMilliseconds: Double

  private static let widths = [6, 9, 6, 8, 8, 8, 6, 7, 10, 10, 10, 10, 8]

  static func printHead() {
    show(
      ["minute", "RSS MiB", "files", "WAL MiB", "prices", "records", "open", "trades"]
        + ["exit p50", "exit p99", "alert p50", "alert p99", "late ms"])
  }

  func print() {
    Self.show([
      "\(minute)", residentMebibytes.rounded(to: 1), "\(openFiles)", logMebibytes.rounded(to: 1), "\(prices)",
      "\(records)", "\(openPositions)", "\(trades)", exits.p50.rounded(to: 0), exits.p99.rounded(to: 0),
      answers.p50.rounded(to: 0), answers.p99.rounded(to: 0), latenessMilliseconds.rounded(to: 0),
    ])
  }

  private static func show(_ cells: [String]) {
    Console.line(zip(cells, widths).map { String(repeating: " ", count: max($1 - $0.count, 1)) + $0 }.joined())
    fflush(nil)  // through a pipe or into a file, each minute is there when it is over
  }
}
