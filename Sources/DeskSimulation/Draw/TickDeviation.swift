import Market

/// The way of prices from the exchange to the desk: ticks that come twice, late, in another order, or from two sources. The
/// market itself trades at each once, at its time.
struct TickDeviation {
  private let profile: SimulationProfile
  private var chance: Chance
  /// One in so many ticks, for each fault that this feed has.
  private var shares: [Fault: Int] = [:]
  /// Waits for the next tick of its instrument.
  private var held: [InstrumentID: Tick] = [:]

  private static let faults: [Fault] = [.tickRepeated, .tickLate, .tickSwapped, .tickFromTwoSources, .freakRepeated]

  init(seed: UInt64, profile: SimulationProfile) {
    self.profile = profile
    chance = Chance(seed, "tick deviation")
    for fault in Self.faults {
      let (isThere, share) = (chance.oneIn(2), chance.pick([8, 30, 100]))
      // Freak prices are rare enough by themselves.
      if isThere, profile.allows(fault) { shares[fault] = fault == .freakRepeated ? 2 : share }
    }
  }

  mutating func deviate(_ happenings: [Happening]) -> [Happening] {
    guard !shares.isEmpty else { return happenings }
    return happenings.flatMap { deviate($0) }
  }

  private mutating func deviate(_ happening: Happening) -> [Happening] {
    guard case .price(let tick, let fault) = happening.kind else { return [happening] }
    if fault == .freakTick { return [happening] + repeated(happening, tick, .freakRepeated) }
    guard fault == nil else { return [happening] }
    if let earlier = held.removeValue(forKey: tick.instrument) {
      return [happening, told(earlier, at: happening.time + .milliseconds(1), .tickSwapped)]
    }
    if happens(.tickSwapped) {
      held[tick.instrument] = tick
      return [Happening(time: happening.time, kind: .market(tick))]
    }
    if happens(.tickLate) {
      let market = Happening(time: happening.time, kind: .market(tick))
      return [market, told(tick, at: happening.time + chance.interval(100...9000), .tickLate)]
    }
    var all = [happening] + repeated(happening, tick, .tickRepeated)
    if happens(.tickFromTwoSources) {
      var other = tick
      other.time = tick.time + .milliseconds(chance.number(-400...400))
      all.append(told(other, at: happening.time + chance.interval(1...700), .tickFromTwoSources))
    }
    return all
  }

  private mutating func repeated(_ happening: Happening, _ tick: Tick, _ fault: Fault) -> [Happening] {
    guard happens(fault) else { return [] }
    return (0...chance.index(3)).map { _ in told(tick, at: happening.time + chance.interval(1...900), fault) }
  }

  private mutating func happens(_ fault: Fault) -> Bool { shares[fault].map { chance.oneIn($0) } ?? false }

  /// Nothing traded that was not counted before.
  private func told(_ tick: Tick, at time: Timestamp, _ fault: Fault) -> Happening {
    var tick = tick
    tick.volume = 0
    return Happening(time: time, kind: .price(tick, fault))
  }
}
