import Engine
import Market
import TestSupport
import Testing
import Trading

/// B1, B2, L1 at brokers that may return our tag blank.
@Suite("Where tags may come back blank, an unknown order is found by its fingerprint")
struct NamelessOrderTests {
  private func desk(settle: Interval = .seconds(2), _ change: (inout Link) -> Void = { _ in }) -> Scenario {
    var desk = Scenario(can: BrokerCapabilities(tagLookUp: .hintOnly, settleTime: settle), change)
    desk.broker.blanksTags = true
    desk.advance(3)
    return desk
  }

  /// An entry whose answer was lost, in doubt.
  private func lost(arrived: Bool, _ desk: inout Scenario) {
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: arrived)]
    desk.alert(.buy, .sbin)
  }

  private let order = OrderNumber(0)

  @Test("B1 a lost placement that arrived is the one order like it: adopted, not sent again")
  func adopted() {
    var desk = desk()
    lost(arrived: true, &desk)
    desk.advance(12)
    #expect(desk.engine.state.orders[order].brokerID?.text == "B1")
    #expect(desk.broker.orders.count == 1 && desk.liveOrders == ["BUY 100 market"])
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test("B2 that its tag is not found proves nothing; that the whole book has no such order does")
  func absent() {
    var desk = desk()
    lost(arrived: false, &desk)
    desk.broker.snapshotsFail = true
    desk.advance(8)
    #expect(desk.broker.orders.isEmpty && desk.engine.state.orders[order].status == .unknown)
    desk.broker.snapshotsFail = false
    desk.advance(12)
    #expect(desk.broker.orders.count == 1 && desk.engine.state.orders[order].attempts == 2)
  }

  @Test("a book read begun before the settle time proves no absence")
  func early() {
    var desk = desk(settle: .seconds(8))
    lost(arrived: false, &desk)
    for second in 1...7 {
      desk.apply(.snapshot(desk.broker.snapshot(at: desk.now)))
      #expect(desk.engine.state.orders[order].status == .unknown, "second \(second)")
      desk.advance(1)
    }
  }

  @Test("a push without a tag waits until its order has a name; its fill is not taken for somebody else's")
  func pushFirst() {
    var desk = desk()
    desk.price(.sbin, "100")
    desk.broker.replies = [.silence]
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.isFlat && desk.incidents.isEmpty)
    desk.apply(.placed(order, attempt: 1, .accepted(BrokerOrderID("B1"))))
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
    #expect(desk.incidents.isEmpty)
  }

  @Test("the same order placed by hand at that moment: nobody can tell, so a person decides, told once")
  func twoCandidates() {
    var desk = desk()
    lost(arrived: true, &desk)
    var twin = desk.broker.orders[0]
    twin.id = BrokerOrderID("H9")
    twin.tag = nil
    desk.broker.orders.append(twin)
    desk.advance(60)
    #expect(desk.engine.state.orders[order].status == .unknown && desk.broker.orders.count == 2)
    let told = desk.incidentTexts(.critical).filter { $0.contains("may be one of these") }
    #expect(told.count == 1 && told[0].contains("B1, H9"))
    desk.command(.adopt(order, BrokerOrderID("B1")))
    guard case .done? = desk.reply else { return #expect(Bool(false), "\(String(describing: desk.reply))") }
    #expect(desk.engine.state.orders[order].brokerID?.text == "B1")
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.broker.orders[0].status = .filled
    #expect(desk.engine.state.holdings.count == 1)
  }

  @Test("two lost orders alike: neither is guessed")
  func twoUnknown() {
    var desk = desk { $0.sizing = .quantity(2000) }
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true), .lost(arrived: false)]
    desk.alert(.buy, .sbin)
    desk.advance(30)
    #expect(desk.broker.orders.count == 1)
    #expect(desk.engine.state.orders.live.allSatisfy { desk.engine.state.orders[$0].status == .unknown })
    #expect(desk.incidentTexts(.critical).count == 2)
    desk.command(.declareAbsent(OrderNumber(1)))
    desk.advance(20)
    #expect(desk.engine.state.orders[OrderNumber(0)].brokerID?.text == "B1")
  }

  @Test("an order of a person that was there before ours was sent is no candidate")
  func olderTwin() {
    var desk = desk()
    desk.price(.sbin, "100")
    desk.byHand(.buy, .sbin, 100, at: "100")
    desk.advance(20)
    lost(arrived: false, &desk)
    desk.advance(12)
    #expect(desk.engine.state.orders[order].attempts == 2 && desk.broker.orders.count == 2)
  }

  @Test("An order seen before the request was sent is not taken for the unacknowledged one")
  func knownTwin() {
    var desk = desk()
    desk.price(.sbin, "100")
    let hand = ScriptedBroker.Order(
      id: BrokerOrderID("H1"), tag: nil,
      terms: OrderTerms(
        instrument: Listed.sbin.id, side: .buy, quantity: 100, product: .mis, pricing: .limit("100")),
      status: .open, time: desk.now, placed: desk.now)
    desk.broker.orders.append(hand)
    desk.apply(.report(hand.report))
    lost(arrived: false, &desk)
    desk.advance(12)
    #expect(desk.engine.state.orders[order].attempts == 2 && desk.engine.state.orders[order].brokerID?.text == "B2")
  }

  @Test("an exit declared absent by a person is sent again; what makes no sense is refused with the reason")
  func declared() {
    var desk = desk { $0.exitPlan = .none }
    desk.long()
    desk.advance(5)
    desk.broker.replies = [.lost(arrived: false)]
    desk.broker.snapshotsFail = true
    desk.alert(.exit, .sbin)
    func isRefused(_ command: Command, because reason: String) -> Bool {
      desk.command(command)
      guard case .refused(let text)? = desk.reply else { return false }
      return text.contains(reason)
    }
    #expect(isRefused(.declareAbsent(OrderNumber(1)), because: "may still come to show it"))
    desk.advance(5)
    #expect(isRefused(.declareAbsent(OrderNumber(0)), because: "nothing to decide"))
    #expect(isRefused(.declareAbsent(OrderNumber(9)), because: "no order 9"))
    #expect(isRefused(.adopt(OrderNumber(9), BrokerOrderID("B1")), because: "no order 9"))
    #expect(isRefused(.adopt(OrderNumber(0), BrokerOrderID("B1")), because: "nothing to decide"))
    #expect(isRefused(.adopt(OrderNumber(1), BrokerOrderID("B1")), because: "our order 0"))
    #expect(isRefused(.adopt(OrderNumber(1), BrokerOrderID("X7")), because: "has not shown"))
    desk.byHand(.buy, .reliance, 5, at: "100")
    #expect(isRefused(.adopt(OrderNumber(1), BrokerOrderID("H2")), because: "another instrument"))
    _ = desk.sent()
    desk.command(.declareAbsent(OrderNumber(1)))
    #expect(desk.sent().first == "SELL 100 market #1")
  }

  @Test("an order the broker accepted and lists no more is declared absent: the exit is placed anew")
  func acceptedAndLost() {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    desk.alert(.exit, .sbin)
    desk.broker.orders.removeLast()
    desk.advance(5)
    desk.restart()
    desk.advance(25)
    #expect(desk.incidentTexts(.critical).contains { $0.contains("nobody knows") }, "L1")
    #expect(desk.liveOrders.isEmpty)
    desk.command(.declareAbsent(OrderNumber(1)))
    #expect(desk.liveOrders.count == 1 && desk.liveOrders[0].hasPrefix("SELL 100 market"))
  }

  @Test("a tag that a modification replaces still proves absence of an order that was never modified")
  func untilModified() {
    var desk = Scenario(can: BrokerCapabilities(tagLookUp: .untilModified))
    lost(arrived: false, &desk)
    #expect(desk.engine.state.orders[order].attempts == 2)
  }

  @Test("L1 when the broker answers again, every doubt is settled or told within 30 s", arguments: [true, false])
  func bounded(_ arrived: Bool) {
    var desk = desk()
    lost(arrived: arrived, &desk)
    desk.broker.looks = Array(repeating: .failed, count: 40)
    desk.broker.snapshotsFail = true
    desk.advance(200)
    desk.broker.looks = []
    desk.broker.snapshotsFail = false
    desk.advance(30)
    #expect(desk.engine.state.orders[order].status != .unknown)
  }

  @Test("L1 with a book that cannot be believed a person is asked within 30 s, and the order stays unknown")
  func unbelievable() {
    var desk = desk { $0.exitPlan = .none }
    desk.long()
    desk.advance(5)
    desk.broker.omits = .positions
    desk.broker.replies = [.lost(arrived: true)]
    desk.alert(.exit, .sbin)
    desk.advance(30)
    #expect(desk.engine.state.orders[OrderNumber(1)].status == .unknown && desk.broker.orders.count == 2)
    #expect(desk.incidentTexts(.critical).filter { $0.contains("nobody knows") }.count == 1)
  }

  @Test("D7 an order at the broker under our tag that the journal does not know is not taken for ours; entries halt")
  func copiedTag() {
    var desk = Scenario()
    desk.long()
    var copy = desk.broker.orders[0]
    copy.id = BrokerOrderID("COPY")
    copy.fills = [FillReport(id: "C1", quantity: 100, price: "100", time: desk.now)]
    desk.apply(.report(copy.report))
    #expect(desk.position?.openQuantity == 100)
    #expect(desk.incidentTexts(.critical).contains { $0.contains("under our tag") })
    #expect(desk.engine.state.halt?.contains("COPY") == true)
    #expect(desk.engine.state.orders.live.isEmpty == false, "its stop stays")
    desk.command(.clearHalt)
    copy.fills.append(FillReport(id: "C2", quantity: 1, price: "100", time: desk.now))
    desk.apply(.report(copy.report))
    #expect(desk.engine.state.halt == nil, "somebody has looked at it")
  }
}
