import Market
import TestSupport
import Trading

/// Exit plans by chance.
enum RandomPlan {
  /// As a trader would make them: distances above nothing, stop and target on their sides, locks that keep less than the gain.
  static func sensible(_ direction: Side, _ entry: Price, _ random: inout Seeded) -> ExitPlan {
    func distance(_ range: ClosedRange<Int64>) -> PriceDistance {
      let basisPoints = Int64.random(in: range, using: &random)
      return random.oneIn(2) ? .basisPoints(basisPoints) : .points(Price(raw: max(1, entry.raw * basisPoints / 10_000)))
    }
    func price(_ sign: Int64) -> Price {
      Price(raw: entry.raw + sign * entry.raw * Int64.random(in: 1...300, using: &random) / 10_000)
    }
    var plan = ExitPlan()
    if !random.oneIn(6) { plan.stop = random.oneIn(4) ? .price(price(-direction.sign)) : .distance(distance(1...300)) }
    if random.oneIn(2) { plan.target = random.oneIn(4) ? .price(price(direction.sign)) : .distance(distance(1...500)) }
    switch Int.random(in: 0..<3, using: &random) {
    case 0: plan.trailing = .distance(distance(1...300))
    case 1: plan.trailing = .step(gain: Price(raw: entry.raw / 300 + 1), move: Price(raw: entry.raw / 500 + 1))
    default: break
    }
    if random.oneIn(2) { plan.breakEvenAfter = distance(1...200) }
    if random.oneIn(2) { plan.profitLock = .init(gain: distance(60...300), keep: distance(1...50)) }
    return plan
  }

  /// Anything the types allow.
  static func senseless(_ entry: Price, _ random: inout Seeded) -> ExitPlan {
    func distance() -> PriceDistance {
      random.oneIn(2)
        ? .basisPoints([0, -1, -300, 5, 40, 300, 9_999, 10_000, 25_000].randomElement(using: &random) ?? 0)
        : .points(points())
    }
    func points() -> Price {
      Price(
        raw: [0, 1, -1, -entry.raw / 50, entry.raw / 400, entry.raw / 50, entry.raw * 2].randomElement(using: &random)
          ?? 0)
    }
    func level() -> ExitLevel {
      random.oneIn(3) ? .price(Price(raw: entry.raw + points().raw)) : .distance(distance())
    }
    var plan = ExitPlan()
    if !random.oneIn(4) { plan.stop = level() }
    if !random.oneIn(4) { plan.target = level() }
    switch Int.random(in: 0..<3, using: &random) {
    case 0: plan.trailing = .distance(distance())
    case 1: plan.trailing = .step(gain: points(), move: points())
    default: break
    }
    if random.oneIn(2) { plan.breakEvenAfter = distance() }
    if random.oneIn(2) { plan.profitLock = .init(gain: distance(), keep: distance()) }
    return plan
  }
}
