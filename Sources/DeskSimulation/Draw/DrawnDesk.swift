import Engine
import Market
import Simulation
import Trading

/// The desk of a seed: accounts with what their brokers can do, links, instruments.
struct DrawnDesk {
  /// An instrument of the simulated day.
  struct Listed {
    var instrument: Instrument
    var terms: ContractTerms
    /// From the second day on.
    var laterTerms: ContractTerms
    var id: InstrumentID
    var price: Price

    func terms(on day: TradingDay) -> ContractTerms { day == DrawnDesk.day ? terms : laterTerms }
    var resolved: ResolvedInstrument { ResolvedInstrument(id: id, instrument: instrument, terms: terms) }
    func isTraded(on day: TradingDay) -> Bool { instrument.expiry.map { day <= $0 } ?? true }
    var products: [Product] { instrument.kind.isDerivative ? [.mis, .nrml] : [.mis] }
  }

  /// A Tuesday after the closing auction was introduced, with the weekly expiry.
  static let day = TradingDay(daysSince1970: 20_683)
  static let nextDay = day.advanced(by: 1)

  let registry: InstrumentRegistry
  let instruments: [Listed]
  let accounts: [AccountSettings]
  let links: [Link]
  /// Links that get copies of alerts to the others.
  let laterLinks: [Link]
  /// What is entered towards the end of the day to stay over night, each by a link of its own.
  let carriers: [(link: Link, listed: Listed)]
  let exchange: ExchangeSettings

  var allLinks: [Link] { links + laterLinks + carriers.map(\.link) }

  init(seed: UInt64) {
    var chance = Chance(seed, "desk")
    var registry = InstrumentRegistry()
    instruments = Self.listed(&registry, seed, &chance)
    self.registry = registry
    let accountCount = chance.oneIn(4) ? 2 : 1
    var edges = Chance(seed, "edges")
    var apart = Chance(seed, "edges by themselves")
    accounts = (1...accountCount).map {
      Self.tightened(Self.tightened(Self.account(Int32($0), &chance), &edges), apart: &apart)
    }
    var links: [Link] = []
    for number in 1...Int32(1 + chance.index(4)) { links.append(Self.link(number, accountCount, &chance)) }
    self.links = links
    laterLinks = []
    carriers = Self.carriers(seed, instruments, accounts)
    exchange = ExchangeSettings(
      latency: chance.pick([.zero, .milliseconds(20), .milliseconds(300)]),
      participation: chance.pick([500, 2000, 10_000]), slippageTicks: chance.number(0...2),
      startingCash: Money(rupees: 1_000_000_000))
  }

  private static func listed(
    _ registry: inout InstrumentRegistry, _ seed: UInt64, _ chance: inout Chance
  ) -> [Listed] {
    let tick = Price(rupees: 0, paise: 5)
    func terms(_ lot: Int64, _ freeze: Int64, _ price: Price, _ sessionClass: SessionClass) -> ContractTerms {
      ContractTerms(
        lotSize: Quantity(lot), tickSize: tick, freezeQuantity: Quantity(freeze),
        lowerBand: price.scaled(basisPoints: 8000).rounded(to: tick, .up),
        upperBand: price.scaled(basisPoints: 12_000).rounded(to: tick, .down), sessionClass: sessionClass)
    }
    let share = Price(rupees: 800)
    let other = Price(rupees: 2450)
    let premium = Price(rupees: 180)
    let future = Price(rupees: 24_200)
    // Small freeze quantities make stop groups of several slices.
    var all: [(Instrument, ContractTerms, Price)] = [
      (.equity("SBIN"), terms(1, chance.pick([100_000, 300]), share, .cashWithDerivatives), share),
      (.equity("RELIANCE"), terms(1, 100_000, other, .cashWithDerivatives), other),
      (
        Instrument(
          exchange: .nfo, kind: .call, underlying: "NIFTY", expiry: day, strike: Price(rupees: 24_200)),
        ContractTerms(
          lotSize: Quantity(75), tickSize: tick, freezeQuantity: Quantity(1800), lowerBand: tick,
          upperBand: Price(rupees: 900), sessionClass: .equityDerivatives), premium
      ),
      (
        Instrument(exchange: .nfo, kind: .future, underlying: "NIFTY", expiry: day.advanced(by: 21)),
        terms(75, 1800, future, .equityDerivatives), future
      ),
    ]
    if chance.oneIn(3) { all.removeLast() }
    var night = Chance(seed, "terms over night")
    return all.map { instrument, terms, price in
      let id = registry.register(instrument)
      let later = Self.later(terms, &night)
      registry.setTerms(terms, for: id, on: day)
      registry.setTerms(later, for: id, on: nextDay)
      return Listed(instrument: instrument, terms: terms, laterTerms: later, id: id, price: price)
    }
  }

