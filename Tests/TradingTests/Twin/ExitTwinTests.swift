import Market
import TestSupport
import Testing
import Trading

@Suite("The quick exit rules agree with a slow judge")
struct ExitTwinTests {
  @Test("plans a trader would make: random prices, both directions, entries that fill in parts, restarts")
  func sensible() {
    compareAll(Seeds.upTo(200)) { random, direction, entry in RandomPlan.sensible(direction, entry, &random) }
  }

  @Test("plans nobody should make: nothing, less than nothing, locks beyond the market, targets behind it")
  func senseless() {
    compareAll(Seeds.upTo(200)) { random, _, entry in RandomPlan.senseless(entry, &random) }
  }

  private func compareAll(_ seeds: [UInt64], plan: (inout Seeded, Side, Price) -> ExitPlan) {
    var seen: [ExitState.Observation: Int] = [:]
    var kinds: Set<StopKind> = []
    for seed in seeds {
      var random = Seeded(seed)
      let direction: Side = random.oneIn(2) ? .buy : .sell
      // Among small numbers a price often meets a level exactly.
      let isSmall = seed % 3 != 0
      let entry = Price(raw: Int64.random(in: isSmall ? 600...1_500 : 50_000...6_000_000, using: &random))
      let tick = Price(raw: (isSmall ? [1, 2, 5, 25] : [500, 100, 25, 10_000])[Int(seed % 4)])
      let plan = plan(&random, direction, entry)
      var walk = Walk(plan, direction, entry, tick, random)
      let difference = walk.firstDifference()
      #expect(difference == nil, "SEED=\(seed): \(difference ?? ""), \(direction) at \(entry), tick \(tick), \(plan)")
      seen.merge(walk.observations) { $0 + $1 }
      kinds.formUnion(walk.kinds)
    }
    guard seeds.count > 100 else { return }
    #expect(seen.values.allSatisfy { $0 > 100 } && seen.count == 4 && kinds.count == 4, "\(seen) \(kinds)")
  }
}

/// Prices and changes of the entry, given to both.
private struct Walk {
  var quick: ExitState
  var slow: SlowExit
  var random: Seeded
  var price: Int64
  var observations: [ExitState.Observation: Int] = [:]
  var kinds: Set<StopKind> = []

  init(_ plan: ExitPlan, _ direction: Side, _ entry: Price, _ tick: Price, _ random: Seeded) {
    quick = ExitState(plan: plan, direction: direction, entry: entry, tickSize: tick)
    slow = SlowExit(plan, direction, entry: entry, tick: tick)
    self.random = random
    price = entry.raw
  }

  mutating func firstDifference() -> String? {
    if let difference = difference { return "at the start: \(difference)" }
    for step in 0..<120 {
      let pace = max(price / 300, 1)
      price = max(1, price + Int64.random(in: -pace...pace, using: &random))
      if let difference = happen() ?? difference { return "step \(step) at \(Price(raw: price)): \(difference)" }
      kinds.insert(quick.stopKind)
    }
    return nil
  }

  /// - Returns: what the two said differently.
  private mutating func happen() -> String? {
    let now = Price(raw: price)
    switch Int.random(in: 0..<60, using: &random) {
    case 0..<3:
      // More of the entry fills near the market.
      let average = Price(raw: (quick.entry.raw * 2 + price) / 3)
      quick.reanchor(entry: average)
      slow.reanchor(entry: average)
    case 3, 4:
      let raised = quick.raise(to: now)
      if raised != slow.raise(to: now) { return "raised \(raised)" }
    case 5:
      quick.spend()
      slow.spend()
    case 6..<20 where quick.isSpent:
      quick.rearm()
      slow.rearm()
    default:
      let quickly = quick.observe(now)
      let slowly = slow.observe(now)
      observations[quickly, default: 0] += 1
      if quickly != slowly { return "\(quickly), slowly \(slowly)" }
    }
    return nil
  }

  private var difference: String? {
    if quick.stop != slow.stop {
      return "stop \(String(describing: quick.stop)), slowly \(String(describing: slow.stop))"
    }
    if quick.stopKind != slow.kind { return "stop by \(quick.stopKind), slowly \(slow.kind)" }
    if quick.target != slow.target { return "target \(String(describing: quick.target))" }
    if quick.best != slow.best { return "best \(quick.best), slowly \(slow.best)" }
    return quick.isSpent == slow.isSpent && quick.entry == slow.entry ? nil : "spent or entry"
  }
}
