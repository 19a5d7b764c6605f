import Engine
import Market
import Simulation
import TestSupport
import Testing
import Trading

@Suite("Random sessions keep the invariants")
struct RandomSessionTests {
  /// To replay one: `swift test --filter RandomSessionTests` with this range narrowed to the seed printed.
  private static let seeds: ClosedRange<UInt64> = 1...210

  @Test("fills, positions, cash and the broker's book agree, and the day ends flat", arguments: seeds)
  func session(_ seed: UInt64) {
    var session = RandomSession(seed: seed)
    session.run()
    let state = session.engine.state
    // I23: cash moved by exactly the signed value of what was booked.
    #expect(session.exchange.cash == "100000000" - session.referee.filledValue, "seed \(seed)")
    #expect(state.chargesToday.total == session.referee.charges, "seed \(seed)")
    // L2 and I19.
    #expect(
      session.exchange.snapshot(at: Scenario.time(15, 40)).positions.isEmpty,
      "not flat, seed \(seed)\n\(session.lastSteps)")
    #expect(state.holdings.allSatisfy { !$0.position.isOpen }, "seed \(seed)\n\(session.lastSteps)")
    let realised = state.holdings.reduce(Money.zero) { $0 + $1.position.realised }
    #expect(realised == state.realisedToday && realised == -session.referee.filledValue, "seed \(seed)")
    // I10 in the engine's own eyes.
    #expect(!session.incidents.contains { $0.text.contains("more than was open") }, "seed \(seed)")
    // L4: nothing is stuck.
    #expect(
      state.orders.live.isEmpty, "seed \(seed): \(state.orders.live.map { state.orders[$0] })\n\(session.lastSteps)")
  }

  @Test("the same seed is the same session, event for event", arguments: [3, 8, 21, 34] as [UInt64])
  func deterministic(_ seed: UInt64) {
    func run() -> (UInt64, UInt64) {
      var session = RandomSession(seed: seed, isDigested: true)
      session.run()
      return (session.digest.finish(), CanonicalHash.hash(of: session.engine.state))
    }
    let first = run()
    let second = run()
    #expect(first == second)
  }

  @Test("the sessions exercise what they are meant to")
  func coverage() {
    var counts: [String: Int] = [:]
    for seed in 1...25 as ClosedRange<UInt64> {
      var session = RandomSession(seed: seed)
      session.run()
      counts.merge(session.counts) { $0 + $1 }
    }
    for reason in [ExitReason.stopLoss, .trailingStop, .target, .signal, .squareOff, .timeLimit] {
      #expect((counts["trade \(reason.rawValue)"] ?? 0) > 5, "\(reason): \(counts)")
    }
    #expect((counts["fills"] ?? 0) > 2 * (counts["placed"] ?? 0) / 3 && (counts["faults"] ?? 0) > 50, "\(counts)")
  }
}
