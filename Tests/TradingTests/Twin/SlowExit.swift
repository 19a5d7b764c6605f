import Market
import Trading

/// The slow judge of an exit plan: it keeps every price and works out from all of them, each time anew, where stop and
/// target must be. Prices of a short are mirrored, so that one set of rules serves both directions: here the stop is always
/// below, and every level is a multiple of the tick.
///
/// The rules, in words:
/// - What a price earns (trailing, steps, break-even, lock) it earns against the average entry of its time, and only if it
///   is better than that entry and everything seen since the entry was that.
/// - A new average lays the first levels anew. The stop in force is kept if it was earned.
/// - Of several rules that name the same level, the first has named it.
struct SlowExit {
  /// Prices seen while the average entry was the same.
  private struct Stage {
    var entry: Int64
    var seen: [Int64] = []
  }
  typealias Level = (price: Int64, kind: StopKind)

  private let plan: ExitPlan
  private let sign: Int64
  private let tick: Int64
  private var stages: [Stage]
  private(set) var isSpent = false

  init(_ plan: ExitPlan, _ direction: Side, entry: Price, tick: Price) {
    self.plan = plan
    sign = direction.sign
    self.tick = tick.raw
    stages = [Stage(entry: direction.sign * entry.raw)]
  }

  // MARK: What happens

  mutating func observe(_ price: Price) -> ExitState.Observation {
    guard !isSpent else { return .nothing }
    let price = sign * price.raw
    if let stop = level, price <= stop.price {
      isSpent = true
      return .stopHit
    }
    if let target = mirroredTarget, price >= target {
      isSpent = true
      return .targetHit
    }
    return see(price) ? .stopMoved : .nothing
  }

  mutating func raise(to price: Price) -> Bool { see(sign * price.raw) }

  private mutating func see(_ price: Int64) -> Bool {
    let before = level?.price
    stages[stages.count - 1].seen.append(price)
    return level?.price != before
  }

  mutating func reanchor(entry: Price) {
    if entry != self.entry { stages.append(Stage(entry: sign * entry.raw)) }
  }

  mutating func spend() { isSpent = true }
  mutating func rearm() { isSpent = false }

  // MARK: What must be

  var entry: Price { Price(raw: sign * stages[stages.count - 1].entry) }
  var best: Price {
    let stage = stages[stages.count - 1]
    return Price(raw: sign * max(stage.entry, stage.seen.max() ?? stage.entry))
  }
  var stop: Price? { level.map { Price(raw: sign * $0.price) } }
  var kind: StopKind { level?.kind ?? .initial }
  var target: Price? { mirroredTarget.map { Price(raw: sign * $0) } }

  private var level: Level? {
    var kept: Level?
    for stage in stages {
      var levels: [Level] = []
      if let first = first(stage.entry) { levels.append((first, .initial)) }
      if let kept, kept.kind != .initial { levels.append(kept) }
      for (place, price) in stage.seen.enumerated() where stage.seen[..<place].allSatisfy({ $0 < price }) {
        if price > stage.entry { levels += earned(by: price, stage.entry) }
      }
      let highest = levels.map(\.price).max()
      kept = levels.first { $0.price == highest }
    }
    return kept
  }

  private func earned(by price: Int64, _ entry: Int64) -> [Level] {
    var levels: [Level] = []
    let gain = price - entry
    switch plan.trailing {
    case .distance(let distance)?: levels.append((down(price - size(distance, at: price)), .trailing))
    case .step(let each, let move)?:
      if let first = fixedStop(entry), each.raw > 0, gain >= each.raw {
        levels.append((up(first + gain / each.raw * move.raw), .trailing))
      }
    case nil: break
    }
    if let after = plan.breakEvenAfter, gain >= size(after, at: entry) { levels.append((up(entry), .breakEven)) }
    if let lock = plan.profitLock, gain >= size(lock.gain, at: entry) {
      levels.append((up(entry + size(lock.keep, at: entry)), .profitLock))
    }
    return levels
  }

  private func first(_ entry: Int64) -> Int64? {
    if let stop = fixedStop(entry) { return stop }
    guard case .distance(let distance)? = plan.trailing else { return nil }
    return down(entry - size(distance, at: entry))
  }

  private func fixedStop(_ entry: Int64) -> Int64? {
    switch plan.stop {
    case .distance(let distance)?: down(entry - size(distance, at: entry))
    case .price(let price)?: down(sign * price.raw)
    case nil: nil
    }
  }

  private var mirroredTarget: Int64? {
    let entry = stages[stages.count - 1].entry
    return switch plan.target {
    case .distance(let distance)?: up(entry + size(distance, at: entry))
    case .price(let price)?: up(sign * price.raw)
    case nil: nil
    }
  }

  private func size(_ distance: PriceDistance, at price: Int64) -> Int64 {
    switch distance {
    case .basisPoints(let basisPoints): sign * price * basisPoints / 10_000
    case .points(let points): points.raw
    }
  }
  private func down(_ price: Int64) -> Int64 {
    let rest = ((price % tick) + tick) % tick
    return price - rest
  }
  private func up(_ price: Int64) -> Int64 { -down(-price) }
}
