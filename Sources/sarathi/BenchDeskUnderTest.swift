import ArgumentParser
import Desk
import Engine
import Foundation
import Logging
import Market
import ServiceLifecycle
import Simulation
import Storage
import Trading
import Web

/// `sarathi bench desk-under-test`: a desk in a process of its own, loaded by `bench webhook`. It runs a recorded day
/// that passes at ten times its pace, so that the market is open at any hour.
struct BenchDeskUnderTest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "desk-under-test", abstract: "The desk that bench webhook loads.", shouldDisplay: false)

  @Option(help: "Data folder.") var data: String
  @Option(help: "Shares of the market.") var instruments = 50

  /// Printed once the desk is ready.
  struct Address: Codable {
    var webhook: Int
    var page: Int
    var guarded: String
    var plain: String
  }

  func run() async throws {
    let market = BenchMarket(instruments: instruments)
    let feed = BenchFeed(market: market)
    var setup = DeskSetup(
      folder: try storage { try DataFolder(URL(filePath: data), reserveBytes: 0) }, clock: .tape,
      accounts: [BenchMarket.account], registry: market.registry,
      exchange: ExchangeSettings(latency: .zero, participation: 10_000),
      version: BuildInfo.version, logger: BenchMarket.logger)
    setup.brokerTap = { broker in BenchFeed.Tap(broker: broker, feed: feed) }
    var options = WebhookListener.Options()
    options.alertsPerSecond = 1_000_000
    options.alertBurst = 1_000_000
    let services = try DeskServices(setup, ports: .init(webhook: 0, desk: 0), webhookOptions: options)
    try await services.run(
      logger: setup.logger, main: Main(services: services, market: market, feed: feed))
  }

  private struct Main: Service {
    let services: DeskServices
    let market: BenchMarket
    let feed: BenchFeed

    func run() async throws {
      let desk = services.desk
      let (guarded, plain) = (LinkSecret.random(), LinkSecret.random())
      try await desk.define(
        [(BenchMarket.guardedLink, guarded), (BenchMarket.plainLink, plain)], at: market.time(0))
      try await desk.start()
      _ = try await desk.startReplay(of: BenchMarket.day, ticks: [], instruments: market.resolved)
      await feed.playAll(into: desk)
      let address = Address(
        webhook: try await services.webhook.port, page: try await services.page.port, guarded: guarded, plain: plain)
      print(String(decoding: try JSONEncoder().encode(address), as: UTF8.self))
      fflush(nil)
      await feed.run(into: desk)
    }
  }
}
