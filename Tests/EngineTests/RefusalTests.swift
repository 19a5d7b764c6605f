import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("A broker that refuses is not asked for ever")
struct RefusalTests {
  @Test("B15 three equal rejections of entries open a circuit: one try a minute, one alarm")
  func circuit() {
    var desk = Scenario()
    desk.addLink(2)
    desk.broker.replies = (0..<20).map { .refuse("margin short by \($0 * 37)") }
    func alert(_ symbol: Listed = .sbin, link: Int32 = 1) -> Decision {
      desk.price(symbol, "100", after: .seconds(1))
      return desk.alert(.buy, symbol, link: link)
    }
    for _ in 0..<3 { #expect(alert().outcome == .accepted) }
    for _ in 0..<5 {
      let decision = alert()
      #expect(decision.denial?.code == .rejectedByBroker && decision.reason.contains("margin short"))
    }
    #expect(alert(.reliance, link: 2).outcome == .accepted, "another instrument is another matter")
    desk.advance(60)
    #expect(alert().outcome == .accepted, "the probe")
    #expect(alert().denial?.code == .rejectedByBroker)
    #expect(desk.incidentTexts(.critical).filter { $0.contains("in a row") }.count == 1)
    desk.advance(60)
    desk.broker.replies = []
    #expect(alert().outcome == .accepted)
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.fill(.sell, .sbin, 100, at: "99")
    #expect(alert().outcome == .accepted, "closed again")
  }

  @Test("B15 different reasons, or an entry taken in between, do not open it")
  func different() {
    var desk = Scenario()
    for reason in ["margin", "price band", "margin", "blocked", "margin"] {
      desk.broker.replies = [.refuse(reason)]
      desk.price(.sbin, "100", after: .seconds(1))
      #expect(desk.alert(.buy, .sbin).outcome == .accepted)
    }
  }

  @Test("B15 rejections that come after the acceptance count the same")
  func later() {
    var desk = Scenario()
    desk.broker.replies = (0..<3).map { _ in .rejectLater("RMS: blocked") }
    for _ in 0..<3 {
      desk.price(.sbin, "100", after: .seconds(1))
      #expect(desk.alert(.buy, .sbin).outcome == .accepted)
    }
    desk.price(.sbin, "100", after: .seconds(1))
    #expect(desk.alert(.buy, .sbin).denial?.code == .rejectedByBroker)
  }

  @Test("E6 everything refused, exits too: one alarm says that we cannot act and what to do by hand")
  func cannotAct() {
    var desk = Scenario()
    desk.addLink(2)
    desk.long()
    desk.price(.reliance, "200")
    desk.alert(.buy, .reliance, link: 2)
    desk.fill(.buy, .reliance, 10, at: "200")
    desk.broker.replies = Array(repeating: .refuse("algo id disabled"), count: 1000)
    _ = desk.sent()
    desk.command(.squareOffAll)
    desk.advance(300)
    let told = desk.incidentTexts(.critical).filter { $0.contains("cannot act") }
    #expect(told.count == 1)
    #expect(told.first?.contains("sell 100 SBIN (MIS)") == true && told.first?.contains("sell 10 RELIANCE") == true)
    _ = desk.sent()
    desk.advance(300)
    let tries = desk.sent().filter { !$0.hasPrefix("look up") }
    #expect((5...16).contains(tries.count), "a try a minute for each order: \(tries)")
    desk.addLink(3)
    desk.price(.sbin, "100")
    desk.price(.reliance, "200")
    #expect(desk.alert(.buy, .sbin, link: 3).denial?.code == .brokerUnavailable)
    desk.broker.replies = []
    desk.advance(120)
    #expect(desk.liveOrders.filter { $0.contains("SELL") && $0.contains("market") }.count == 2)
    #expect(desk.incidentTexts(.notice).contains { $0.contains("again") })
  }

  @Test("a refusal that is heard of late holds the exit back no longer than a minute after what was refused")
  func heardLate() {
    var desk = Scenario(can: BrokerCapabilities(modifiesInPlace: false))
    desk.long()
    desk.broker.replies = [.accept] + Array(repeating: .refuse("margin short"), count: 4) + [.lost(arrived: true)]
    desk.alert(.exit, .sbin)
    desk.broker.looks = Array(repeating: .failed, count: 100)
    desk.advance(60)
    desk.broker.orders[desk.broker.orders.count - 1].status = .rejected
    desk.advance(180)
    #expect(!desk.liveOrders.contains { $0.contains("market") })
    desk.broker.looks = []
    desk.advance(11)
    #expect(desk.liveOrders.contains { $0.hasPrefix("SELL 100 market") }, "\(desk.sent())")
  }

  @Test("E6 entries refused alone say nothing against exits")
  func entriesOnly() {
    var desk = Scenario()
    desk.broker.replies = (0..<5).map { .refuse("\($0)a") }
    for _ in 0..<5 {
      desk.price(.sbin, "100", after: .seconds(1))
      desk.alert(.buy, .sbin)
    }
    desk.advance(60)
    #expect(!desk.incidentTexts(.critical).contains { $0.contains("cannot act") })
  }
}

@Suite("The day's loss is judged on fresh prices")
struct LossOnFreshPricesTests {
  private func desk() -> Scenario {
    var desk = Scenario(
      limits: RiskLimits(
        orderValue: "10000000", positionValue: "10000000", dailyLoss: "100", dailyLossBasisPoints: 10_000,
        drawdown: "100000", priceAge: .seconds(15))
    ) { $0.exitPlan = .none }
    desk.addLink(2) { $0.exitPlan = .none }
    desk.long()
    return desk
  }

  @Test("E2 no fresh price of what is held: no entry, until there is one")
  func stale() {
    var desk = desk()
    desk.price(.reliance, "100", after: .seconds(16))
    let denied = desk.alert(.buy, .reliance, link: 2)
    #expect(denied.denial?.code == .stalePrice && denied.reason.contains("SBIN"))
    desk.price(.sbin, "100")
    #expect(desk.alert(.buy, .reliance, link: 2).outcome == .accepted)
  }

  @Test("E2 a fresh price below the limit denies, and exits go on in any case")
  func breached() {
    var desk = desk()
    desk.price(.sbin, "98.50")
    desk.price(.reliance, "100")
    #expect(desk.engine.state.halt?.contains("daily loss") == true)
    desk.price(.reliance, "100", after: .seconds(30))
    #expect(desk.alert(.exit, .sbin).outcome == .accepted)
  }

  @Test("E2 after a restart without prices nothing is entered on what is not known")
  func restarted() {
    var desk = desk()
    desk.forgetPrices()
    desk.restart()
    desk.price(.reliance, "100")
    #expect(desk.alert(.buy, .reliance, link: 2).denial?.code == .stalePrice)
  }
}
