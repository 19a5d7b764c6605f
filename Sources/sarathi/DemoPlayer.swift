import AsyncHTTPClient
import Desk
import Engine
import Foundation
import History
import Market
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Storage
import Trading
import Web

/// Plays the demo day: prices into the desk, alerts over HTTP to its webhook, what happens to the terminal.
struct DemoPlayer: Service {
  struct Options {
    /// Nil: as fast as it goes.
    var speed: Double?
    var isHeadless: Bool
    var isJSON: Bool
  }

  let services: DeskServices
  let file: TickFile
  let account: LiveAccount
  let options: Options

  func run() async throws {
    let desk = services.desk
    let secrets = Dictionary(uniqueKeysWithValues: DemoDay.links.map { ($0.id, LinkSecret.random()) })
    try await desk.define(
      DemoDay.links.map { ($0, secrets[$0.id]) }, at: Timestamp(day: DemoDay.day, time: TimeOfDay(9, 0)))
    try await desk.start()
    let webhook = "http://127.0.0.1:\(try await services.webhook.port)/webhook/"
    let instruments = try await resolve(desk)
    let cues = DemoDay.alerts.map { alert in
      TapeReplayer.Cue(at: alert.time) { try await post(alert, to: webhook + (secrets[alert.link] ?? "")) }
    }
    let replayer = TapeReplayer(
      day: DemoDay.day, ticks: file.ticks(on: DemoDay.day, instruments: instruments.map(\.id)),
      instruments: instruments, cues: cues, speed: options.speed)
    let page = "http://127.0.0.1:\(try await services.page.port)"
    account.skipTrades(before: desk.status().time)
    let narration = Task { await account.narrate(desk.everyEvent(), status: { desk.status() }) }
    let yours = webhook + (secrets[DemoDay.yours.id] ?? "")
    let link = try await services.page.entryLink
    try await replayer.run(into: desk) {
      account.begin(
        page: page, watcher: options.isHeadless ? nil : (link, yours), speed: options.speed,
        standstill: desk.status().accounts.flatMap(Standstill.lines))
    }
    guard !Task.isShuttingDownGracefully else {
      narration.cancel()
      return account.interrupted()
    }
    await narration.value
    try await conclude(desk, page: page)
  }

  private func conclude(_ desk: Desk, page: String) async throws {
    let reports = try await desk.reportDay()
    for report in reports {
      if options.isJSON { Console.line(try report.json()) } else { DayReportText(report).print() }
    }
    guard !options.isHeadless else { return }
    account.staying(page: page)
    try await gracefulShutdown()
  }

  private func resolve(_ desk: Desk) async throws -> [ResolvedInstrument] {
    var resolved: [ResolvedInstrument] = []
    for symbol in file.symbols {
      guard let instrument = await desk.resolved(DemoDay.instrument(symbol), on: DemoDay.day) else {
        throw Failure(
          "\(symbol) has no contract terms for \(DemoDay.day).", fix: "Use the sample that comes with Sarathi.")
      }
      resolved.append(instrument)
    }
    return resolved
  }

  /// Sends an alert as TradingView does. Anything but an answer that it was decided is sent again.
  private func post(_ alert: DemoDay.Alert, to url: String) async throws {
    account.alert(alert)
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(ByteBuffer(string: alert.body))
    for _ in 1...5 {
      let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
      _ = try await response.body.collect(upTo: 1 << 20)
      if response.status != .serviceUnavailable { return }
    }
    throw Failure("The webhook did not take an alert in five tries.", fix: "Look at the messages above.")
  }
}
