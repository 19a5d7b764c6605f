import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("A broker that does not answer")
struct SilentBrokerTests {
  @Test("a placement nobody answers is asked for: it is not under way for ever")
  func placement() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.silence]
    desk.alert(.buy, .sbin)
    desk.advance(30)
    #expect(desk.sent().contains("look up #0"))
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .open)
  }

  @Test("An unanswered change of a stop is queried and settled within ten seconds")
  func change() {
    var desk = Scenario { $0.exitPlan.trailing = .distance(.basisPoints(100)) }
    desk.long()
    desk.broker.replies = [.silence]
    desk.price(.sbin, "101", after: .seconds(2))
    desk.advance(10)
    let stop = desk.engine.state.orders[OrderNumber(1)]
    #expect(stop.pending == nil && !stop.needsLook, "\(desk.sent())")
  }

  @Test("an unanswered stop is no protection: a person is told after five seconds")
  func unansweredStop() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.broker.replies = [.silence]
    desk.broker.looks = Array(repeating: .silence, count: 50)
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.advance(6)
    #expect(desk.incidentTexts(.critical).contains { $0.contains("neither stop nor exit") })
  }

  @Test("the price falls through an unanswered stop: looked up at once, told, and closed once it is certain")
  func fallsThrough() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.broker.replies = [.silence]
    desk.fill(.buy, .sbin, 100, at: "100")
    _ = desk.sent()
    desk.price(.sbin, "98.90", after: .seconds(1))
    #expect(desk.incidentTexts(.critical).contains { $0.contains("the price reached the stop") })
    // The look finds it: it is turned into the exit, not doubled.
    desk.advance(1)
    #expect(desk.sent().prefix(2) == ["look up #1", "#1 to 100 market"])
    #expect(desk.liveOrders == ["SELL 100 market"])
  }

  @Test("the same when the stop never arrived: one exit, and only after its absence is certain")
  func neverArrived() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.broker.replies = [.silence]
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.broker.orders.removeLast()
    _ = desk.sent()
    desk.price(.sbin, "98.90", after: .seconds(1))
    #expect(!desk.sent().contains { $0.contains("SELL") }, "its placement is still under way")
    desk.advance(10)
    #expect(desk.broker.orders.count == 2 && desk.liveOrders.count == 1)
    #expect(desk.liveOrders.first?.hasPrefix("SELL 100 market") == true)
  }

  @Test("a placement given up for lost and sent again, and then answered after all, is told")
  func lateAnswer() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: false)]
    desk.alert(.buy, .sbin)
    #expect(desk.engine.state.orders[OrderNumber(0)].attempts == 2)
    desk.apply(.placed(OrderNumber(0), attempt: 1, .accepted(BrokerOrderID("LATE"))))
    #expect(desk.incidentTexts(.critical).contains { $0.contains("twice") && $0.contains("LATE") })
  }

  @Test("a late answer to an unknown order names it")
  func late() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.broker.looks = Array(repeating: .failed, count: 3)
    desk.alert(.buy, .sbin)
    desk.apply(.placed(OrderNumber(0), attempt: 1, .accepted(BrokerOrderID("B1"))))
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .open)
  }
}

@Suite("Entries that have not left")
struct WithheldEntryTests {
  private func underWay() -> Scenario {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.isLineCut = true
    desk.alert(.buy, .sbin)
    _ = desk.sent()
    return desk
  }

  @Test(
    "emergency, halt, pause and an exit take back what is on its way out",
    arguments: [Command.emergencyStop, .halt("test"), .pause, .squareOffAll])
  func recalled(_ command: Command) {
    var desk = underWay()
    desk.command(command)
    #expect(desk.sent().contains("recall #0"))
    desk.apply(.placed(OrderNumber(0), attempt: 1, .withdrawn("taken back before it left")))
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .withdrawn && desk.engine.state.orders.live.isEmpty)
    #expect(desk.decisions.last?.outcome == .denied && desk.decisions.last?.reason.contains("not sent") == true)
    #expect(desk.incidents.contains { $0.text.contains("was not sent") })
  }

  @Test("what could not leave in time is decided anew, and its budget is given back")
  func decidedAnew() {
    var desk = underWay()
    desk.apply(.placed(OrderNumber(0), attempt: 1, .notSent("others are under way")))
    #expect(desk.sent() == ["BUY 100 market #0"], "sent again as a new attempt")
    desk.command(.pause)
    desk.apply(.placed(OrderNumber(0), attempt: 2, .notSent("others are under way")))
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .withdrawn, "now the desk is paused")
  }

  @Test("an exit that could not leave is planned anew")
  func exitAnew() {
    var desk = Scenario()
    desk.long()
    desk.isLineCut = true
    desk.alert(.exit, .sbin)
    _ = desk.sent()
    desk.apply(.changed(OrderNumber(1), .notSent("others are under way")))
    desk.isLineCut = false
    desk.advance(1)
    #expect(desk.liveOrders == ["SELL 100 market"])
  }
}

@Suite("After an outage exits go out with the normal protection")
struct OutageTests {
  private func protections(_ desk: Scenario) -> [Int64] {
    desk.requests.compactMap { request in
      let pricing: OrderPricing? =
        switch request {
        case .place(let order, _, _, _) where order.purpose == .exit: order.terms.pricing
        case .modify(_, _, let terms): terms.pricing
        default: nil
        }
      if case .market(let protection) = pricing { return protection }
      return nil
    }
  }

  @Test(
    "hours of refusals, rate limits, dead sessions or a broken line say nothing about the price",
    arguments: ["refused", "limited", "session", "lost"])
  func outage(_ kind: String) {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    let reply: ScriptedBroker.Reply =
      switch kind {
      case "refused": .refuse("system is down for maintenance")
      case "limited": .limited(.seconds(30))
      case "session": .expiredSession
      default: .lost(arrived: false)
      }
    desk.broker.replies = Array(repeating: reply, count: 5000)
    desk.alert(.exit, .sbin)
    desk.advance(3 * 3600)
    #expect(desk.broker.requestTimes.count < 1000, "the day's requests outlast the outage")
    desk.broker.replies = []
    for _ in 0..<120 where desk.liveOrders.isEmpty { desk.advance(1) }
    #expect(desk.liveOrders == ["SELL 100 market"])
    #expect(Set(protections(desk)) == [desk.engine.state.settings.marketProtection])
  }

  @Test("a refusal for the price widens it")
  func price() {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    desk.broker.replies = [.refuse("the price is out of the execution range")]
    desk.alert(.exit, .sbin)
    let normal = desk.engine.state.settings.marketProtection
    #expect(protections(desk) == [normal, normal * 2])
  }

  @Test("one that stood in the market unfilled is widened, as before")
  func idle() {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    desk.alert(.exit, .sbin)
    desk.advance(4)
    let normal = desk.engine.state.settings.marketProtection
    #expect(protections(desk) == [normal, normal * 2])
  }

  @Test("a limit exit that waited out the outage asks today's price")
  func freshLimit() {
    var desk = Scenario(can: BrokerCapabilities(acceptsMarket: false, acceptsStopMarket: false)) {
      $0.exitPlan = .none
    }
    desk.long()
    desk.broker.replies = Array(repeating: .refuse("system is down"), count: 40)
    desk.alert(.exit, .sbin)
    for _ in 0..<40 { desk.price(.sbin, "98", after: .seconds(15)) }
    desk.broker.replies = []
    for _ in 0..<120 where desk.liveOrders.isEmpty { desk.price(.sbin, "98", after: .seconds(1)) }
    #expect(desk.liveOrders == ["SELL 100 limit 97.00"])
  }
}
