import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("Each limit binds at its edge, whatever the quantity is made of")
struct LimitTests {
  /// Limits so wide that only the one under test can bind.
  private static func wide(_ change: (inout RiskLimits) -> Void) -> RiskLimits {
    var limits = RiskLimits(
      orderValue: "10000000", positionValue: "10000000", instrumentQuantity: 1_000_000, openPositions: 100,
      tradesPerDay: 100, ordersInFlight: 100, dailyLoss: "1000000", dailyLossBasisPoints: 1_000_000,
      drawdown: "1000000", priceAge: .seconds(15))
    change(&limits)
    return limits
  }

  /// How the first 100 of SBIN came to count.
  enum Part: CaseIterable {
    case held, resting, partlyFilled, unanswered, unknown, heldBack, closing
  }

  /// Link 1 has 100 SBIN at 100 in some state.
  private func desk(_ limits: RiskLimits, _ part: Part) -> Scenario {
    var desk = Scenario(limits: limits)
    desk.addLink(2)
    desk.price(.sbin, "100")
    switch part {
    case .held: desk.long()
    case .resting: desk.alert(.buy, .sbin)
    case .partlyFilled:
      desk.alert(.buy, .sbin)
      desk.fill(.buy, .sbin, 40, at: "100")
    case .unanswered:
      desk.broker.replies = [.silence]
      desk.alert(.buy, .sbin)
    case .unknown:
      desk.broker.replies = [.lost(arrived: true)]
      desk.broker.looks = Array(repeating: .failed, count: 20)
      desk.alert(.buy, .sbin)
    case .heldBack:
      desk.broker.replies = [.limited(.seconds(5))]
      desk.alert(.buy, .sbin)
    case .closing:
      desk.long()
      desk.alert(.exit, .sbin)
    }
    return desk
  }

  @Test("the value of an instrument counts over all links", arguments: Part.allCases, [Money("20000"), "19999.9999"])
  func positionValue(_ part: Part, _ limit: Money) {
    var desk = desk(Self.wide { $0.positionValue = limit }, part)
    #expect(desk.alert(.buy, .sbin, link: 2).denial?.code == (limit == "20000" ? nil : .positionValue))
  }

  @Test("its quantity counts over all links", arguments: Part.allCases, [Quantity(200), 199])
  func instrumentQuantity(_ part: Part, _ limit: Quantity) {
    var desk = desk(Self.wide { $0.instrumentQuantity = limit }, part)
    #expect(desk.alert(.buy, .sbin, link: 2).denial?.code == (limit == 200 ? nil : .instrumentQuantity))
  }

  @Test("positions count as soon as their entry is on its way", arguments: Part.allCases, [2, 1])
  func openPositions(_ part: Part, _ limit: Int) {
    var desk = desk(Self.wide { $0.openPositions = limit }, part)
    #expect(desk.alert(.buy, .sbin, link: 2).denial?.code == (limit == 2 ? nil : .openPositions))
  }

  @Test("margin of what is held and of what is on its way is bound", arguments: Part.allCases, [Money("4000"), "3900"])
  func margin(_ part: Part, _ capital: Money) {
    var desk = desk(Self.wide { _ in }, part)
    var settings = desk.engine.state.settings
    settings.capital = capital
    desk.apply(.settings(settings))
    // A fifth of 100 at 100, twice. Charges of a fill take some of the rest.
    let isAffordable = capital == "4000" && part != .held && part != .partlyFilled && part != .closing
    #expect(desk.alert(.buy, .sbin, link: 2).denial?.code == (isAffordable ? nil : .margin))
  }

  @Test("another instrument has a value of its own")
  func otherInstrument() {
    var desk = desk(Self.wide { $0.positionValue = "15000" }, .held)
    desk.price(.reliance, "100")
    #expect(desk.alert(.buy, .reliance, link: 2).outcome == .accepted)
    #expect(desk.alert(.buy, .sbin, link: 2).denial?.code == .positionValue)
  }

  @Test("what is held counts at its last price", arguments: [(Price("110"), Money("22000")), ("96", "19200")])
  func marked(_ price: Price, _ limit: Money) {
    for short in [Money.zero, "0.0001"] {
      var desk = Scenario(limits: Self.wide { $0.positionValue = limit - short }) { $0.exitPlan = .none }
      desk.addLink(2) { $0.exitPlan = .none }
      desk.long()
      desk.price(.sbin, price)
      desk.price(.sbin, price)
      #expect(desk.alert(.buy, .sbin, link: 2).denial?.code == (short == .zero ? nil : .positionValue))
    }
  }

  @Test("a sale with a limit below the market is valued at the market, a purchase at its limit")
  func limitPrices() {
    var desk = Scenario(limits: Self.wide { $0.orderValue = "9999.9999" }) {
      $0.mayShort = true
      $0.exitPlan = .none
    }
    desk.price(.sbin, "100")
    #expect(desk.alert(.short, .sbin, limit: "81").denial?.code == .orderValue)
    #expect(desk.alert(.buy, .sbin, limit: "101").denial?.code == .orderValue)
    #expect(desk.alert(.short, .sbin, limit: "79").denial?.code == .priceBand)
    #expect(desk.alert(.buy, .sbin, limit: "99.95").outcome == .accepted)
  }

