import Engine
import Market
import TestSupport
import Testing
import Trading

/// Rows E1 to E4 of the fault catalogue, and N1, N2: what the engine does when nothing comes through.
@Suite("Exits, limits and a dead line")
struct ExitAndLimitCatalogueTests {
  @Test("E1 the kill switch while entries are in flight: cancelled, or exited if they fill; exits go on")
  func killSwitch() {
    var desk = Scenario()
    desk.addLink(2)
    desk.long()
    desk.price(.reliance, "200")
    desk.broker.replies = [.lost(arrived: true)]
    desk.broker.looks = [.failed]
    desk.alert(.buy, .reliance, link: 2)
    desk.command(.emergencyStop)
    #expect(desk.liveOrders.contains("SELL 100 market"), "the exit of the open position")
    desk.fillUnseen(2, 30, at: "200")
    desk.advance(15)
    #expect(desk.broker.orders[2].status == .cancelled && desk.position(of: .reliance)?.openQuantity == 30)
    #expect(desk.liveOrders.contains { $0.hasPrefix("SELL 30 market") })
    desk.addLink(3)
    #expect(desk.alert(.buy, .sbin, link: 3).denial?.code == .halted)
  }

  @Test("E2 the day's loss counts valid prices only: a freak one neither breaches the limit nor switches it off")
  func loss() {
    let limits = RiskLimits(
      orderValue: "1000000", positionValue: "1000000", dailyLoss: "500", dailyLossBasisPoints: 10_000, drawdown: "5000")
    var desk = Scenario(limits: limits, { $0.exitPlan = .none })
    desk.long()
    for freak in ["0", "-100", "81"] as [Price] { desk.price(.sbin, freak) }
    #expect(desk.engine.state.halt == nil)
    for price in ["98", "96.50", "95", "94.90"] as [Price] { desk.price(.sbin, price) }
    #expect(desk.engine.state.halt?.contains("loss limit") == true)
  }

  @Test("E3 stop and target in the same moment, the stop executes while it is turned into the exit: flat, not reversed")
  func bothHit() {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), target: .percent(200)) }
    desk.long()
    desk.fillUnseen(1, 100, at: "99")
    desk.broker.replies = [.refuse("order is over")]
    desk.price(.sbin, "102")
    desk.price(.sbin, "98.90")
    desk.advance(10)
    #expect(desk.isFlat && desk.broker.orders.count == 2 && desk.position?.netQuantity == .zero)
  }

  @Test("E4 the exit is refused again and again: wider, then a person, then once a minute, and never given up")
  func refused() {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    desk.broker.replies = Array(repeating: .refuse("risk system"), count: 30)
    desk.alert(.exit, .sbin)
    desk.advance(.minutes(20))
    #expect((15...30).contains(desk.sent().count), "once a minute")
    #expect(desk.incidentTexts(.critical).filter { $0.contains("cannot close 100 of SBIN") }.count == 1)
    desk.broker.replies = []
    desk.advance(61)
    #expect(desk.liveOrders.count == 1)
  }

  @Test(
    "N1 no line for 90 s while the price falls: the stop at the broker did its work, and on return that is known first")
  func noLine() {
    var desk = Scenario()
    desk.long()
    desk.broker.looks = Array(repeating: .failed, count: 40)
    desk.broker.replies = Array(repeating: .lost(arrived: false), count: 40)
    desk.fillUnseen(1, 100, at: "98.95")
    desk.price(.sbin, "98.50")
    desk.advance(90)
    #expect(desk.broker.orders.count == 2, "nothing else was sent for it")
    desk.broker.looks = []
    desk.broker.replies = []
    desk.advance(11)
    #expect(desk.isFlat && desk.lastTrade?.exitReason == .stopLoss && desk.broker.orders.count == 2)
  }

  @Test("N2 every request arrives and every answer is lost: no order twice, and in the end all is known")
  func answersLost() {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100))) }
    desk.price(.sbin, "100")
    desk.broker.replies = Array(repeating: .lost(arrived: true), count: 20)
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 100, at: "100")
    for price in ["100.50", "101", "101.50"] as [Price] { desk.price(.sbin, price, after: .seconds(2)) }
    desk.alert(.exit, .sbin)
    desk.advance(2)
    #expect(desk.broker.orders.count == 2 && desk.liveOrders.count == 1)
    desk.fill(.sell, .sbin, 100, at: "101")
    #expect(desk.isFlat && desk.liveOrders.isEmpty && desk.engine.state.orders.live.isEmpty)
  }
}
