import Engine
import Market
import TestSupport
import Testing
import Trading

/// F8, L2, B19, I4.
@Suite("The broker's whole book is read again and again")
struct VerificationTests {
  private func desk(_ change: (inout Link) -> Void = { _ in }) -> Scenario {
    Scenario(can: BrokerCapabilities(verifyInterval: .seconds(20)), change)
  }

  @Test("orders of yesterday that the broker still lists in the morning are neither ours of today nor somebody else's")
  func yesterdaysOrders() {
    var desk = desk {
      $0.product = .cnc; $0.closePolicy = .carry; $0.exitPlan = .none
    }
    desk.long()
    desk.now = Timestamp(day: "2026-08-19", time: TimeOfDay(0, 0))
    desk.apply(.dayStarted(Scenario.sessions("2026-08-19")))
    desk.advance(1800)
    desk.command(.reconcile)
    let listed = desk.broker.orders.count
    #expect(listed == 1 && desk.engine.state.isReconciled && desk.engine.state.halt == nil)
    desk.broker.startDay(at: desk.now)
    desk.command(.reconcile)
    desk.advance(to: Timestamp(day: "2026-08-19", time: TimeOfDay(9, 20)))
    #expect(desk.engine.state.isReconciled && desk.engine.state.halt == nil)
    #expect(desk.position?.openQuantity == 100 && desk.incidents.isEmpty)
  }

  @Test("that the books differ is told under a halt for another reason too, once")
  func differenceUnderHalt() {
    var desk = desk {
      $0.product = .cnc; $0.closePolicy = .carry; $0.exitPlan = .none
    }
    desk.long()
    desk.command(.halt("test"))
    desk.nextDay()
    desk.broker.byHand = []
    desk.advance(to: Timestamp(day: "2026-08-19", time: TimeOfDay(9, 18)))
    #expect(!desk.engine.state.isReconciled && desk.position?.openQuantity == 100)
    let told = desk.incidentTexts(.critical).filter { $0.contains("positions differ") }
    #expect(told == ["the broker's positions differ from ours: SBIN 100 here, 0 there"])
  }

  @Test("what is carried is compared until a quarter of an hour after the close, and again from the opening on")
  func overNight() {
    var desk = desk {
      $0.product = .cnc; $0.closePolicy = .carry; $0.exitPlan = .none
    }
    desk.long()
    desk.advance(to: Scenario.time(15, 31))
    let close = desk.requests.count
    desk.nextDay()
    #expect(desk.requests.count == close)
    desk.advance(to: Timestamp(day: "2026-08-19", time: TimeOfDay(9, 4, 59)))
    #expect(desk.requests.count == close)
    desk.advance(to: Timestamp(day: "2026-08-19", time: TimeOfDay(9, 14, 59)))
    #expect(desk.requests[close...] == [.snapshot], "before the first session")
    desk.advance(2)
    #expect(desk.requests[close...] == [.snapshot, .snapshot])
  }