  @Test("a size in rupees is not blown up by a sale's low limit")
  func sizeOfLowLimit() {
    var desk = Scenario(limits: Self.wide { _ in }) {
      $0.mayShort = true
      $0.exitPlan = .none
      $0.sizing = .rupees("10000")
      $0.limitDistance = 10_000
    }
    desk.price(.reliance, "100")
    desk.alert(.short, .reliance, limit: "1")
    #expect(desk.sent() == ["SELL 100 limit 1.00 #0"])
  }

  @Test(
    "the value of an order is that of all its slices", arguments: [(Money("250000"), true), ("249999.9999", false)])
  func orderValue(_ limit: Money, _ isAllowed: Bool) {
    var desk = Scenario(limits: Self.wide { $0.orderValue = limit }) { $0.sizing = .quantity(2500) }
    desk.price(.sbin, "100")
    #expect(desk.alert(.buy, .sbin).denial?.code == (isAllowed ? nil : .orderValue))
  }

  @Test("entries of a day count whatever became of them; the next day starts at zero")
  func tradesPerDay() {
    var desk = Scenario(limits: Self.wide { $0.tradesPerDay = 2 })
    desk.addLink(2)
    desk.price(.sbin, "100")
    desk.price(.reliance, "100")
    desk.broker.replies = [.refuse("no")]
    desk.alert(.buy, .sbin)
    desk.alert(.buy, .sbin, link: 2)
    desk.restart()
    desk.price(.reliance, "100")
    desk.price(.sbin, "100")
    #expect(desk.alert(.buy, .reliance).denial?.code == .tradesToday)
  }

  @Test("orders on their way count one by one, over the links", arguments: [(4, true), (3, false)])
  func ordersInFlight(_ limit: Int, _ isAllowed: Bool) {
    var desk = Scenario(limits: Self.wide { $0.ordersInFlight = limit }) { $0.sizing = .quantity(2500) }
    desk.addLink(2)
    desk.price(.sbin, "100")
    desk.price(.reliance, "100")
    desk.alert(.buy, .sbin)
    #expect(desk.alert(.buy, .reliance, link: 2).denial?.code == (isAllowed ? nil : .ordersInFlight))
  }

  /// Two positions: one closed with a loss or gain, one open.
  @Test(
    "the day's loss is what is realised, what is open and charges", arguments: [(Price("99"), true), ("97", false)])
  func dailyLoss(_ price: Price, _ isAllowed: Bool) {
    var desk = Scenario(limits: Self.wide { $0.dailyLoss = "500" }) { $0.exitPlan = .none }
    desk.addLink(2) { $0.exitPlan = .none }
    desk.long()
    desk.alert(.exit, .sbin)
    desk.fill(.sell, .sbin, 100, at: "97.50")
    desk.price(.reliance, "100")
    desk.alert(.buy, .reliance, link: 2)
    desk.fill(.buy, .reliance, 100, at: "100")
    desk.price(.reliance, price)
    desk.price(.reliance, price)
    desk.price(.sbin, "97.50")
    // 250 realised, 100 or 300 open, the rest charges.
    #expect((desk.alert(.buy, .sbin).denial == nil) == isAllowed)
  }

  @Test("a fill that takes the day below its limit stops what is still in the market, without a further price")
  func lossByFill() {
    var desk = Scenario(limits: Self.wide { $0.dailyLoss = "500" }) { $0.exitPlan = .none }
    desk.addLink(2)
    desk.long()
    desk.price(.reliance, "100")
    desk.alert(.buy, .reliance, link: 2)
    desk.alert(.exit, .sbin)
    _ = desk.sent()
    desk.fill(.sell, .sbin, 100, at: "94")
    #expect(desk.engine.state.halt?.contains("daily loss") == true)
    #expect(desk.sent() == ["cancel #1"])
  }

  @Test(
    "the best of the day is what a fill brought, and the fall counts from there",
    arguments: [("96", true), ("94.90", false)])
  func drawdown(_ price: Price, _ isAllowed: Bool) {
    var desk = Scenario(limits: Self.wide { $0.drawdown = "500" }) { $0.exitPlan = .none }
    desk.long()
    desk.alert(.exit, .sbin)
    desk.fill(.sell, .sbin, 100, at: "104")
    desk.price(.reliance, "100")
    desk.alert(.buy, .reliance)
    desk.fill(.buy, .reliance, 100, at: "100")
    desk.price(.reliance, price)
    desk.price(.reliance, price)
    #expect((desk.engine.state.halt == nil) == isAllowed)
  }

  @Test(
    "a price may be as old as the limit says, and no older",
    arguments: [(Interval.seconds(15), true), (.milliseconds(15_001), false)])
  func priceAge(_ age: Interval, _ isFresh: Bool) {
    var desk = Scenario(limits: Self.wide { _ in })
    desk.price(.sbin, "100")
    desk.advance(age)
    #expect(desk.alert(.buy, .sbin).outcome == (isFresh ? .accepted : .waiting))
  }

  @Test("limits bind entries only")
  func exits() {
    var desk = Scenario(limits: Self.wide { _ in })
    desk.long()
    var settings = desk.engine.state.settings
    settings.limits = Self.wide {
      $0.orderValue = "0.0001"; $0.positionValue = "0.0001"; $0.instrumentQuantity = 1; $0.openPositions = 0
      $0.ordersInFlight = 0; $0.tradesPerDay = 0
    }
    desk.apply(.settings(settings))
    #expect(desk.alert(.exit, .sbin).outcome == .accepted)
    #expect(desk.sent() == ["#1 to 100 market"])
  }
}
