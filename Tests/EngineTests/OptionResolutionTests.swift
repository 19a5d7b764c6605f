import Engine
import Market
import TestSupport
import Testing
import Trading

/// NIFTY options as listed on 2026-08-18 within 1000 points of the spot, with the spot of some minutes: facts from a
/// public recording of the option chain (NIFTY_chain_snapshots_2026-08-18).
private enum RecordedChain {
  /// By expiry: steps of 50 from 23 200 to 25 200, less those not quoted.
  static let missing: [(TradingDay, [Int64])] = [
    ("2026-08-18", []), ("2026-08-25", []), ("2026-09-01", [23450, 23750]),
    (
      "2026-09-08",
      [23250, 23300, 23400, 23600, 23750, 23850, 23900, 24650, 24950, 25050, 25150, 25200]
    ),
  ]
  static let spots: [(String, Price)] = [
    ("10:43", "24212.80"), ("10:57", "24192.25"), ("11:11", "24205.45"), ("11:25", "24194.75"), ("12:07", "24215.05"),
    ("12:35", "24215.50"), ("13:03", "24194.55"), ("13:59", "24189.80"), ("14:27", "24193.85"), ("15:09", "24199.05"),
    ("15:23", "24166.35"),
  ]

  static func strikes(_ expiry: TradingDay) -> [Int64] {
    let gaps = missing.first { $0.0 == expiry }?.1 ?? []
    return stride(from: Int64(23200), through: 25200, by: 50).filter { !gaps.contains($0) }
  }
}

@Suite("An option rule finds its contract on a real chain")
struct OptionResolutionTests {
  private var registry = InstrumentRegistry()
  private let index: InstrumentID
  private let now = Scenario.time(10, 0)

  init() {
    index = registry.register(Listed.nifty.instrument)
    registry.setTerms(Listed.nifty.terms, for: index, on: Listed.day)
    for (expiry, _) in RecordedChain.missing {
      for strike in RecordedChain.strikes(expiry) {
        for kind in [InstrumentKind.call, .put] {
          let id = registry.register(
            Instrument(
              exchange: .nfo, kind: kind, underlying: "NIFTY", expiry: expiry, strike: Price(rupees: strike)))
          registry.setTerms(Listed.call.terms, for: id, on: Listed.day)
        }
      }
    }
  }

  private func resolve(
    _ spot: Price, _ action: Action, _ rule: OptionRule?, age: Int64 = 0, symbol: String = "NIFTY"
  ) -> Resolution {
    var market = MarketView()
    market.restore(Quote(instrument: index, price: spot, time: now - .seconds(age)))
    return SymbolResolver(day: Listed.day, market: market, priceAge: .seconds(15)).resolve(
      symbol: symbol, exchange: nil, action: action, rule: rule, registry: registry, at: now)
  }

  /// Independent of the resolver: tries every strike and keeps the nearest, the lower of two.
  private func expected(_ spot: Price, steps: Int, _ expiry: TradingDay) -> Int64? {
    let strikes = RecordedChain.strikes(expiry)
    let byDistance = strikes.sorted { (abs($0 * 10_000 - spot.raw), $0) < (abs($1 * 10_000 - spot.raw), $1) }
    guard let nearest = strikes.firstIndex(of: byDistance[0]) else { return nil }
    return strikes.indices.contains(nearest + steps) ? strikes[nearest + steps] : nil
  }