  /// The next day's: mostly the same, sometimes with another tick, freeze quantity or band.
  private static func later(_ terms: ContractTerms, _ chance: inout Chance) -> ContractTerms {
    var later = terms
    guard chance.oneIn(3) else { return later }
    later.tickSize = Price(raw: terms.tickSize.raw * chance.pick([1, 2, 10]))
    if chance.oneIn(2) {
      later.freezeQuantity = Quantity(max(terms.lotSize.units * chance.number(2...20), 300))
    }
    let inside: Int64 = chance.pick([0, 0, 500])
    later.lowerBand = terms.lowerBand.map { $0.scaled(basisPoints: 10_000 + inside).rounded(to: later.tickSize, .up) }
    later.upperBand = terms.upperBand.map { $0.scaled(basisPoints: 10_000 - inside).rounded(to: later.tickSize, .down) }
    return later
  }

  /// Limits that the day's own trades come close to.
  private static func tightened(_ settings: AccountSettings, _ chance: inout Chance) -> AccountSettings {
    var settings = settings
    guard chance.oneIn(3) else { return settings }
    settings.limits.instrumentQuantity = Quantity(chance.pick([150, 600, 1800]))
    settings.limits.positionValue = Money(rupees: chance.pick([90_000, 400_000, 1_500_000]))
    settings.limits.openPositions = Int(chance.pick([1, 2, 3]))
    settings.limits.ordersInFlight = Int(chance.pick([1, 2, 4]))
    if chance.oneIn(3) { settings.capabilities.callsPerMinute = 150 }
    return settings
  }

  /// A quantity that two entries of one instrument reach together with every other limit far away, and few calls.
  private static func tightened(_ settings: AccountSettings, apart chance: inout Chance) -> AccountSettings {
    var settings = settings
    let quantity = Quantity(chance.pick([150, 300, 900]))
    if chance.oneIn(4) { settings.limits.instrumentQuantity = quantity }
    // A broker that counts reads too, and soon has counted enough.
    let calls = Int(chance.pick([40, 60]))
    if chance.oneIn(5) {
      settings.capabilities.callsPerSecond = 3
      settings.capabilities.callsPerMinute = calls
      settings.capabilities.requestsPerSecond = 3
      settings.capabilities.requestsPerMinute = min(settings.capabilities.requestsPerMinute, calls)
    }
    return settings
  }

  private static func account(_ number: Int32, _ chance: inout Chance) -> AccountSettings {
    let modifies = !chance.oneIn(4)
    var capabilities = BrokerCapabilities(
      modifiesInPlace: modifies, modificationLimit: chance.pick([25, 25, 9, 6]), acceptsMarket: !chance.oneIn(5),
      acceptsStopMarket: !chance.oneIn(4), tagLookUp: chance.pick([.reliable, .reliable, .untilModified]),
      settleTime: chance.pick([.zero, .milliseconds(500), .seconds(3), .seconds(20)]),
      requestsPerSecond: chance.pick([10, 10, 5]), requestsPerMinute: chance.pick([200, 60, 30]), requestsPerDay: 3000,
      verifyInterval: chance.pick([.seconds(60), .minutes(3), .minutes(10)]))
    capabilities.tagLookUp = chance.oneIn(5) ? .hintOnly : capabilities.tagLookUp
    let tight = chance.oneIn(4)
    var settings = AccountSettings(
      id: AccountID(number), name: "simulated \(number)", mode: .live, capital: Money(rupees: 2_000_000),
      limits: RiskLimits(
        orderValue: Money(rupees: 4_000_000), positionValue: Money(rupees: 6_000_000),
        instrumentQuantity: Quantity(20_000), openPositions: tight ? 2 : 8, tradesPerDay: tight ? 8 : 60,
        ordersInFlight: 10, dailyLoss: Money(rupees: tight ? 20_000 : 200_000), dailyLossBasisPoints: 10_000,
        drawdown: Money(rupees: tight ? 20_000 : 300_000), priceAge: .seconds(chance.number(10...30))),
      capabilities: capabilities)
    // A loss that a day of small prices reaches.
    if chance.oneIn(6) { settings.limits.dailyLoss = Money(rupees: chance.pick([2_000, 5_000])) }
    settings.squareOffOnLossLimit = chance.oneIn(2)
    settings.marketProtection = chance.pick([50, 100, 300])
    return settings
  }

