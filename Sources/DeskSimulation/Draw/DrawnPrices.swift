import Market
import Simulation

/// The prices of a day: random walks, or pieces of a recorded day, with gaps, freaks, foreign ticks and silence.
struct DrawnPrices {
  let instruments: [DrawnDesk.Listed]
  /// Moves of NIFTY on 1 June 2021 from one price to the next, four seconds or more later, in millionths; played in pieces.
  private static let recorded: [Int64] = String(decoding: PackageResources.nifty_moves_csv, as: UTF8.self)
    .split(separator: "\n").compactMap { Int64($0) }
  let profile: SimulationProfile
  private var chance: Chance
  private var prices: [Price]
  /// Traded since the price before.
  private var volumes: [Int64]
  private var places: [Int]
  private var volatility: [Int64]
  private var silentUntil: [Timestamp]
  private let styles: [Style]
  private var steps: [Int64]

  /// What a market does for hours, so that stops follow it step by step, or turn again and again.
  private enum Style {
    case wanders
    /// Millionths a step, up or down.
    case trends(Int64)
    case sawtooth(Int64, steps: Int64)
  }

  init(seed: UInt64, instruments: [DrawnDesk.Listed], profile: SimulationProfile) {
    chance = Chance(seed, "prices")
    self.instruments = instruments
    self.profile = profile
    prices = instruments.map(\.price)
    volumes = instruments.map { _ in 0 }
    var draws = Chance(seed, "price setup")
    places = instruments.map { _ in draws.index(Self.recorded.count) }
    volatility = instruments.map { _ in draws.pick([300, 800, 2000, 5000]) }
    silentUntil = instruments.map { _ in .distantPast }
    steps = instruments.map { _ in 0 }
    var kinds = Chance(seed, "price styles")
    styles = instruments.map { _ in
      switch kinds.index(12) {
      case 0: .trends(kinds.pick([300, 900]))
      case 1: .trends(kinds.pick([-300, -900]))
      case 2: .sawtooth(kinds.pick([600, 2500]), steps: kinds.number(3...15))
      default: .wanders
      }
    }
  }

  /// Prices of about one instant.
  mutating func next(at time: Timestamp) -> [Happening] {
    var happenings: [Happening] = []
    for index in instruments.indices where !chance.oneIn(3) {
      guard time >= silentUntil[index] else { continue }
      if profile.allows(.feedSilent), chance.oneIn(400) {
        silentUntil[index] = time + .seconds(chance.number(20...1200))
        happenings.append(price(index, prices[index], at: time, .feedSilent))
        continue
      }
      let jumps = move(index)
      volumes[index] = chance.number(0...20_000)
      happenings.append(price(index, prices[index], at: time, jumps ? .gap : nil))
      if let odd = oddity(index, at: time) { happenings.append(odd) }
    }
    return happenings
  }

  /// - Returns: whether it is a gap.
  private mutating func move(_ index: Int) -> Bool {
    let listed = instruments[index]
    var move: Int64
    if index % 2 == 0 {
      places[index] = (places[index] + 1) % Self.recorded.count
      move = Self.recorded[places[index]] * (listed.instrument.kind.isOption ? 12 : 3)
    } else {
      move = chance.number(-volatility[index]...volatility[index])
    }
    steps[index] += 1
    switch styles[index] {
    case .wanders: break
    case .trends(let drift): move = move / 4 + drift
    case .sawtooth(let drift, let steps): move = move / 4 + (self.steps[index] / steps % 2 == 0 ? drift : -drift)
    }
    let jumps = profile.allows(.gap) && chance.oneIn(120)
    if jumps { move += chance.pick([-25_000, 25_000, -60_000, 60_000]) }
    let lower = listed.terms.lowerBand ?? listed.terms.tickSize
    let upper = listed.terms.upperBand ?? Price(rupees: 100_000)
    let raw = prices[index].raw + prices[index].raw * move / 1_000_000
    let wanted = Price(raw: raw).rounded(to: listed.terms.tickSize, .down)
    // Away from the band: a market that stands at its limit teaches nothing.
    prices[index] = min(max(wanted, lower.scaled(basisPoints: 10_200)), upper.scaled(basisPoints: 9_800))
      .rounded(to: listed.terms.tickSize, .down)
    return jumps
  }

  private func price(_ index: Int, _ price: Price, at time: Timestamp, _ fault: Fault?) -> Happening {
    Happening(
      time: time,
      kind: .price(Tick(instrument: instruments[index].id, price: price, volume: volumes[index], time: time), fault))
  }

  private mutating func oddity(_ index: Int, at time: Timestamp) -> Happening? {
    guard profile.allows(.freakTick), chance.oneIn(80) else { return nil }
    var tick = Tick(
      instrument: instruments[index].id, price: prices[index], volume: volumes[index],
      time: time + .milliseconds(1))
    let fault: Fault = chance.pick([.freakTick, .foreignTick, .staleTick, .futureTick])
    switch fault {
    case .freakTick:
      tick.price = chance.pick([
        .zero, Price(raw: -5), Price(raw: tick.price.raw * 3), Price(raw: tick.price.raw / 2),
      ])
    case .foreignTick:
      tick.instrument = chance.oneIn(2) ? InstrumentID(99) : tick.instrument
      tick.price = Price(rupees: 24_150)
    case .staleTick:
      tick.time = time - .minutes(chance.number(2...10_000))
      tick.price = Price(raw: tick.price.raw * 9 / 10).rounded(to: instruments[index].terms.tickSize, .down)
    default: tick.time = time + .minutes(chance.number(1...400))
    }
    return Happening(time: time + .milliseconds(1), kind: .price(tick, fault))
  }
}
