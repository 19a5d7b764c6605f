import Desk
import Engine
import Foundation
import Market
import ServiceLifecycle
import Synchronization
import Trading

/// Prices for the desk under test: all shares once every half second, and one at once after each order, so that it is
/// filled.
final class BenchFeed: Sendable {
  private struct State {
    var desk: Desk?
    var step: Int64 = 0
    var isOver = false
  }

  private let market: BenchMarket
  private let state = Mutex(State())

  init(market: BenchMarket) { self.market = market }

  /// Until the process is asked to stop.
  func run(into desk: Desk) async {
    await withGracefulShutdownHandler {
      while !state.withLock({ $0.isOver }) {
        await playAll(into: desk)
        try? await Task.sleep(for: .milliseconds(500))  // a cancelled sleep ends the loop all the same
        if Task.isCancelled { return }
      }
    } onGracefulShutdown: {
      self.state.withLock { $0.isOver = true }
    }
  }

  func playAll(into desk: Desk) async {
    let step = state.withLock { state in
      state.desk = desk
      state.step += 1
      return state.step
    }
    let ticks = market.resolved.indices.map { market.tick($0, BenchMarket.price(of: $0), step: step) }
    await desk.replay(ticks[...])
  }

  private func play(_ instrument: InstrumentID) {
    let (desk, step) = state.withLock { ($0.desk, $0.step) }
    guard let desk, let index = market.resolved.firstIndex(where: { $0.id == instrument }) else { return }
    var tick = market.tick(index, BenchMarket.price(of: index), step: step)
    // More was traded since the last price of this step.
    tick.volume += Int64.random(in: 50_000..<99_000)
    Task { await desk.replay([tick]) }
  }

  /// The broker's port, with a price after each order.
  struct Tap: Broker {
    let broker: any Broker
    let feed: BenchFeed

    func place(_ order: ApprovedOrder, tag: ClientTag, at time: Timestamp) async -> RequestOutcome {
      let outcome = await broker.place(order, tag: tag, at: time)
      feed.play(order.terms.instrument)
      return outcome
    }
    func modify(_ id: BrokerOrderID, to terms: OrderTerms, at time: Timestamp) async -> RequestOutcome {
      await broker.modify(id, to: terms, at: time)
    }
    func cancel(_ id: BrokerOrderID, at time: Timestamp) async -> RequestOutcome {
      await broker.cancel(id, at: time)
    }
    func lookUp(_ id: BrokerOrderID?, tag: ClientTag?, at time: Timestamp) async -> LookUpOutcome {
      await broker.lookUp(id, tag: tag, at: time)
    }
    func snapshot(at time: Timestamp) async -> Result<BrokerSnapshot, BrokerUnavailable> {
      await broker.snapshot(at: time)
    }
  }
}
