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
    /// Traded so far, of every share.
    var volume: Int64 = 0
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
    let (step, volume) = state.withLock { state in
      state.desk = desk
      state.step += 1
      state.volume += 10_000
      return (state.step, state.volume)
    }
    let ticks = market.resolved.indices.map { tick($0, step, volume) }
    await desk.replay(ticks[...])
  }

  private func play(_ instrument: InstrumentID) {
    let (desk, step, volume) = state.withLock { state in
      state.volume += 10_000
      return (state.desk, state.step, state.volume)
    }
    guard let desk, let index = market.resolved.firstIndex(where: { $0.id == instrument }) else { return }
    let tick = tick(index, step, volume)
    Task { await desk.replay([tick]) }
  }

  private func tick(_ index: Int, _ step: Int64, _ volume: Int64) -> Tick {
    var tick = market.tick(index, BenchMarket.price(of: index), step: step)
    tick.volume = volume
    return tick
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
