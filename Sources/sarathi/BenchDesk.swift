import Desk
import Engine
import Foundation
import Logging
import Market
import Simulation
import Storage
import Synchronization
import Trading

/// A tick's way through the running desk to the broker's port, with the journal on disk.
enum BenchDesk {
  struct Result {
    /// From handing a tick in to the broker being asked to close the position.
    var tickToBroker: BenchSpread
    /// One record into a journal of its own in the same folder.
    var journalCommit: BenchSpread
    var disk: BenchSpread
  }

  static let day = BenchRig.firstDay

  static func measure(rounds: Int, in folder: URL) async throws -> Result {
    let tap = Tap()
    let market = BenchMarket(instruments: 40)
    var setup = DeskSetup(
      folder: try storage { try DataFolder(folder.appending(path: "desk"), reserveBytes: 0) }, clock: .tape,
      accounts: [BenchMarket.account], registry: market.registry,
      exchange: ExchangeSettings(latency: .zero, participation: 10_000),
      version: BuildInfo.version, logger: BenchMarket.logger)
    setup.brokerTap = { broker in Watched(broker: broker, tap: tap) }
    let desk = try Desk(setup)
    try await desk.define([(BenchMarket.guardedLink, nil)], at: market.time(0))
    try await desk.start()
    _ = try await desk.startReplay(of: day, ticks: [], instruments: market.resolved)
    let ways = try await roundTrips(rounds, desk, market, tap)
    await desk.stop()
    return Result(
      tickToBroker: BenchSpread(nanoseconds: ways), journalCommit: try commits(in: folder),
      disk: try BenchDisk.measure(in: folder))
  }

  /// Entry, fill, resting stop, target, exit. Only the last step is timed.
  private static func roundTrips(
    _ rounds: Int, _ desk: Desk, _ market: BenchMarket, _ tap: Tap
  ) async throws -> [Int64] {
    var ways: [Int64] = []
    var step: Int64 = 0
    func play(_ instrument: Int, _ price: Price) async {
      step += 1
      await desk.replay([market.tick(instrument, price, step: step)])
    }
    for round in 0..<rounds {
      let instrument = round % market.resolved.count
      let price = BenchMarket.price(of: instrument)
      await play(instrument, price)
      let alert = Alert(
        action: .buy, symbol: market.symbol(instrument), exchange: .nse, id: "bench-\(round)", bodyDigest: [])
      _ = await desk.submit(alert, to: BenchMarket.guardedLink.id)
      await desk.settle()
      await play(instrument, price)  // fills the entry; the stop goes out
      await play(instrument, price)
      tap.clear()
      let began = BenchClock.wall
      await play(instrument, price + Price(raw: price.raw / 100 + 2000))
      guard let arrived = tap.first else {
        throw Failure(
          "Round \(round) did not close its position.", fix: "The benchmark no longer fits the desk; correct it.")
      }
      ways.append(arrived - began)
      await play(instrument, price + Price(raw: price.raw / 100 + 2000))
      await play(instrument, price)
    }
    return ways
  }

  private static func commits(in folder: URL) throws -> BenchSpread {
    try storage {
      let journal = try Journal(folder.appending(path: "commits.sqlite"), engineVersion: BuildInfo.engineVersion)
      var times: [Int64] = []
      for index in 0..<500 {
        let trigger = Trigger.targetHit(PositionID(1), price: Price(rupees: 500), tickTime: Timestamp(nanoseconds: 1))
        let entry = CommitEntry(
          account: AccountID(1), mode: .paper, time: Timestamp(nanoseconds: Int64(index)), tapeNumber: 1,
          event: .trigger(trigger), effectsDigest: 0)
        let began = BenchClock.wall
        try journal.commit(CommitBatch([entry]))
        times.append(BenchClock.wall - began)
      }
      try journal.close()
      return BenchSpread(nanoseconds: times)
    }
  }

  /// When the broker was first asked for something.
  private final class Tap: Sendable {
    private let arrival = Mutex<Int64?>(nil)

    var first: Int64? { arrival.withLock { $0 } }
    func clear() { arrival.withLock { $0 = nil } }
    func note() {
      let now = BenchClock.wall
      arrival.withLock { $0 = $0 ?? now }
    }
  }

  private struct Watched: Broker {
    let broker: any Broker
    let tap: Tap

    func place(_ order: ApprovedOrder, tag: ClientTag, at time: Timestamp) async -> RequestOutcome {
      tap.note()
      return await broker.place(order, tag: tag, at: time)
    }
    func modify(_ id: BrokerOrderID, to terms: OrderTerms, at time: Timestamp) async -> RequestOutcome {
      tap.note()
      return await broker.modify(id, to: terms, at: time)
    }
    func cancel(_ id: BrokerOrderID, at time: Timestamp) async -> RequestOutcome {
      tap.note()
      return await broker.cancel(id, at: time)
    }
    func lookUp(_ id: BrokerOrderID?, tag: ClientTag?, at time: Timestamp) async -> LookUpOutcome {
      await broker.lookUp(id, tag: tag, at: time)
    }
    func snapshot(at time: Timestamp) async -> Swift.Result<BrokerSnapshot, BrokerUnavailable> {
      await broker.snapshot(at: time)
    }
  }
}
