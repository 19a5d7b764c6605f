import Market
import TestSupport
import Testing
import Trading

/// The slow judge: it keeps every price and works out from all of them, each time anew, where stop and target must be.
/// Prices of a short are mirrored, so that one set of rules serves both directions.
private struct SlowExit {
  let plan: ExitPlan
  let sign: Int64
  let entry: Int64
  let tick: Int64
  var seen: [Int64]
  var isDone = false

  init(_ plan: ExitPlan, _ direction: Side, entry: Price, tick: Price) {
    self.plan = plan
    sign = direction.sign
    self.entry = entry.raw
    self.tick = tick.raw
    seen = [entry.raw]
  }

  private func floor(_ y: Int64) -> Int64 { y >= 0 ? y / tick * tick : -((-y + tick - 1) / tick * tick) }
  private func ceil(_ y: Int64) -> Int64 { -floor(-y) }
  private func distance(_ distance: PriceDistance, at price: Int64) -> Int64 {
    switch distance {
    case .basisPoints(let basisPoints): price * basisPoints / 10_000
    case .points(let points): points.raw
    }
  }

  private var first: Int64? {
    switch plan.stop {
    case .distance(let d): return floor(sign * entry - distance(d, at: entry))
    case .price(let price): return floor(sign * price.raw)
    case nil:
      if case .distance(let d)? = plan.trailing { return floor(sign * entry - distance(d, at: entry)) }
      return nil
    }
  }

  var stop: Int64? {
    var levels = [first].compactMap { $0 }
    // Nothing trails before the first price better than the entry.
    for price in seen.dropFirst() {
      let gain = sign * (price - entry)
      switch plan.trailing {
      case .distance(let d)?: levels.append(floor(sign * price - distance(d, at: price)))
      case .step(let each, let move)?:
        if let first, gain >= each.raw { levels.append(ceil(first + gain / each.raw * move.raw)) }
      case nil: break
      }
      if let after = plan.breakEvenAfter, gain >= distance(after, at: entry) { levels.append(ceil(sign * entry)) }
      if let lock = plan.profitLock, gain >= distance(lock.gain, at: entry) {
        levels.append(ceil(sign * entry + distance(lock.keep, at: entry)))
      }
    }
    return levels.max().map { $0 * sign }
  }

  var target: Int64? {
    switch plan.target {
    case .distance(let d): ceil(sign * entry + distance(d, at: entry)) * sign
    case .price(let price): ceil(sign * price.raw) * sign
    case nil: nil
    }
  }

  mutating func observe(_ price: Price) -> ExitState.Observation {
    if isDone { return .nothing }
    let before = stop
    if let before, sign * price.raw <= sign * before {
      isDone = true
      return .stopHit
    }
    if let target, sign * price.raw >= sign * target {
      isDone = true
      return .targetHit
    }
    // Only a better best moves the stop.
    guard seen.allSatisfy({ sign * $0 < sign * price.raw }) else { return .nothing }
    seen.append(price.raw)
    return stop != before ? .stopMoved : .nothing
  }
}

@Suite("The quick exit rules agree with a slow judge")
struct ExitStateTwinTests {
  @Test("random plans, random prices, both directions", arguments: 1...400 as ClosedRange<UInt64>)
  func random(_ seed: UInt64) {
    var random = Seeded(seed)
    let tick: Price = ["0.05", "0.01", "0.0025", "1"][Int(seed % 4)]
    let direction: Side = random.oneIn(2) ? .buy : .sell
    let entry = Price(raw: Int64.random(in: 500_000...6_000_000, using: &random))
    let plan = randomPlan(direction, entry, &random)
    var quick = ExitState(plan: plan, direction: direction, entry: entry, tickSize: tick)
    var slow = SlowExit(plan, direction, entry: entry, tick: tick)
    var price = entry.raw
    for step in 0..<200 {
      price = max(tick.raw, price + Int64.random(in: -20_000...20_000, using: &random))
      let stopBefore = quick.stop
      let said = quick.observe(Price(raw: price))
      #expect(said == slow.observe(Price(raw: price)), "seed \(seed) step \(step) \(plan)")
      #expect(quick.stop?.raw == slow.stop && quick.target?.raw == slow.target, "seed \(seed) step \(step) \(plan)")
      if let before = stopBefore, let after = quick.stop {
        #expect((after.raw - before.raw) * direction.sign >= 0, "the stop loosened: seed \(seed) step \(step)")
      }
    }
  }

  private func randomPlan(_ direction: Side, _ entry: Price, _ random: inout Seeded) -> ExitPlan {
    func distance(_ most: Int64) -> PriceDistance {
      random.oneIn(2)
        ? .basisPoints(Int64.random(in: 1...most, using: &random))
        : .points(Price(raw: entry.raw * Int64.random(in: 1...most, using: &random) / 10_000))
    }
    func price(_ sign: Int64) -> Price {
      Price(raw: entry.raw + sign * entry.raw * Int64.random(in: 1...300, using: &random) / 10_000)
    }
    var plan = ExitPlan()
    if !random.oneIn(6) { plan.stop = random.oneIn(4) ? .price(price(-direction.sign)) : .distance(distance(300)) }
    if random.oneIn(2) { plan.target = random.oneIn(4) ? .price(price(direction.sign)) : .distance(distance(500)) }
    switch Int.random(in: 0..<3, using: &random) {
    case 0: plan.trailing = .distance(distance(300))
    case 1: plan.trailing = .step(gain: Price(raw: entry.raw / 300), move: Price(raw: entry.raw / 500))
    default: break
    }
    if random.oneIn(2) { plan.breakEvenAfter = distance(200) }
    if random.oneIn(2) { plan.profitLock = .init(gain: distance(300), keep: distance(100)) }
    return plan
  }

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
