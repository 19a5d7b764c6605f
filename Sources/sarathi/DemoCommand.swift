import ArgumentParser
import AsyncHTTPClient
import Desk
import Engine
import Foundation
import History
import Logging
import Market
import NIOCore
import ServiceLifecycle
import Storage
import Trading
import Web

/// `sarathi demo`: one real day, replayed through everything a live day goes through.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Trade one real NSE day on paper: alerts over HTTP, fills, stops, square-off, report.",
    usage: "sarathi demo [<options>]",
    discussion: """
      Replays 1 June 2021 (one-second prices of NIFTY, BANKNIFTY, RELIANCE, TCS, SBIN, HDFCBANK), posts alerts to the \
      webhook of the running desk and says what happens. The page is on http://127.0.0.1:8080 meanwhile; open the link \
      that is printed beside it to have its buttons too.

      It prints the URL of a link of yours and a curl line: send an alert while the day plays, and see what is decided \
      and why.

      With --data the folder is kept; a demo that was interrupted, even by kill -9, goes on where it was. --prepare only \
      makes it, so that you can add links and strategies before the day plays. A folder of your own is not touched: the \
      demo plays in a temporary one then, with copies of your links, and their URLs work on its webhook.

      Examples:
        sarathi demo
        sarathi demo --speed 600 --port 9000
        sarathi demo --headless --json
        sarathi demo --prepare --data ./demo
      """)

  @Option(help: "Recorded seconds played in one second.") var speed = 60.0
  @Flag(help: "As fast as possible; exit after the report.") var headless = false
  @Flag(help: "Print nothing but the day report, as JSON.") var json = false
  @Option(help: ArgumentHelp("Data folder to use and keep (default: a temporary one).", valueName: "folder"))
  var data: String?
  @Option(help: "Port of the page and API on 127.0.0.1; the webhook takes the next one. 0: any free ones.")
  var port = 8080
  @Flag(help: "Make the folder of --data with the demo's links, and stop.") var prepare = false
  @Option(
    help: ArgumentHelp("Recorded day to replay (default: the sample that comes with Sarathi).", valueName: "file"))
  var sample: String?

  func validate() throws {
    guard speed.isFinite, speed > 0, speed <= 100_000 else {
      throw ValidationError("--speed must be above 0 and at most 100000; use --headless for no pacing at all")
    }
    guard (0...65_534).contains(port) else { throw ValidationError("--port must be between 0 and 65534") }
    guard !prepare || data != nil else { throw ValidationError("--prepare needs --data FOLDER") }
  }

  func run() async throws {
    let folder = try DemoFolder(data, mayCopyLinks: !prepare)
    defer { folder.removeIfTemporary() }
    if prepare { return try await prepare(folder) }
    if !json { Console.note("Reading the day…") }
    let file = try TickFile(DemoDay.findSample(sample))
    var logger = Console.logger()
    logger.logLevel = .warning
    let opened = try folder.open()
    try copyLinks(folder.foreignLinks, into: opened)
    let setup = DeskSetup(
      folder: opened, clock: .tape, accounts: [DemoDay.account],
      registry: DemoDay.registry(symbols: file.symbols), seed: DemoDay.exchangeSeed, version: BuildInfo.version,
      logger: logger)
    let account = LiveAccount(isQuiet: json, goesOn: !folder.isTemporary)
    let services = try DeskServices(
      setup, ports: .init(webhook: port == 0 ? 0 : port + 1, desk: port, webhookOption: "--port"),
      announce: { account.link($0) })
    let demo = DemoPlayer(
      services: services, file: file, account: account,
      options: .init(speed: headless ? nil : speed, isHeadless: headless, isJSON: json))
    try await services.run(logger: logger, main: demo)
  }

  /// Behind the demo's own, for its one account.
  private func copyLinks(_ rows: [LinkRow], into data: DataFolder) throws {
    guard !rows.isEmpty, let folder = self.data else { return }
    let first = (DemoDay.links.map(\.id.number).max() ?? 0) + 1
    let copies = rows.enumerated().map { index, row in
      var copy = row
      copy.link.id = LinkID(first + Int32(index))
      copy.link.accounts = [DemoDay.account.id]
      return copy
    }
    try storage {
      let journal = try Journal(data.database, engineVersion: BuildInfo.engineVersion)
      try journal.commit(CommitBatch([], storeRows: copies.map { StoreRow.linkCopy($0) }))
      try journal.close()
    }
    Console.note(
      "\(folder) is yours and stays as it is: the demo plays in a temporary folder, with copies of your links.")
  }

  /// A folder that is there already keeps the secrets of its links.
  private func prepare(_ folder: DemoFolder) async throws {
    let isNew = !DemoFolder.isDemo(folder.url)
    let data = try folder.open()
    try storage {
      guard isNew else { return }
      let journal = try Journal(data.database, engineVersion: BuildInfo.engineVersion)
      let time = Timestamp(day: DemoDay.day, time: TimeOfDay(9, 0))
      let rows = DemoDay.links.map { StoreRow.link($0, secret: LinkSecret.random(), at: time) }
      try journal.commit(CommitBatch([], storeRows: rows))
      try journal.close()
    }
    if !json {
      Console.line("The demo's folder is \(folder.url.path). Play its day: sarathi demo --data \(data.url.path)")
    }
  }
}
