import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("The account's book agrees with a slow one")
struct AccountTwinTests {
  @Test(
    "alerts, prices, fills in random pieces and corrections of them on three links: positions, results, charges and cash after every event"
  )
  func random() throws {
    var fills = 0
    for seed in Seeds.upTo(60) {
      var session = Session(seed)
      let difference = try session.firstDifference()
      #expect(difference == nil, "SEED=\(seed): \(difference ?? "")")
      fills += session.slow.executions.count
    }
    #expect(fills > 10 * Seeds.upTo(60).count, "the sessions hardly trade: \(fills)")
  }

  private struct Session {
    var desk: Scenario
    var slow: SlowAccount
    var random: Seeded
    var prices: [Listed: Int64] = [.sbin: 1_000_000, .reliance: 1_500_000, .call: 800_000]
    let symbols: [Listed] = [.sbin, .reliance, .call]
    var fills = 0

    init(_ seed: UInt64) {
      var random = Seeded(seed)
      let plans = ChargeSchedule.bundled.plans
      let plan = plans[Int.random(in: 0..<plans.count, using: &random)]
      slow = SlowAccount(plan: plan, day: Listed.day)
      desk = Scenario(
        capital: "100000000", can: BrokerCapabilities(modifiesInPlace: seed % 3 != 0, requestsPerSecond: 1000),
        settings: { $0.chargePlan = plan })
      self.random = random
      for (place, symbol) in symbols.enumerated() {
        let isShare = symbol != .call
        let size = Int64.random(in: 1...2500, using: &self.random) / (isShare ? 1 : 75) * (isShare ? 1 : 75)
        let product: Product = self.random.oneIn(2) ? .mis : isShare ? .cnc : .nrml
        let trails = self.random.oneIn(2)
        let shorts = self.random.oneIn(2)
        desk.addLink(Int32(place + 1)) {
          $0.sizing = .quantity(Quantity(max(size, isShare ? 1 : 75)))
          $0.product = product
          $0.mayShort = shorts
          $0.exitPlan = ExitPlan(
            stop: .percent(150), target: .percent(300), trailing: trails ? .distance(.basisPoints(120)) : nil)
        }
      }
    }

    mutating func firstDifference() throws -> String? {
      for step in 0..<70 {
        happen()
        if let difference = try difference { return "step \(step): \(difference)" }
      }
      return nil
    }

    private mutating func happen() {
      let place = Int.random(in: 0..<symbols.count, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0, 1:
        let actions: [Action] = [.buy, .buy, .short, .exit, .sell]
        desk.alert(
          actions[Int.random(in: 0..<actions.count, using: &random)], symbols[place], link: Int32(place + 1))
      case 2, 3:
        let price = prices[symbols[place]] ?? 0
        let moved = max(850_000, price + 500 * Int64.random(in: -20...20, using: &random))
        prices[symbols[place]] = symbols[place] == .call ? max(500_000, moved - 50_000) : min(moved, 1_900_000)
        desk.price(symbols[place], Price(raw: prices[symbols[place]] ?? 0))
      case 4 where random.oneIn(2): correct()
      default: fill()
      }
    }

    /// The exchange corrects the price of a fill that is its order's only one: charges of several round by the way they
    /// were booked.
    private mutating func correct() {
      let filled = desk.broker.orders.indices.filter { desk.broker.orders[$0].fills.count == 1 }
      guard let index = filled.randomElement(using: &random) else { return }
      desk.advance(1)
      let price = desk.broker.orders[index].fills[0].price + Price(raw: 500 * Int64.random(in: -6...6, using: &random))
      desk.broker.orders[index].fills[0].price = price
      desk.broker.orders[index].time = desk.now
      desk.apply(.report(desk.broker.orders[index].report))
      let id = desk.broker.orders[index].fills[0].id
      for place in slow.executions.indices where slow.executions[place].fill.id == id {
        slow.executions[place].fill.price = price
      }
    }

    /// Some order at the broker executes, whole or in part, near its market.
    private mutating func fill() {
      let live = desk.broker.orders.indices.filter { !desk.broker.orders[$0].status.isFinal }
      guard let index = live.randomElement(using: &random) else { return }
      let terms = desk.broker.orders[index].terms
      let lot = symbols.first { $0.id == terms.instrument }?.terms.lotSize.units ?? 1
      let rest = (terms.quantity - desk.broker.orders[index].filled).units
      let units = random.oneIn(2) ? rest : Int64.random(in: 1...rest / lot, using: &random) * lot
      let price = symbols.first { $0.id == terms.instrument }.flatMap { prices[$0] } ?? 0
      fills += 1
      let fill = FillReport(
        id: "F\(fills)", quantity: Quantity(units),
        price: Price(raw: price + 500 * Int64.random(in: -6...6, using: &random)), time: desk.now)
      desk.broker.orders[index].fills.append(fill)
      desk.broker.orders[index].status = units == rest ? .filled : .open
      desk.broker.orders[index].time = desk.now
      let report = desk.broker.orders[index].report
      desk.apply(.report(report))
      if random.oneIn(4) { desk.apply(.report(report)) }
      guard let order = desk.engine.state.orders.all.first(where: { $0.brokerID == report.brokerID }),
        let symbol = symbols.first(where: { $0.id == terms.instrument })
      else { return }
      slow.executions.append(.init(order: order, instrument: symbol.instrument, fill: fill))
    }

    private var difference: String? {
      get throws {
        let state = desk.engine.state
        var realised: Int128 = 0
        var tiedUp: Int128 = 0
        for holding in state.holdings {
          let position = holding.position
          let result = slow.result(of: position.id)
          realised += result.realised
          tiedUp += result.cost * Int128(position.direction.sign)
          if Int128(position.openQuantity.units) != result.open { return "position \(position.id.index): open" }
          if Int128(position.openCost.raw) != result.cost { return "position \(position.id.index): cost" }
          if Int128(position.realised.raw) != result.realised { return "position \(position.id.index): realised" }
        }
        if Int128(state.realisedToday.raw) != realised { return "realised today \(state.realisedToday)" }
        // What came in and went out is what was realised, and what open positions cost.
        if slow.cash != realised - tiedUp { return "cash \(slow.cash)" }
        for position in desk.broker.snapshot(at: desk.now).positions {
          guard Int128(position.netQuantity.units) == slow.net(position.instrument, position.product) else {
            return "the broker's book"
          }
        }
        let charges = try slow.charges(.bundled)
        if state.chargesToday != charges { return "charges \(state.chargesToday), slowly \(charges)" }
        let booked = state.holdings.reduce(Charges()) { $0 + $1.position.charges }
        return booked == charges ? nil : "charges of the positions"
      }
    }
  }
}