  @Test(
    "at, in and out of the money, calls and puts, every minute", arguments: RecordedChain.spots.map(\.1), [0, 1, 2, 5])
  func moneyness(_ spot: Price, _ steps: Int) {
    for (rule, expiry) in [(OptionRule.Expiry.thisWeek, "2026-08-18"), (.nextWeek, "2026-08-25")]
      as [(OptionRule.Expiry, TradingDay)]
    {
      for (action, outward) in [(Action.buyCall, 1), (.buyPut, -1)] {
        for (moneyness, sign) in [(OptionRule.Moneyness.outOfTheMoney(steps), 1), (.inTheMoney(steps), -1)] {
          guard case .instrument(let found) = resolve(spot, action, OptionRule(moneyness: moneyness, expiry: rule))
          else {
            Issue.record("nothing found")
            continue
          }
          #expect(
            found.instrument.strike?.raw == expected(spot, steps: steps * outward * sign, expiry).map { $0 * 10_000 })
          #expect(found.instrument.expiry == expiry && found.instrument.kind == action.optionKind)
        }
      }
    }
  }

  @Test("at the money of the recorded minutes", arguments: RecordedChain.spots.map(\.1))
  func atTheMoney(_ spot: Price) {
    guard case .instrument(let found) = resolve(spot, .buyCall, OptionRule()) else {
      Issue.record("nothing found")
      return
    }
    let strike: Price = spot < "24175" ? "24150" : "24200"
    #expect(found.instrument.strike == strike)
  }

  @Test(
    "between two strikes the lower one is at the money",
    arguments: [("24225", "24200"), ("24225.05", "24250"), ("24224.95", "24200")] as [(Price, Price)])
  func tie(_ spot: Price, _ strike: Price) {
    guard case .instrument(let found) = resolve(spot, .buyPut, OptionRule()) else {
      Issue.record("nothing found")
      return
    }
    #expect(found.instrument.strike == strike)
  }

  @Test(
    "expiries: this week, next week, this month, minimum days",
    arguments: [
      (.thisWeek, 0, "2026-08-18"), (.nextWeek, 0, "2026-08-25"), (.thisMonth, 0, "2026-08-25"),
      (.thisWeek, 1, "2026-08-25"), (.thisWeek, 7, "2026-08-25"), (.thisWeek, 8, "2026-09-01"),
      (.nextWeek, 1, "2026-09-01"), (.thisMonth, 8, "2026-09-08"), (.thisWeek, 21, "2026-09-08"), (.thisWeek, 22, nil),
      (.nextWeek, 21, nil),
    ] as [(OptionRule.Expiry, Int, TradingDay?)])
  func expiries(_ rule: OptionRule.Expiry, _ days: Int, _ expected: TradingDay?) {
    let listed = registry.optionExpiries(of: "NIFTY", on: .nfo)
    #expect(listed.count == 4)
    let found = SymbolResolver.expiry(
      OptionRule(expiry: rule, minimumDaysToExpiry: days), among: listed, on: Listed.day)
    #expect(found == expected)
  }

  @Test("yesterday's expiry is passed over")
  func expired() {
    let listed = registry.optionExpiries(of: "NIFTY", on: .nfo)
    #expect(SymbolResolver.expiry(OptionRule(), among: listed, on: "2026-08-19") == "2026-08-25")
  }

  @Test(
    "the underlying may be named as a chart or a broker names it",
    arguments: ["NIFTY50-INDEX", "NIFTY 50", "NIFTY1!", "NIFTY-I", "NIFTY26AUGFUT", "NIFTYQ2026", "NIFTY2682524200CE"])
  func underlyingNames(_ symbol: String) {
    guard case .instrument(let found) = resolve("24200", .buyCall, OptionRule(), symbol: symbol) else {
      Issue.record("nothing found")
      return
    }
    #expect(found.instrument.underlying == "NIFTY" && found.instrument.strike == "24200")
  }

  @Test("what cannot be found is said in words")
  func failures() {
    func code(_ resolution: Resolution) -> Denial.Code? {
      if case .failed(let denial) = resolution { denial.code } else { nil }
    }
    #expect(code(resolve("24200", .buyCall, OptionRule(moneyness: .outOfTheMoney(40)))) == .noOptionContract)
    #expect(code(resolve("24200", .buyCall, OptionRule(minimumDaysToExpiry: 90))) == .noOptionContract)
    #expect(code(resolve("24200", .buyCall, OptionRule(), age: 16)) == .noPrice)
    #expect(code(resolve("24200", .buyCall, OptionRule(), age: 15)) == nil)
    #expect(code(resolve("24200", .buyCall, OptionRule(), symbol: "SENSEX")) == .noOptionContract)
    #expect(code(resolve("24200", .buyCall, nil)) == .noOptionContract)
    #expect(code(resolve("24200", .buy, nil, symbol: "NOSUCH")) == .unknownSymbol)
    #expect(resolve("24200", .exit, nil, symbol: "") == .none)
  }

  @Test("a plain symbol is found on its exchange, and its terms are those of the day")
  func plain() {
    guard case .instrument(let found) = resolve("24200", .buy, nil, symbol: "NIFTY25AUG2624200CE") else {
      Issue.record("nothing found")
      return
    }
    #expect(found.instrument == Listed.call.instrument && found.terms == Listed.call.terms)
    let market = MarketView()
    let tomorrow = SymbolResolver(day: "2026-08-19", market: market, priceAge: .seconds(15))
    func code(_ symbol: String) -> Denial.Code? {
      let resolution = tomorrow.resolve(
        symbol: symbol, exchange: nil, action: .buy, rule: nil, registry: registry, at: now)
      if case .failed(let denial) = resolution { return denial.code } else { return nil }
    }
    #expect(code("NIFTY25AUG2624200CE") == .termsMissing)
    #expect(code("NIFTY18AUG2624200CE") == .expiredContract)
  }
}