  @Test("F8 a fill the stream lost is found by the next read, and the stop follows")
  func lostFill() {
    var desk = desk()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fillUnseen(0, 100, at: "100")
    desk.advance(19)
    #expect(desk.isFlat)
    desk.advance(2)
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test("F8 a cancellation the stream lost is found too")
  func lostCancel() {
    var desk = desk()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin, limit: "99")
    desk.broker.orders[0].status = .cancelled
    desk.advance(21)
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .cancelled && desk.engine.state.orders.live.isEmpty)
  }

  @Test("The book is read while an order or position is live or its session is open; paper accounts are not read")
  func goesOn() {
    var desk = desk()
    func reads(_ seconds: Int64) -> Int {
      let before = desk.requests.count
      desk.advance(seconds)
      return desk.requests[before...].filter { $0 == .snapshot }.count
    }
    #expect(reads(100) == 0, "nothing held, nothing live")
    desk.long()
    #expect(reads(100) == 5)
    desk.fill(.sell, .sbin, 100, at: "99")
    #expect(reads(100) == 5, "its session is open")
    desk.advance(to: Scenario.time(15, 31))
    #expect(reads(100) == 0)
    var paper = Scenario()
    paper.long()
    let before = paper.requests.count
    paper.advance(600)
    #expect(!paper.requests[before...].contains(.snapshot))
  }

  @Test("a book that counts more as filled than it lists changes no position; it is read again")
  func unlistedFills() {
    var desk = desk { $0.exitPlan = .none }
    desk.long()
    desk.broker.replies = [.silence]
    desk.alert(.exit, .sbin)
    desk.apply(.placed(OrderNumber(1), attempt: 1, .accepted(desk.broker.orders[1].id)))
    var book = desk.broker.snapshot(at: desk.now + .seconds(5))
    book.orders[1].filledQuantity = 100
    desk.advance(5)
    desk.apply(.snapshot(book))
    #expect(desk.position?.openQuantity == 100 && desk.engine.state.halt == nil)
    let before = desk.requests.count
    desk.advance(3)
    #expect(desk.requests[before...].contains(.snapshot))
  }

  @Test("what people traded before the first read of the day is theirs, pushed or not")
  func beforeTheFirstRead() {
    var desk = Scenario()
    desk.nextDay()
    desk.advance(to: Timestamp(day: "2026-08-19", time: TimeOfDay(9, 20)))
    desk.byHand(.buy, .sbin, 30, at: "100")
    desk.command(.reconcile)
    desk.advance(5)
    #expect(desk.engine.state.isReconciled && desk.engine.state.halt == nil && desk.isFlat)
    desk.byHand(.sell, .sbin, 30, at: "101")
    desk.command(.reconcile)
    desk.advance(5)
    #expect(desk.engine.state.isReconciled && desk.engine.state.halt == nil)
  }

  @Test("positions in which something of ours is missing are never believed: entries wait, the stop stays")
  func missing() {
    var desk = desk()
    desk.long()
    desk.byHand(.buy, .sbin, 60, at: "100")
    desk.advance(30)
    desk.broker.byHand = [BrokerPosition(instrument: Listed.sbin.id, product: .mis, netQuantity: -110)]
    desk.advance(300)
    #expect(!desk.engine.state.isReconciled)
    #expect(desk.incidentTexts(.critical).contains { $0.contains("SBIN 50 by positions, 160 by orders") })
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test("a read that shows what is known writes no rows of orders")
  func nothingNew() {
    var desk = desk()
    desk.long()
    var effects = Effects()
    let book = desk.broker.snapshot(at: desk.now + .seconds(30))
    desk.engine.apply(.snapshot(book), at: desk.now + .seconds(30), market: desk.market, into: &effects)
    #expect(!effects.records.contains { if case .order = $0 { true } else { false } })
  }

  @Test("a trade by hand that was pushed is followed by a read at once")
  func afterForeign() {
    var desk = desk()
    let before = desk.requests.count
    desk.byHand(.buy, .reliance, 10, at: "100")
    desk.advance(2)
    #expect(desk.requests[before...].contains(.snapshot))
  }

  @Test("a read that fails changes nothing and is asked again, ever slower")
  func failing() {
    var desk = desk()
    desk.long()
    desk.broker.snapshotsFail = true
    let before = desk.requests.count
    desk.advance(120)
    let reads = desk.requests[before...].filter { $0 == .snapshot }.count
    #expect((8...20).contains(reads) && desk.engine.state.isReconciled && desk.incidents.isEmpty)
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test("a read that is never answered is asked for again")
  func silence() {
    var desk = Scenario()
    desk.isLineCut = true
    desk.restart()
    let before = desk.requests.count
    desk.advance(29)
    #expect(!desk.requests[before...].contains(.snapshot))
    desk.advance(2)
    #expect(desk.requests[before...].contains(.snapshot))
  }

  @Test("B19 an empty list of positions beside filled orders is a mistake: nothing changes, entries wait, told once")
  func emptyPositions() {
    var desk = desk()
    desk.addLink(2)
    desk.long()
    desk.broker.omits = .positions
    desk.advance(50)
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
    #expect(desk.engine.state.halt == nil && !desk.engine.state.isReconciled, "\(desk.incidents)")
    #expect(desk.incidentTexts(.critical).filter { $0.contains("contradicts itself") }.count == 1)
    desk.price(.reliance, "100")
    #expect(desk.alert(.buy, .reliance, link: 2).denial?.code == .notReconciled)
    desk.broker.omits = .nothing
    desk.advance(11)
    #expect(desk.engine.state.isReconciled && desk.engine.state.halt == nil, "L6")
    desk.price(.reliance, "100.50")
    desk.price(.sbin, "100.50")
    #expect(desk.alert(.buy, .reliance, link: 2).outcome == .accepted)
  }

  @Test(
    "B19 a book that lacks an order the broker has acknowledged proves nothing",
    arguments: [ScriptedBroker.Omission.orders, .both, .newestOrder])
  func truncated(_ omission: ScriptedBroker.Omission) {
    var desk = desk()
    desk.long()
    desk.broker.omits = omission
    desk.advance(25)
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
    #expect(desk.engine.state.halt == nil && !desk.engine.state.isReconciled)
    #expect(desk.incidentTexts(.critical).count == 1)
    _ = desk.sent()
    desk.alert(.exit, .sbin)
    #expect(desk.sent() == ["#1 to 100 market"], "exits do not wait")
  }

  @Test("B19 an empty book does not prove an unknown order absent")
  func emptyBookAndDoubt() {
    var desk = Scenario(can: BrokerCapabilities(tagLookUp: .hintOnly, verifyInterval: .seconds(20))) {
      $0.exitPlan = .none
    }
    desk.broker.blanksTags = true
    desk.long()
    desk.broker.omits = .orders
    desk.broker.replies = [.lost(arrived: true)]
    desk.alert(.exit, .sbin)
    desk.advance(60)
    #expect(desk.broker.orders.count == 2 && desk.engine.state.orders[OrderNumber(1)].status == .unknown)
    desk.broker.omits = .nothing
    desk.advance(20)
    #expect(desk.broker.orders.count == 2 && desk.engine.state.orders[OrderNumber(1)].status == .open)
  }

  @Test("a read that shows orders as they were before is not believed")
  func staleContent() {
    var desk = desk()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    var old = desk.broker.snapshot(at: desk.now)
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.advance(5)
    old.readBegan = desk.now
    old.orders += desk.broker.snapshot(at: desk.now).orders.suffix(1)
    desk.apply(.snapshot(old))
    #expect(desk.engine.state.halt == nil && desk.position?.openQuantity == 100)
    #expect(desk.incidentTexts(.critical).first?.contains("as it was before") == true)
  }

  @Test("B19 one read without positions does not make us forget what others hold where we have nothing yet")
  func emptyBeforeEntry() {
    var desk = desk()
    desk.broker.byHand = [BrokerPosition(instrument: Listed.sbin.id, product: .mis, netQuantity: 500)]
    for omission in [.nothing, .nothing, .positions] as [ScriptedBroker.Omission] {
      desk.broker.omits = omission
      desk.advance(1)
      desk.command(.reconcile)
    }
    desk.broker.omits = .nothing
    desk.long()
    desk.advance(21)
    #expect(desk.engine.state.isReconciled && desk.incidents.isEmpty)
  }

  @Test("what comes from no order and takes nothing of ours is counted as not ours after some reads, and told")
  func transfer() {
    var desk = desk()
    desk.long()
    desk.advance(21)
    desk.broker.byHand = [BrokerPosition(instrument: Listed.sbin.id, product: .mis, netQuantity: 50)]
    desk.advance(25)
    #expect(desk.incidentTexts(.warning).isEmpty, "the list of orders may be behind the positions")
    desk.advance(40)
    #expect(desk.engine.state.isReconciled && desk.engine.state.halt == nil)
    #expect(desk.incidentTexts(.warning).contains { $0.contains("come from no order") })
    #expect(desk.position?.openQuantity == 100)
    desk.broker.byHand = []
    desk.advance(90)
    #expect(desk.incidentTexts(.warning).contains { $0.contains("orders explain its positions again") })
    #expect(desk.engine.state.isReconciled && desk.engine.state.halt == nil)
  }

  @Test(
    "a book read while a change was on its way says nothing about it, also when the change is confirmed before it comes"
  )
  func readBeforeTheConfirmation() {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100))) }
    desk.long()
    desk.advance(2)
    var before = desk.broker.snapshot(at: desk.now)
    desk.price(.sbin, "102", after: .milliseconds(100))
    #expect(desk.liveOrders == ["SELL 100 stop 100.95"])
    desk.advance(.milliseconds(40))
    before.readBegan = desk.now - .milliseconds(10)
    _ = desk.sent()
    desk.apply(.snapshot(before))
    #expect(desk.sent().isEmpty && desk.engine.state.orders[OrderNumber(1)].terms.pricing.trigger == "100.95")
  }

  @Test(
    "a book read while a change is on its way does not say that the change did not happen",
    arguments: [0, 20] as [Int64])
  func readWhileAChangeIsOnItsWay(_ milliseconds: Int64) {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100))) }
    desk.long()
    desk.broker.replies = [.silence]
    desk.price(.sbin, "101", after: .seconds(2))
    desk.advance(.milliseconds(milliseconds))
    desk.apply(.snapshot(desk.broker.snapshot(at: desk.now)))
    #expect(desk.sent() == ["#1 to 100 stop 99.95"], "nothing is sent in its place")
    #expect(desk.engine.state.orders[OrderNumber(1)].pending != nil)
  }
}
