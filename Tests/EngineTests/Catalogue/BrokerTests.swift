import Engine
import Market
import TestSupport
import Testing
import Trading

/// Rows B1 to B22 of the fault catalogue, as far as the engine decides them. What a wire format says is the adapters' part.
@Suite("Broker API")
struct BrokerCatalogueTests {
  @Test("B1 a place that times out is looked up by its tag and adopted: one order, one stop")
  func timedOut() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.alert(.buy, .sbin)
    #expect(desk.sent() == ["BUY 100 market #0", "look up #0"])
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"] && desk.broker.orders.count == 2)
  }

  @Test(
    "B5 the book hangs for a minute: the order stays unknown, and other instruments trade and are protected meanwhile")
  func hangs() {
    var desk = Scenario()
    desk.addLink(2)
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.broker.looks = Array(repeating: .silence, count: 7)
    desk.alert(.buy, .sbin)
    desk.advance(30)
    desk.price(.reliance, "200")
    desk.alert(.buy, .reliance, link: 2)
    desk.fill(.buy, .reliance, 100, at: "200")
    #expect(desk.liveOrders.contains("SELL 100 stop 198.00"))
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .unknown)
    #expect(desk.broker.orders.filter { $0.terms.instrument == Listed.sbin.id }.count == 1)
  }

  @Test("B6 the book lags by 20 s: the order stays unknown and is asked for again, never sent again")
  func lags() {
    var desk = Scenario(can: BrokerCapabilities(settleTime: .seconds(20)))
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.broker.looks = [.early, .early, .early]
    desk.alert(.buy, .sbin)
    desk.advance(19)
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .unknown)
    desk.advance(5)
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .open && desk.broker.orders.count == 1)
  }

  @Test("B7 the push comes before the answer: matched by its tag, and the answer afterwards changes nothing")
  func pushFirst() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.silence]
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.apply(.placed(OrderNumber(0), attempt: 1, .accepted(BrokerOrderID("B1"))))
    desk.apply(.placed(OrderNumber(0), attempt: 1, .rejected("too late")))
    #expect(desk.position?.openQuantity == 100 && desk.engine.state.orders[OrderNumber(0)].status == .filled)
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test(
    "B8 updates again and in any order, filled 25, 75, 50, OPEN after COMPLETE: nothing falls, nothing is counted twice"
  )
  func reordered() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    var reports: [OrderReport] = [desk.broker.orders[0].report]
    for quantity in [25, 25, 25, 25] as [Quantity] {
      desk.advance(1)
      desk.fillUnseen(0, quantity, at: "100")
      desk.broker.orders[0].time = desk.now
      reports.append(desk.broker.orders[0].report)
    }
    var most = Quantity.zero
    for place in [1, 3, 2, 4, 0, 3, 4, 1] {
      desk.apply(.report(reports[place]))
      let filled = desk.position?.enteredQuantity ?? .zero
      #expect(filled >= most)
      most = filled
    }
    #expect(most == 100 && desk.engine.state.orders[OrderNumber(0)].status == .filled)
    #expect(desk.liveOrders.count == 1 && desk.position?.openQuantity == 100)
  }

  @Test("B9 partly filled, the rest cancelled by the exchange: the position is what filled, and so is its stop")
  func partlyCancelled() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 30, at: "100")
    desk.broker.orders[0].status = .cancelled
    desk.apply(.report(desk.broker.orders[0].report))
    desk.advance(5)
    #expect(desk.position?.openQuantity == 30 && desk.liveOrders == ["SELL 30 stop 99.00"])
  }

  @Test("B10 the cancel says “not found”, yet the stop filled: flat, and no replacement before that was known")
  func cancelRace() {
    var desk = Scenario(can: BrokerCapabilities(modifiesInPlace: false))
    desk.long()
    desk.broker.replies = [.refuse("order not found")]
    desk.fillUnseen(1, 100, at: "99")
    desk.alert(.exit, .sbin)
    desk.advance(10)
    #expect(desk.isFlat && desk.broker.orders.count == 2)
  }

  @Test(
    "B11 the stop may not be changed any more: the old one protects until its end is confirmed, then the new one is placed"
  )
  func modificationRefused() {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100))) }
    desk.long()
    desk.broker.replies = [.refuse("modification limit reached"), .okOnly]
    desk.price(.sbin, "101", after: .seconds(2))
    #expect(desk.sent() == ["#1 to 100 stop 99.95", "look up #1", "cancel #1"])
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"], "still protected")
    desk.advance(1)
    #expect(desk.broker.orders.count == 2, "no second stop")
    desk.broker.orders[1].status = .cancelled
    desk.apply(.report(desk.broker.orders[1].report))
    #expect(desk.liveOrders == ["SELL 100 stop 99.95"])
  }

  @Test(
    "B13 a stop-limit is triggered and gapped through: priced again inside the band until it is flat, never waited for")
  func gappedThrough() {
    var desk = Scenario(can: BrokerCapabilities(acceptsMarket: false, acceptsStopMarket: false))
    desk.long()
    #expect(desk.liveOrders == ["SELL 100 stop 99.00 limit 98.00"])
    desk.broker.orders[1].status = .open
    desk.price(.sbin, "97.50")
    desk.advance(.milliseconds(1100))
    #expect(desk.liveOrders == ["SELL 100 limit 96.50"])
    desk.price(.sbin, "95")
    desk.advance(4)
    #expect(desk.liveOrders == ["SELL 100 limit 93.10"], "2 % below by now")
    for price in ["93", "91", "89", "87", "85", "83"] as [Price] {
      desk.price(.sbin, price)
      desk.advance(4)
    }
    let limits = desk.broker.orders.compactMap { order -> Price? in
      if case .limit(let limit) = order.terms.pricing { limit } else { nil }
    }
    #expect(limits.allSatisfy { $0 >= "80" }, "the lower band is 80")
    desk.fill(.sell, .sbin, 100, at: "82")
    #expect(desk.isFlat && desk.lastTrade?.exitReason == .stopLoss)
  }

  @Test("B16 told to wait: nothing leaves before, and then the exit goes before the entry")
  func rateLimited() {
    var desk = Scenario(can: BrokerCapabilities(requestsPerSecond: 3)) { $0.exitPlan = .none }
    desk.addLink(2) { $0.exitPlan = .none }
    desk.long()
    desk.price(.reliance, "200", after: .seconds(2))
    desk.broker.replies = [.limited(.seconds(4))]
    desk.alert(.buy, .reliance, link: 2)
    desk.alert(.exit, .sbin)
    #expect(desk.sent() == ["BUY 100 market #1"])
    desk.advance(.milliseconds(3900))
    #expect(desk.sent().isEmpty)
    desk.advance(1)
    #expect(desk.sent().first == "SELL 100 market #2")
  }

  @Test(
    "B17 an exit never looks like a new short: the resting stop becomes the exit, or is gone before the exit is sent",
    arguments: [true, false])
  func freshShort(_ modifies: Bool) {
    var desk = Scenario(can: BrokerCapabilities(modifiesInPlace: modifies))
    desk.long()
    desk.alert(.exit, .sbin)
    #expect(desk.sent() == (modifies ? ["#1 to 100 market"] : ["cancel #1", "SELL 100 market #2"]))
    #expect(desk.liveOrders == ["SELL 100 market"])
    #expect(desk.broker.orders.allSatisfy { $0.terms.product == .mis })
  }

  @Test(
    "B18 the session dies with a position open: entries halt, the stop rests, nothing is thought flat; then the book comes first"
  )
  func sessionDies() {
    var desk = Scenario()
    desk.addLink(2)
    desk.long()
    desk.price(.reliance, "200")
    desk.broker.replies = [.expiredSession]
    desk.broker.looks = Array(repeating: .failed, count: 30)
    desk.broker.snapshotsFail = true
    desk.alert(.buy, .reliance, link: 2)
    desk.advance(30)
    desk.price(.reliance, "200")
    desk.addLink(3)
    #expect(desk.alert(.buy, .reliance, link: 3).denial?.code == .notReconciled)
    #expect(desk.position(of: .sbin)?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
    #expect(desk.incidentTexts(.critical).contains { $0.contains("session has expired") })
    desk.broker.looks = []
    desk.broker.snapshotsFail = false
    desk.advance(20)
    #expect(desk.engine.state.isReconciled)
    desk.price(.sbin, "100")
    desk.price(.reliance, "200")
    #expect(desk.alert(.buy, .reliance, link: 3).outcome == .accepted)
  }

  @Test(
    "B20 above the freeze limit it is sliced; a slice that is refused leaves the others accounted for and protected")
  func slices() {
    var desk = Scenario { $0.sizing = .quantity(2500) }
    desk.price(.sbin, "100")
    desk.broker.replies = [.accept, .refuse("freeze"), .accept]
    desk.alert(.buy, .sbin)
    #expect(desk.sent() == ["BUY 1000 market #0", "BUY 1000 market #1", "BUY 500 market #2"])
    for quantity in [500, 1000] as [Quantity] { desk.fill(.buy, .sbin, quantity, at: "100") }
    desk.advance(5)
    #expect(desk.position?.openQuantity == 1500)
    let stops = desk.broker.orders.filter { $0.terms.side == .sell && !$0.status.isFinal }
    #expect(stops.reduce(Quantity.zero) { $0 + $1.terms.quantity } == 1500)
  }

  @Test("B21 an entry received and then refused by the broker's risk system: no position, no stop, and it is told")
  func entryRefusedLater() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.rejectLater("margin")]
    desk.alert(.buy, .sbin)
    desk.advance(5)
    #expect(desk.isFlat && desk.sent() == ["BUY 100 market #0"])
    #expect(desk.incidentTexts(.warning).contains { $0.contains("margin") })
  }

  @Test("B21 an exit received and then refused: sent again until it is through, no wider: the price was not the reason")
  func exitRefusedLater() {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    desk.broker.replies = [.rejectLater("risk system"), .rejectLater("risk system")]
    desk.alert(.exit, .sbin)
    #expect(desk.sent() == ["SELL 100 market #1", "SELL 100 market #2", "SELL 100 market #3"])
    #expect(desk.liveOrders == ["SELL 100 market"])
  }
}
