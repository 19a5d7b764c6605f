import Market
import TestSupport
import Testing
import Trading

@Suite("An exit plan that cannot be meant is named by field")
struct ExitPlanProblemTests {
  @Test("a plan as traders make them has no problem, and neither has an empty one")
  func sound() {
    let plan = ExitPlan(
      stop: .distance(.basisPoints(100)), target: .price("120"), trailing: .step(gain: "2", move: "2"),
      breakEvenAfter: .points("1"), profitLock: .init(gain: .basisPoints(200), keep: .basisPoints(199)),
      timeLimit: .minutes(5))
    #expect(plan.problems().isEmpty && ExitPlan.none.problems().isEmpty)
  }

  @Test(
    "each field by itself",
    arguments: [
      (ExitPlan(stop: .distance(.points("0"))), ExitPlan.Problem.Field.stop), (ExitPlan(stop: .price("-1")), .stop),
      (ExitPlan(target: .distance(.basisPoints(0))), .target),
      (ExitPlan(trailing: .distance(.basisPoints(-5))), .trailing),
      (ExitPlan(stop: .distance(.points("1")), trailing: .step(gain: "1", move: "1.05")), .trailing),
      (ExitPlan(stop: .distance(.points("1")), trailing: .step(gain: "0", move: "0")), .trailing),
      (ExitPlan(trailing: .step(gain: "1", move: "1")), .trailing),
      (ExitPlan(breakEvenAfter: .points("0")), .breakEvenAfter),
      (ExitPlan(profitLock: .init(gain: .points("10"), keep: .points("10"))), .profitLock),
      (ExitPlan(profitLock: .init(gain: .points("0"), keep: .points("-1"))), .profitLock),
      (ExitPlan(profitLock: .init(gain: .basisPoints(100), keep: .basisPoints(100))), .profitLock),
      (ExitPlan(timeLimit: .zero), .timeLimit),
    ])
  func field(_ plan: ExitPlan, _ field: ExitPlan.Problem.Field) {
    #expect(Set(plan.problems().map(\.field)) == [field])
  }

  @Test("a share and points are compared at the price")
  func mixed() {
    let plan = ExitPlan(profitLock: .init(gain: .basisPoints(100), keep: .points("2")))
    #expect(plan.problems().isEmpty, "nobody can tell")
    #expect(plan.problems(at: "100").map(\.field) == [.profitLock])
    #expect(plan.problems(at: "300").isEmpty)
  }

  @Test("a plan without a problem never earns a stop beyond the price that earned it, but for the tick")
  func neverBeyond() {
    for seed in Seeds.upTo(300) {
      var random = Seeded(seed)
      let direction: Side = random.oneIn(2) ? .buy : .sell
      let entry = Price(raw: Int64.random(in: 50_000...6_000_000, using: &random))
      let plan =
        random.oneIn(2)
        ? RandomPlan.sensible(direction, entry, &random) : RandomPlan.senseless(entry, &random)
      guard plan.problems(at: entry).isEmpty else { continue }
      var state = ExitState(plan: plan, direction: direction, entry: entry, tickSize: Price(raw: 1))
      var price = entry.raw
      for _ in 0..<200 {
        price = max(1, price + Int64.random(in: -entry.raw / 200...entry.raw / 100, using: &random))
        state.raise(to: Price(raw: price))
        guard let stop = state.stop, state.stopKind != .initial else { continue }
        let behind = (state.best.raw - stop.raw) * direction.sign
        #expect(behind >= 0, "SEED=\(seed): stop \(stop), best \(state.best), \(direction) \(plan)")
      }
    }
  }
}