  private static func link(_ number: Int32, _ accountCount: Int, _ chance: inout Chance) -> Link {
    let accounts = accountCount == 2 && chance.oneIn(2) ? [1, 2] : [Int32(1 + chance.index(accountCount))]
    let sizing: Sizing =
      switch chance.index(4) {
      case 0: .quantity(Quantity(75 * chance.number(1...12)))
      case 1: .rupees(Money(rupees: chance.number(40_000...900_000)))
      case 2: .lots(chance.number(1...30))
      default: .riskToStop(basisPoints: chance.number(10...60))
      }
    var link = Link(
      id: LinkID(number), name: "link \(number)", accounts: accounts.map { AccountID($0) }, sizing: sizing,
      exitPlan: exitPlan(needsStop: sizing.needsStop, &chance))
    link.product = chance.oneIn(5) ? .nrml : .mis
    link.closePolicy = chance.pick([
      .squareOff(before: .minutes(15)), .squareOff(before: .minutes(5)), .keepIfProfitable, .carry,
    ])
    link.entryUntil = chance.pick([TimeOfDay(15, 0), TimeOfDay(14, 0), TimeOfDay(15, 20)])
    link.maximumAge = .seconds(chance.pick([10, 30, 120]))
    link.mayShort = chance.oneIn(2)
    link.mayWriteOptions = chance.oneIn(4)
    link.reverses = chance.oneIn(2)
    link.entryLifetime = .seconds(chance.pick([5, 30, 60, 300]))
    return link
  }

  private static func carriers(
    _ seed: UInt64, _ instruments: [Listed], _ accounts: [AccountSettings]
  ) -> [(link: Link, listed: Listed)] {
    var chance = Chance(seed, "carriers")
    let staying = instruments.filter { $0.instrument.expiry != day }
    return zip(Int32(51)..., staying).compactMap { number, listed in
      guard !chance.oneIn(3) else { return nil }
      var link = Link(
        id: LinkID(number), name: "carrier \(number)", accounts: [chance.pick(accounts).id],
        sizing: .lots(listed.instrument.kind.isDerivative ? chance.number(1...3) : chance.number(10...900)),
        exitPlan: ExitPlan(stop: .distance(.basisPoints(chance.number(100...400)))))
      link.product = listed.instrument.kind.isDerivative ? .nrml : .cnc
      link.closePolicy = .carry
      if chance.oneIn(2) { link.exitPlan.trailing = .distance(.basisPoints(chance.number(80...300))) }
      return (link, listed)
    }
  }

  private static func exitPlan(needsStop: Bool, _ chance: inout Chance) -> ExitPlan {
    var plan = ExitPlan()
    if needsStop || !chance.oneIn(8) { plan.stop = .distance(.basisPoints(chance.number(20...200))) }
    if chance.oneIn(2) { plan.target = .distance(.basisPoints(chance.number(40...400))) }
    if chance.oneIn(2) { plan.trailing = .distance(.basisPoints(chance.number(20...150))) }
    if chance.oneIn(3) { plan.breakEvenAfter = .basisPoints(chance.number(30...120)) }
    if chance.oneIn(4) {
      let gain = chance.number(60...200)
      plan.profitLock = ExitPlan.ProfitLock(
        gain: .basisPoints(gain), keep: .basisPoints(chance.number(10...(gain / 2))))
    }
    if chance.oneIn(4) { plan.timeLimit = .minutes(chance.number(3...120)) }
    return plan
  }
}

extension Sizing {
  fileprivate var needsStop: Bool { if case .riskToStop = self { true } else { false } }
}
