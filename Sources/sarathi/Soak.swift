import AsyncHTTPClient
import Desk
import Engine
import Foundation
import Market
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Simulation
import Trading
import Web

/// Drives the desk of the soak: prices at their pace, alerts over HTTP.
struct Soak: Service {
  let services: DeskServices
  let market: BenchMarket
  let watch: SoakWatch
  let minutes: Int
  /// Prices a second of each share.
  let rate: Int
  let database: URL
  let onMinute: @Sendable (SoakMinute) -> Void

  private static let link = BenchMarket.link(
    LinkID(1),
    ExitPlan(
      stop: .distance(.basisPoints(100)), target: .distance(.basisPoints(200)), trailing: .distance(.basisPoints(100))))

  func run() async throws {
    let desk = services.desk
    let secret = LinkSecret.random()
    try await desk.define([(Self.link, secret)], at: market.time(0))
    try await desk.start()
    _ = try await desk.startReplay(of: BenchMarket.day, ticks: [], instruments: market.resolved)
    let webhook = "http://127.0.0.1:\(try await services.webhook.port)/webhook/\(secret)"
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await countTrades(desk) }
      group.addTask { try await sendAlerts(desk, to: webhook) }
      try await playPrices(into: desk)
      group.cancelAll()
    }
  }

  /// Random walks of one tick a price, each share in its turn, at the pace of the wall: as time passes here, so it does
  /// for the desk.
  private func playPrices(into desk: Desk) async throws {
    var random = SplitMix64(seed: 2021)
    var prices = market.resolved.indices.map { BenchMarket.price(of: $0) }
    let gap = 1_000_000_000 / Int64(rate * prices.count)
    let began = BenchClock.wall
    var volume: Int64 = 0
    var number: Int64 = 0
    for minute in 1...Int64(minutes) {
      while number * gap < minute * 60_000_000_000 {
        guard !Task.isShuttingDownGracefully else { return }
        // Two milliseconds' worth at a time: a sleep for each price would be late for most.
        let ahead = number * gap - (BenchClock.wall - began)
        if ahead > 2_000_000 { try await Task.sleep(for: .nanoseconds(ahead), tolerance: .zero) }
        let index = Int(number % Int64(prices.count))
        if index == 0 { volume += 10_000 }
        let step = Price(raw: random.next() & 1 == 0 ? 500 : -500)  // five paise
        prices[index] = max(prices[index] + step, Price(rupees: 100))
        let tick = Tick(
          instrument: market.resolved[index].id, price: prices[index], volume: volume,
          time: market.time(0) + Interval(nanoseconds: number * gap))
        watch.priceBegins()
        let handedIn = BenchClock.wall
        await desk.replay([tick])
        watch.priceEnds(began: handedIn, lateness: handedIn - began - number * gap)
        number += 1
      }
      onMinute(watch.close(desk, database: database))
    }
  }

  /// Buys what is not held, and asks five times a second for what is.
  private func sendAlerts(_ desk: Desk, to url: String) async throws {
    var asked: [String: Int] = [:]
    var number = 0
    for round in 0... {
      let held = Set(desk.status().accounts.flatMap(\.openPositions).map(\.symbol))
      for index in market.resolved.indices {
        let symbol = market.symbol(index)
        // A fill takes a price or two; what is not held after five seconds is asked for again.
        guard !held.contains(symbol), asked[symbol].map({ round - $0 >= 25 }) ?? true else { continue }
        asked[symbol] = round
        number += 1
        try await post("soak-\(number)", symbol, to: url)
      }
      number += 1
      try await post("soak-\(number)", market.symbol(number % market.resolved.count), to: url)
      do { try await Task.sleep(for: .milliseconds(200)) } catch { return }
    }
  }

  private func post(_ id: String, _ symbol: String, to url: String) async throws {
    guard !Task.isCancelled else { return }
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(ByteBuffer(string: #"{"action":"BUY","ticker":"NSE:\#(symbol)","id":"\#(id)"}"#))
    let began = BenchClock.wall
    do {
      let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
      _ = try await response.body.collect(upTo: 1 << 16)
      guard response.status == .ok else {
        throw Failure("An alert was answered with \(response.status).", fix: "Look at the messages above.")
      }
    } catch {
      guard !Task.isCancelled else { return }
      throw error
    }
    watch.answered(after: BenchClock.wall - began)
  }

  private func countTrades(_ desk: Desk) async {
    for await event in desk.everyEvent() {
      if case .record(_, .trade, _) = event { watch.traded() }
    }
  }
}
