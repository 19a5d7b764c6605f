import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("An unknown order is looked up before anything replaces it")
struct UnknownOrderTests {
  @Test("a lost placement that arrived is found and adopted: one order")
  func found() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.alert(.buy, .sbin)
    #expect(desk.sent() == ["BUY 100 market #0", "look up #0"])
    #expect(desk.liveOrders == ["BUY 100 market"] && desk.engine.state.orders[OrderNumber(0)].status == .open)
  }

  @Test("a fresh entry that is proven absent is sent again under another tag")
  func entryAgain() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: false)]
    desk.alert(.buy, .sbin)
    #expect(desk.sent() == ["BUY 100 market #0", "look up #0", "BUY 100 market #0"])
    #expect(desk.broker.orders.count == 1 && desk.engine.state.orders[OrderNumber(0)].attempts == 2)
  }

  @Test(
    "an answer to a question about an earlier attempt casts no doubt on the one that is under way",
    arguments: [false, true])
  func lateAnswer(isFailure: Bool) {
    var desk = Scenario { $0.maximumAge = .minutes(10) }
    desk.price(.sbin, "100")
    desk.isLineCut = true
    desk.alert(.buy, .sbin)
    desk.apply(.placed(OrderNumber(0), attempt: 1, .ambiguous("no answer")))
    desk.advance(1)
    let asked = desk.now
    desk.apply(.lookedUp(OrderNumber(0), .absent(readBegan: asked)))
    #expect(desk.sent() == ["BUY 100 market #0", "look up #0", "BUY 100 market #0"])
    desk.advance(1)
    desk.apply(.lookedUp(OrderNumber(0), isFailure ? .failed("no answer") : .absent(readBegan: asked)))
    desk.advance(6)
    #expect(desk.sent().isEmpty && desk.engine.state.orders[OrderNumber(0)].status == .submitting)
    desk.advance(2)
    #expect(desk.sent() == ["look up #0"] && desk.engine.state.orders[OrderNumber(0)].status == .unknown)
  }

  @Test("what left just before the process ended may still arrive: absent counts a second after the start, not before")
  func onTheLine() {
    var desk = Scenario(settings: { $0.mode = .live })
    desk.price(.sbin, "100")
    desk.isLineCut = true
    desk.alert(.buy, .sbin)
    desk.advance(.milliseconds(200))
    desk.restart()
    let times = desk.requests.compactMap { request -> Timestamp? in
      if case .lookUp(_, _, _, let notBefore) = request { notBefore } else { nil }
    }
    #expect(times == [desk.now + .seconds(1)])
    desk.apply(.snapshot(BrokerSnapshot(readBegan: desk.now + .milliseconds(900), orders: [], positions: [])))
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .unknown)
  }

  @Test("an entry whose signal is too old by then is not sent again")
  func entryStale() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: false)]
    desk.broker.looks = [.failed, .failed, .failed, .failed, .failed]
    desk.alert(.buy, .sbin)
    desk.advance(45)
    #expect(desk.broker.orders.isEmpty)
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .withdrawn)
  }

  @Test("an entry that is proven absent is not sent again once its position is being closed")
  func absentWhileClosing() {
    var desk = Scenario {
      $0.maximumAge = .minutes(10)
      $0.sizing = .quantity(3600)
    }
    desk.price(.call, "100")
    desk.broker.replies = [.accept, .lost(arrived: false)]
    desk.broker.looks = [.failed, .failed, .failed]
    desk.alert(.buy, .call)
    desk.fill(.buy, .call, 1800, at: "100")
    desk.alert(.exit, .call)
    desk.fill(.sell, .call, 1800, at: "100")
    _ = desk.sent()
    desk.advance(30)
    #expect(desk.sent().allSatisfy { $0 == "look up #1" })
    #expect(desk.engine.state.orders[OrderNumber(1)].status == .withdrawn && desk.isFlat)
  }

  @Test(
    "an entry that is proven absent is not sent again under a halt or in a pause",
    arguments: [Command.halt("a person"), .pause])
  func absentAndUnwanted(_ command: Command) {
    var desk = Scenario { $0.maximumAge = .minutes(10) }
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: false)]
    desk.broker.looks = [.failed, .failed]
    desk.alert(.buy, .sbin)
    desk.command(command)
    desk.advance(30)
    #expect(desk.broker.orders.isEmpty && desk.engine.state.orders[OrderNumber(0)].status == .withdrawn)
  }

  @Test("An entry proven absent is not sent again against a position that a late fill opened")
  func absentAgainstHeld() {
    var desk = Scenario { $0.maximumAge = .minutes(10) }
    desk.addLink(2) { $0.mayShort = true }
    desk.price(.sbin, "100")
    desk.alert(.short, .sbin, link: 2, limit: "101")
    desk.broker.orders[0].status = .cancelled
    desk.apply(.report(desk.broker.orders[0].report))
    desk.broker.replies = [.lost(arrived: false)]
    desk.broker.looks = [.failed, .failed]
    desk.alert(.buy, .sbin)
    desk.fillUnseen(0, 100, at: "101")
    desk.broker.orders[0].status = .cancelled
    desk.apply(.report(desk.broker.orders[0].report))
    desk.advance(30)
    #expect(desk.position?.isOpen != true && desk.engine.state.orders[OrderNumber(1)].status == .withdrawn)
    #expect(desk.engine.state.holdings[0].position.netQuantity == -100)
  }

  @Test("an entry that is proven absent after the market closed is not sent again")
  func absentAfterTheClose() {
    var desk = Scenario {
      $0.maximumAge = .hours(10); $0.entryUntil = TimeOfDay(15, 15); $0.product = .cnc; $0.closePolicy = .carry
    }
    desk.advance(to: Scenario.time(15, 14, 50))
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: false)]
    desk.broker.looks = Array(repeating: .failed, count: 5)
    desk.alert(.buy, .sbin)
    desk.advance(60)
    #expect(desk.broker.orders.isEmpty && desk.engine.state.orders[OrderNumber(0)].status == .withdrawn)
  }

  @Test("an exit that is proven absent is sent again however old")
  func exitAgain() {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    desk.broker.replies = [.lost(arrived: false)]
    desk.broker.looks = [.failed, .failed, .failed, .failed, .failed]
    desk.alert(.exit, .sbin)
    desk.advance(45)
    #expect(desk.liveOrders.count == 1 && desk.liveOrders[0].hasPrefix("SELL 100 market"))
  }

  @Test("absence from a read begun too early is not evidence")
  func early() {
    var desk = Scenario(can: BrokerCapabilities(settleTime: .seconds(20)))
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.broker.looks = [.early, .early]
    desk.alert(.buy, .sbin)
    desk.advance(1)
    #expect(desk.sent() == ["BUY 100 market #0", "look up #0"])
    desk.advance(20)
    #expect(desk.sent() == ["look up #0", "look up #0"])
    #expect(desk.liveOrders.count == 1 && desk.engine.state.orders[OrderNumber(0)].status == .open)
  }

  @Test("while it is unknown nothing replaces it, and after eight failures a person is told once")
  func alarm() {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    desk.broker.replies = [.lost(arrived: true)]
    desk.broker.looks = Array(repeating: .failed, count: 20)
    desk.alert(.exit, .sbin)
    desk.advance(90)
    #expect(desk.sent().allSatisfy { $0 == "look up #1" || $0 == "SELL 100 market #1" })
    #expect(desk.incidentTexts(.critical).filter { $0.contains("nobody knows") }.count == 1)
    #expect(desk.broker.orders.count == 2)
  }

  @Test("a look-up that is never answered is asked again")
  func silence() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.broker.looks = [.silence]
    desk.alert(.buy, .sbin)
    desk.advance(11)
    #expect(desk.sent() == ["BUY 100 market #0", "look up #0", "look up #0"])
  }

  @Test("a push that overtakes the answer settles it")
  func push() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.silence]
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.position?.openQuantity == 100 && desk.sent().last == "SELL 100 stop 99.00 #1")
  }

  @Test("a broker that blanks the tag is believed when asked for our order")
  func blankTag() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.broker.looks = [.silence]
    desk.alert(.buy, .sbin)
    var report = desk.broker.orders[0].report
    report.tag = nil
    desk.apply(.lookedUp(OrderNumber(0), .found(report, readBegan: desk.now)))
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .open)
  }

  @Test("A query's answer can bring a fill of an order that was reported cancelled meanwhile")
  func lateFillByLook() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.broker.looks = [.silence]
    desk.alert(.buy, .sbin)
    var cancelled = desk.broker.orders[0]
    cancelled.status = .cancelled
    desk.apply(.report(cancelled.report))
    desk.fillUnseen(0, 100, at: "100")
    desk.apply(.lookedUp(OrderNumber(0), .found(desk.broker.orders[0].report, readBegan: desk.now)))
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test("the late answer to a look of before a change says nothing about the change")
  func lateLook() {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100))) }
    desk.long()
    let before = desk.broker.orders[1].report
    let asked = desk.now
    desk.price(.sbin, "101", after: .seconds(2))
    #expect(desk.liveOrders.count == 1)
    _ = desk.sent()
    desk.advance(3)
    desk.apply(.lookedUp(OrderNumber(1), .found(before, readBegan: asked)))
    #expect(desk.sent().isEmpty)
    #expect(desk.holding?.exit?.stop == "99.95", "the stop stays where it has come to")
  }

  @Test("fills a broker counts but does not list are asked for, patiently")
  func fillsMissing() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    _ = desk.sent()
    var report = desk.broker.orders[0].report
    report.status = .cancelled
    report.filledQuantity = 40
    desk.broker.looks = [.silence]
    desk.apply(.report(report))
    desk.apply(.lookedUp(OrderNumber(0), .found(report, readBegan: desk.now)))
    #expect(desk.sent() == ["look up #0"])
    desk.fillUnseen(0, 40, at: "100")
    desk.broker.orders[0].status = .cancelled
    desk.advance(11)
    #expect(desk.position?.openQuantity == 40 && desk.liveOrders == ["SELL 40 stop 99.00"])
  }

  @Test("a rejected entry leaves nothing; an expired session halts entries and is read anew")
  func refusals() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.refuse("margin"), .expiredSession]
    desk.alert(.buy, .sbin)
    #expect(desk.isFlat && desk.incidentTexts(.warning).count == 1)
    desk.alert(.buy, .sbin)
    #expect(!desk.engine.state.isReconciled)
    #expect(desk.alert(.buy, .reliance).denial?.code == .notReconciled)
    desk.advance(6)
    #expect(desk.engine.state.isReconciled)
  }

  @Test("a refused address halts")
  func address() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.foreignAddress]
    desk.alert(.buy, .sbin)
    #expect(desk.engine.state.halt?.contains("10.0.0.1") == true)
  }

  @Test("told to wait, nothing leaves before, and then it goes")
  func rateLimited() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.limited(.seconds(4))]
    desk.alert(.buy, .sbin)
    desk.price(.sbin, "100.05")
    desk.advance(.milliseconds(3800))
    #expect(desk.sent() == ["BUY 100 market #0"])
    desk.advance(1)
    #expect(desk.sent() == ["BUY 100 market #0"])
  }
}

