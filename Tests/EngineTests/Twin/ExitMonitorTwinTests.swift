import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("The quick exit monitor agrees with plain lists")
struct ExitMonitorTwinTests {
  @Test("guards come, change and go, holdings change, limits are set: every price says the same")
  func random() {
    var said: [String: Int] = [:]
    for seed in Seeds.upTo(200) {
      var session = Session(seed)
      let difference = session.firstDifference()
      #expect(difference == nil, "SEED=\(seed): \(difference ?? "")")
      said.merge(session.said) { $0 + $1 }
    }
    #expect(said.count >= 7 || Seeds.upTo(200).count < 100, "\(said)")
  }

  private struct Session {
    var random: Seeded
    var quick = ExitMonitor()
    var slow = SlowMonitor()
    var market = MarketView()
    var prices: [Int64] = [1_000_000, 2_000_000, 50_000, 900_000, 10_000_000]
    var armed: [(PositionID, InstrumentID, Price)] = []
    var now = Scenario.time(10, 0)
    var said: [String: Int] = [:]

    init(_ seed: UInt64) { random = Seeded(seed) }

    mutating func firstDifference() -> String? {
      for step in 0..<400 {
        now = now + .milliseconds(250)
        if random.oneIn(4) { change() } else if let difference = tick() { return "step \(step): \(difference)" }
        if Int128(quick.dayResult.raw) != slow.dayResult { return "step \(step): result \(quick.dayResult)" }
      }
      return nil
    }

    private mutating func tick() -> String? {
      let place = Int.random(in: 0..<prices.count, using: &random)
      let instrument = InstrumentID(Int32(place))
      let pace = prices[place] / 200
      prices[place] = max(1, prices[place] + Int64.random(in: -pace...pace, using: &random))
      let price = Price(raw: prices[place])
      market.restore(Quote(instrument: instrument, price: price, time: now))
      var quickly: [Trigger] = []
      quick.observe(instrument, price: price, at: now, into: &quickly)
      let slowly = slow.observe(instrument, price: price, at: now)
      for trigger in slowly { said[String("\(trigger)".prefix { $0 != "(" }) + kind(trigger), default: 0] += 1 }
      // In which order guards of one instrument speak does not matter; what is said of the account comes last.
      let isSame = quickly.count == slowly.count && Set(quickly) == Set(slowly)
      return isSame && ofAccount(quickly) == ofAccount(slowly) ? nil : "\(quickly), slowly \(slowly)"
    }

    private func ofAccount(_ triggers: [Trigger]) -> [Trigger] {
      triggers.filter { trigger in
        switch trigger {
        case .stopHit, .targetHit, .stopMoved: false
        case .limitBreached, .newPeak, .priceArrived: true
        }
      }
    }
    private func kind(_ trigger: Trigger) -> String {
      if case .limitBreached(let code, _, _) = trigger { " \(code)" } else { "" }
    }

    private mutating func change() {
      let place = Int.random(in: 0..<prices.count, using: &random)
      let instrument = InstrumentID(Int32(place))
      func money(_ range: ClosedRange<Int64>) -> Money { Money(raw: Int64.random(in: range, using: &random)) }
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<3:
        let position = PositionID(Int32(armed.count))
        armed.append((position, instrument, Price(raw: prices[place])))
        apply(.arm(position, instrument, state(Price(raw: prices[place]))))
      case 3:
        // The same position again: what the engine knows of it, sometimes with another entry.
        guard let (position, instrument, entry) = armed.randomElement(using: &random) else { return }
        apply(.arm(position, instrument, state(random.oneIn(2) ? entry : Price(raw: entry.raw + 500))))
      case 4, 5:
        guard let (position, instrument, _) = armed.randomElement(using: &random) else { return }
        apply(.drop(position, instrument))
      case 6, 7:
        let units = random.oneIn(4) ? 0 : Int64.random(in: -200...200, using: &random)
        let cost = units == 0 ? 0 : units * prices[place] + Int64.random(in: -100_000...100_000, using: &random)
        apply(.hold(instrument, netQuantity: Quantity(units), openCost: Money(raw: cost)))
      case 8:
        apply(
          .account(
            realised: money(-1_000_000...1_000_000), peak: money(0...2_000_000),
            lossLimit: random.oneIn(3) ? nil : money(1...3_000_000),
            drawdown: random.oneIn(3) ? nil : money(1...3_000_000)))
      default:
        apply(.awaitPrice(instrument))
        guard let (position, instrument, _) = armed.randomElement(using: &random) else { return }
        quick.raise(position, instrument, price: Price(raw: prices[Int(instrument.index)]))
        slow.raise(position, price: Price(raw: prices[Int(instrument.index)]))
      }
    }

    private mutating func apply(_ change: GuardChange) {
      quick.apply(change, market: market)
      slow.apply(change)
    }

    private mutating func state(_ entry: Price) -> ExitState {
      let plan = ExitPlan(
        stop: random.oneIn(4) ? nil : .percent(Int64.random(in: 10...200, using: &random)),
        target: random.oneIn(3) ? nil : .percent(Int64.random(in: 10...300, using: &random)),
        trailing: random.oneIn(2) ? nil : .distance(.basisPoints(Int64.random(in: 10...100, using: &random))))
      return ExitState(plan: plan, direction: random.oneIn(2) ? .buy : .sell, entry: entry, tickSize: "0.05")
    }
  }
}
