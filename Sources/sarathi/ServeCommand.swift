import ArgumentParser
import Desk
import Engine
import Foundation
import History
import Logging
import Market
import ServiceLifecycle
import Simulation
import Storage
import Trading
import UnixSignals
import Web

/// `sarathi serve`: the desk under the wall clock.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run the desk: webhook, page, API, paper accounts.",
    usage: "sarathi serve [<options>]",
    discussion: """
      Works without a settings file. Alerts are taken on http://127.0.0.1:8081/webhook/SECRET (see "sarathi link add"), \
      the page and API are on http://127.0.0.1:8080. The page only shows; a browser can also give commands once it has \
      opened the link with the one-time code that is printed at the start. After each use a new link is printed.

      Ctrl-C or TERM stops it in order; after kill -9 it recovers from its journal. HUP reads calendar and \
      instruments again: do that each morning when the day's instrument file is there.

      When starts fail one after another before the desk is up, or what is stored cannot be used, it comes up in safe \
      mode: page, API and webhook answer, nothing is traded, and the log says what to do. It then ends with code 69.

      There is no live price feed yet: entries are denied. "sarathi demo" trades a recorded day.
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "Port for page and API, overriding the settings (0: any free port).") var port: Int?
  @Option(help: "Port for the webhook, overriding the settings (0: any free port).") var webhookPort: Int?
  @Flag(help: "After safe mode: forget the starts that failed and try to recover once more.") var tryAgain = false

  func validate() throws {
    for (name, port) in [("--port", port), ("--webhook-port", webhookPort)] {
      guard let port, !(0...65_535).contains(port) else { continue }
      throw ValidationError("\(name) must be between 0 and 65535")
    }
  }

  func run() async throws {
    let configuration = try common.configuration()
    guard !DemoFolder.isDemo(configuration.dataFolder) else {
      throw Failure(
        "\(configuration.dataFolder.path) was made by the demo: its journal is of a day in 2021.",
        fix: "Name another folder with --data.")
    }
    var logger = Console.logger()
    logger.logLevel = .notice
    let today = Timestamp.wallClock.istDay
    let instruments = try configuration.instruments(on: today)
    if let instruments, instruments.day < today {
      Console.note("The instrument file is \(instruments.age(on: today)). Entries need today's: see sarathi doctor.")
    }
    var setup = DeskSetup(
      folder: try storage { try DataFolder(configuration.dataFolder) }, clock: .wall, accounts: configuration.accounts,
      registry: instruments?.registry ?? InstrumentRegistry(), seed: UInt64.random(in: .min ... .max),
      version: BuildInfo.version, logger: logger)
    setup.instrumentsDay = instruments?.day
    let folder = setup.folder
    if folder.wasOpenToOthers {
      logger.notice("The data folder was open to other users; its rights are 700 now.")
    }
    if tryAgain { try storage { try StartLog.forget(folder) } }
    setup.starts = { [limit = configuration.failedStarts] in
      StartLog(folder, version: BuildInfo.version, limit: limit)
    }
    setup.anchors = [folder.url.appending(path: "ANCHOR")] + [configuration.anchorFile].compactMap { $0 }
    setup.uptime = { Int64(clamping: DispatchTime.now().uptimeNanoseconds) }
    setup.slowCommit = configuration.slowCommit
    setup.spaceWarning = configuration.spaceWarning
    setup.spaceLimit = configuration.spaceLimit
    setup.wallTime = Self.clock(logger)
    setup.calendar = try configuration.calendar()
    setup.charges = try configuration.chargeSchedule()
    var webhookOptions = WebhookListener.Options()
    webhookOptions.trustedProxies = configuration.webhook.trustedProxies
    let services = try storage {
      try DeskServices(
        setup,
        ports: .init(
          webhookHost: configuration.webhook.host, webhook: webhookPort ?? configuration.webhook.port,
          desk: port ?? configuration.deskPort), webhookOptions: webhookOptions,
        announce: { [logger] link in logger.notice("\(link.text)") })
    }
    try await services.run(logger: logger, main: ServeMain(services: services, common: common, logger: logger))
    if await services.desk.safeMode != nil { throw ExitCode(Self.endedInSafeMode) }
  }

  /// `EX_UNAVAILABLE`: the desk was up, and never traded.
  private static let endedInSafeMode: Int32 = 69

  private static func clock(_ logger: Logger) -> @Sendable () -> Timestamp {
    let clock = DeskClock { step in
      logger.critical(
        """
        the machine's clock was set back by \(step.nanoseconds / Timestamp.nanosecondsPerSecond) s. The desk's own goes on at half \
        speed until they meet, so that nothing due waits for long; until then alerts may be denied as stale. If the new \
        time is the right one, restart the desk to use it at once.
        """)
    }
    return { clock.now() }
  }
}

/// Starts the desk, says where it is, and takes HUP until the end.
private struct ServeMain: Service {
  let services: DeskServices
  let common: CommonOptions
  let logger: Logger

  func run() async throws {
    try await services.desk.start()
    let page = try await services.page.port
    let webhook = try await services.webhook.port
    if let safeMode = await services.desk.safeMode {
      Console.note("Sarathi \(BuildInfo.version) is in \(safeMode.text)")
      Console.note("Sarathi is not trading. Page: http://127.0.0.1:\(page)  Webhook: port \(webhook)")
    } else {
      Console.note("Sarathi \(BuildInfo.version) is ready. Page: http://127.0.0.1:\(page)  Webhook: port \(webhook)")
      Console.note(try await services.page.entryLink.text)
      let hasInstruments = services.desk.status().instrumentsDay != nil
      Console.note(
        hasInstruments
          ? "There is no live price feed yet: entries are denied (no_price)."
          : "No instrument file is set, and there is no live price feed yet: entries are denied (unknown_symbol).")
    }
    services.desk.status().accounts.flatMap(Standstill.lines).forEach { Console.note($0) }
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { await reload() }
  }

  /// A file that cannot be used leaves everything as it was.
  private func reload() async {
    do {
      let configuration = try common.configuration()
      let instruments = try configuration.instruments(on: Timestamp.wallClock.istDay)
      await services.desk.use(try configuration.calendar())
      if let instruments { await services.desk.use(instruments.registry, of: instruments.day) }
      logger.notice("calendar and instruments were read again")
    } catch {
      logger.error("calendar and instruments stay as they were: \(error)")
    }
  }
}
