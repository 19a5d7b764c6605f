import Market
import TestSupport
import Testing
import Trading

@Suite("The exit rules agree with a rule of a well-known benchmark")
struct BenchmarkRuleTests {
  @Test(
    "the benchmark's rule W4: stop 0.995 of the highest, target 1.01 of the entry",
    arguments: 1...20 as ClosedRange<UInt64>)
  func benchmarkRule(_ seed: UInt64) {
    var random = Seeded(seed)
    let plan = ExitPlan(target: .distance(.basisPoints(100)), trailing: .distance(.basisPoints(50)))
    var position: (state: ExitState, entry: Double, highest: Double)?
    var price: Int64 = 1_000_000
    var exits = 0
    for step in 0..<5000 {
      // Multiples of two rupees keep every level exact in both readings.
      price = max(20_000 * 10, price + 20_000 * Int64.random(in: -1...1, using: &random))
      let now = Price(raw: price)
      guard var held = position else {
        let state = ExitState(plan: plan, direction: .buy, entry: now, tickSize: Price(raw: 1))
        position = (state, Double(price), Double(price))
        continue
      }
      let x = Double(price)
      let expected: ExitState.Observation =
        x <= 0.995 * held.highest
        ? .stopHit : x >= 1.01 * held.entry ? .targetHit : x > held.highest ? .stopMoved : .nothing
      let kind: StopKind = held.highest > held.entry ? .trailing : .initial
      #expect(held.state.stopKind == kind)
      #expect(held.state.observe(now) == expected, "seed \(seed) step \(step)")
      held.highest = max(held.highest, x)
      let isOut = expected == .stopHit || expected == .targetHit
      exits += isOut ? 1 : 0
      position = isOut ? nil : held
    }
    #expect(exits > 10)
  }
}