@Suite("Surprises of the book are booked and told")
struct SurpriseTests {
  @Test("an exit that fills more than is open is an incident")
  func surplus() {
    var desk = Scenario()
    desk.referee.allowsSurplus = true
    desk.long()
    desk.fill(.sell, .sbin, 120, at: "99")
    #expect(desk.isFlat && desk.incidentTexts(.critical).count == 2)
  }

  @Test("somebody else's trade is told and left alone")
  func foreign() {
    var desk = Scenario()
    let report = OrderReport(
      brokerID: BrokerOrderID("X1"), tag: nil,
      terms: OrderTerms(instrument: Listed.sbin.id, side: .buy, quantity: 5, product: .cnc, pricing: .limit("100")),
      status: .filled, filledQuantity: 5, fills: [], time: desk.now)
    desk.apply(.report(report))
    #expect(desk.sent().isEmpty && desk.incidentTexts(.notice).count == 1 && desk.engine.state.holdings.isEmpty)
  }

  @Test("a fill reported twice is booked once")
  func twice() {
    var desk = Scenario()
    desk.long()
    for _ in 0..<3 { desk.apply(.report(desk.broker.orders[0].report)) }
    #expect(desk.position?.openQuantity == 100 && desk.sent().isEmpty)
  }
}

@Suite("A restart asks before it acts")
struct RestartTests {
  @Test("killed before the answer: looked up, adopted, one order")
  func submitting() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.isLineCut = true
    desk.alert(.buy, .sbin)
    desk.isLineCut = false
    let request = desk.requests[desk.requests.count - 1]
    _ = desk.broker.answer(request, at: desk.now)
    desk.restart()
    #expect(desk.broker.orders.count == 1 && desk.liveOrders == ["BUY 100 market"])
    #expect(desk.engine.state.isReconciled)
  }

  @Test("killed after the entry filled, before its stop exists: the stop is placed first of all")
  func naked() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fillUnseen(0, 100, at: "100")
    _ = desk.sent()
    desk.advance(5)
    desk.restart()
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test("killed while the stop is being modified: the broker's version, exactly one exit", arguments: [true, false])
  func modifying(_ arrived: Bool) {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100))) }
    desk.long()
    desk.advance(2)
    desk.isLineCut = true
    desk.price(.sbin, "101")
    desk.isLineCut = false
    if arrived { _ = desk.broker.answer(desk.requests[desk.requests.count - 1], at: desk.now) }
    desk.restart()
    desk.advance(3)
    #expect(desk.liveOrders == ["SELL 100 stop 99.95"])
  }

  @Test("entries wait for the book; exits do not")
  func entriesWait() {
    var desk = Scenario()
    desk.addLink(2)
    desk.long()
    desk.broker.snapshotsFail = true
    desk.restart()
    desk.price(.reliance, "100")
    #expect(desk.alert(.buy, .reliance, link: 2).denial?.code == .notReconciled)
    _ = desk.sent()
    desk.alert(.exit, .sbin)
    #expect(desk.sent() == ["#1 to 100 market"])
    desk.broker.snapshotsFail = false
    desk.advance(3)
    #expect(desk.alert(.buy, .reliance, link: 2).outcome == .accepted)
  }

  @Test("books that differ halt, and the halt cannot be cleared while they do")
  func differ() {
    var desk = Scenario {
      $0.product = .cnc; $0.closePolicy = .carry
    }
    desk.long()
    desk.nextDay()
    desk.broker.byHand = [BrokerPosition(instrument: Listed.sbin.id, product: .cnc, netQuantity: 60)]
    desk.command(.reconcile)
    #expect(desk.engine.state.halt?.contains("100 here, 60 there") == true)
    desk.command(.clearHalt)
    #expect(desk.engine.state.halt != nil)
    guard case .refused? = desk.reply else {
      Issue.record("resuming was not refused")
      return
    }
    desk.broker.byHand = [BrokerPosition(instrument: Listed.sbin.id, product: .cnc, netQuantity: 100)]
    desk.command(.reconcile)
    desk.command(.clearHalt)
    #expect(desk.engine.state.halt == nil)
  }

  @Test("a difference in one instrument does not leave another without its stop")
  func differOnlyThere() {
    var desk = Scenario()
    desk.addLink(2)
    desk.long()
    desk.price(.reliance, "200")
    desk.alert(.buy, .reliance, link: 2)
    desk.fillUnseen(2, 100, at: "200")
    desk.broker.byHand = [BrokerPosition(instrument: Listed.sbin.id, product: .mis, netQuantity: -40)]
    desk.advance(5)
    desk.restart()
    #expect(!desk.engine.state.isReconciled)
    #expect(desk.liveOrders.contains("SELL 100 stop 198.00"))
  }

  @Test("the same share held for delivery is no difference")
  func delivery() {
    var desk = Scenario()
    desk.long()
    desk.broker.byHand = [BrokerPosition(instrument: Listed.sbin.id, product: .cnc, netQuantity: 500)]
    desk.command(.reconcile)
    #expect(desk.engine.state.halt == nil)
  }

  @Test("a book read before our newest fill is read again, not believed")
  func oldBook() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    let before = desk.broker.snapshot(at: desk.now)
    desk.advance(1)
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.apply(.snapshot(before))
    #expect(desk.engine.state.halt == nil)
    desk.advance(2)
    #expect(desk.engine.state.isReconciled && desk.engine.state.halt == nil)
  }

  @Test("halt, pause and emergency survive")
  func survive() {
    var desk = Scenario()
    desk.command(.halt("margin call"))
    desk.command(.pause)
    desk.restart()
    #expect(desk.engine.state.halt == "margin call (trader)" && desk.engine.state.isPaused)
    desk.command(.resume)
    #expect(desk.engine.state.halt != nil)
  }

  @Test("tags of two starts never meet, also when both draw the same incarnation", arguments: [1, 9] as [UInt32])
  func tags(_ incarnation: UInt32) {
    var desk = Scenario()
    desk.restart(incarnation: 1)
    desk.long()
    desk.restart(incarnation: incarnation)
    desk.alert(.exit, .sbin)
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.alert(.buy, .sbin)
    #expect(Set(desk.broker.orders.map(\.tag)).count == desk.broker.orders.count)
  }
}
