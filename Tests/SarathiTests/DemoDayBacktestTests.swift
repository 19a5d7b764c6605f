import Backtesting
import Desk
import Engine
import Foundation
import History
import Logging
import Market
import Simulation
import Storage
import Strategies
import Testing
import Trading

@testable import sarathi

/// One recorded day, twice: a strategy deployed on a desk that replays it, and the full driver on the same prices.
@Suite("A strategy trades the demo day on the desk as in a backtest")
struct DemoDayBacktestTests {
  @Test(
    "A strategy gives the same signals and trades on the desk's demo day as in a backtest", arguments: DemoDayCase.all)
  func sameDay(_ item: DemoDayCase) async throws {
    let file = try DemoDay.findSample(nil)
    let desk = try await deployed(item, file)
    let backtest = try backtest(item, file)
    #expect(!desk.trades.isEmpty)
    #expect(desk.signals == backtest.signals)
    #expect(desk.trades == backtest.trades)
  }

  private struct Outcome {
    var signals: [String] = []
    var trades: [String] = []
  }

  // MARK: On the desk

  private func deployed(_ item: DemoDayCase, _ file: URL) async throws -> Outcome {
    let place = FileManager.default.temporaryDirectory.appending(path: "sarathi-day-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }  // a temporary folder
    let prices = try TickFile(file)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let setup = DeskSetup(
      folder: try DataFolder(place, reserveBytes: 0), clock: .tape, accounts: [DemoDayCase.account],
      registry: DemoDay.registry(symbols: prices.symbols), seed: 20_210_601, version: "test", logger: logger)
    let desk = try Desk(setup)
    try await desk.define([(item.link, nil)], at: Timestamp(day: DemoDay.day, time: TimeOfDay(9, 0)))
    try await desk.start()
    _ = try await desk.deploy(item.deployment)
    var instruments: [ResolvedInstrument] = []
    for symbol in prices.symbols {
      instruments.append(try #require(await desk.resolved(DemoDay.instrument(symbol), on: DemoDay.day)))
    }
    let replayer = TapeReplayer(
      day: DemoDay.day, ticks: prices.ticks(on: DemoDay.day, instruments: instruments.map(\.id)),
      instruments: instruments, cues: [], speed: nil)
    try await replayer.run(into: desk) {}
    await desk.stop()
    return try outcome(DeskReader(place.appending(path: "sarathi.sqlite")))
  }

  private func outcome(_ reader: DeskReader) throws -> Outcome {
    let signals = try reader.signals(of: DeploymentID(1), limit: 10_000).sorted { $0.time < $1.time }
    let trades = try reader.trades(limit: 10_000).sorted { $0.closed < $1.closed }
    return Outcome(
      signals: signals.map { "\($0.time) \($0.action.uppercased())" },
      trades: trades.map {
        line(
          $0.direction, $0.quantity, ($0.opened, $0.entryPrice), ($0.closed, $0.exitPrice), $0.gross, $0.charges.total,
          $0.exitReason)
      })
  }

  // MARK: In a backtest

  private func backtest(_ item: DemoDayCase, _ file: URL) throws -> Outcome {
    let ticks = try #require(
      try HistoryLoader().ticks([file], symbol: DemoDayCase.symbol).series.first { $0.symbol == DemoDayCase.symbol })
    let setup = try item.setup(ticks)
    let exchange = ExchangeSettings()
    let log = WishList()
    var run = try EngineBacktest(
      setup, strategy: try logged(StrategyCatalog.make(setup.strategy.name, setup.strategy.values), log),
      exit: NoExitStrategy(ParameterValues(NoExitStrategy.description)),
      options: .init(
        latency: exchange.latency, participation: exchange.participation, slippageTicks: exchange.slippageTicks,
        seed: 20_210_601, cash: exchange.startingCash))
    let trades = run.run().trades
    return Outcome(
      signals: log.wishes,
      trades: trades.map {
        line(
          $0.direction, $0.quantity, ($0.opened, $0.entryPrice), ($0.closed, $0.exitPrice), $0.gross,
          // The desk settles the day's note in its report, not trade by trade.
          $0.charges.total - $0.charges.dp - $0.charges.rounding,
          $0.exitReason)
      })
  }

  private func logged(_ strategy: some Strategy, _ log: WishList) -> any Strategy { WishRecorder(strategy, log: log) }

  private func line(
    _ direction: Side, _ quantity: Quantity, _ entry: (Timestamp, Price), _ exit: (Timestamp, Price), _ gross: Money,
    _ charges: Money, _ reason: ExitReason?
  ) -> String {
    "\(direction.rawValue) \(quantity) \(entry.1)@\(entry.0) → \(exit.1)@\(exit.0) gross \(gross) "
      + "charges \(charges) \(reason?.rawValue ?? "?")"
  }
}
