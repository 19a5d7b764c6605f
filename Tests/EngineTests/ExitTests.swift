import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("An exit supersedes the stop; there are never two")
struct SupersessionTests {
  private func desk(_ capabilities: BrokerCapabilities = .paper) -> Scenario {
    var desk = Scenario(can: capabilities) { $0.exitPlan = ExitPlan(stop: .percent(100), target: .percent(200)) }
    desk.long()
    return desk
  }

  @Test("the target turns the resting stop into the exit, in place")
  func target() {
    var desk = desk()
    desk.price(.sbin, "102")
    #expect(desk.sent() == ["#1 to 100 market"])
    desk.fill(.sell, .sbin, 100, at: "102")
    #expect(desk.lastTrade?.exitReason == .target && desk.liveOrders.isEmpty)
  }

  @Test("without modification: cancel, await the proof, then place")
  func cancelFirst() {
    var desk = desk(BrokerCapabilities(modifiesInPlace: false))
    desk.broker.replies = [.okOnly]
    desk.price(.sbin, "102")
    #expect(desk.sent() == ["cancel #1"])
    desk.advance(1)
    desk.broker.orders[1].status = .cancelled
    desk.apply(.report(desk.broker.orders[1].report))
    #expect(desk.sent() == ["SELL 100 market #2"])
  }

  @Test("the cancel loses against the stop's own execution: flat, one trade")
  func race() {
    var desk = desk(BrokerCapabilities(modifiesInPlace: false))
    desk.broker.replies = [.okOnly]
    desk.price(.sbin, "102")
    desk.fill(.sell, .sbin, 100, at: "99")
    desk.advance(5)
    #expect(desk.isFlat && desk.sent() == ["cancel #1"] && desk.liveOrders.isEmpty)
  }

  @Test("a stop that rests at the level gets a second to work before it is superseded")
  func patience() {
    var desk = desk()
    desk.price(.sbin, "98.90")
    #expect(desk.sent().isEmpty)
    desk.advance(.milliseconds(900))
    #expect(desk.sent().isEmpty)
    desk.advance(.milliseconds(100))
    #expect(desk.sent() == ["#1 to 100 market"])
    desk.fill(.sell, .sbin, 100, at: "98.50")
    #expect(desk.lastTrade?.exitReason == .stopLoss)
  }

  @Test("a stop that does not rest there yet is not waited for")
  func noPatience() {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100))) }
    desk.long()
    desk.price(.sbin, "101", after: .milliseconds(100))
    desk.price(.sbin, "99.90", after: .milliseconds(100))
    #expect(desk.sent() == ["#1 to 100 market"])
  }

  @Test("Stop and target in one tick send one exit")
  func both() {
    var desk = desk()
    desk.price(.sbin, "102")
    desk.price(.sbin, "98")
    desk.price(.sbin, "98")
    desk.advance(1)
    #expect(desk.sent() == ["#1 to 100 market"])
  }

  @Test("what was not sent yet is taken back when the position closes")
  func withdrawn() {
    var desk = Scenario(can: BrokerCapabilities(requestsPerSecond: 1))
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.sent() == ["BUY 100 market #0"])
    desk.alert(.exit, .sbin)
    desk.advance(2)
    #expect(desk.sent() == ["SELL 100 market #2"])
    #expect(desk.engine.state.orders[OrderNumber(1)].status == .withdrawn)
  }
}

@Suite("EXIT while the entry is still on its way")
struct ExitDuringEntryTests {
  @Test("partly filled: the remainder is cancelled, what filled is exited")
  func partly() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 40, at: "100")
    _ = desk.sent()
    desk.alert(.exit, .sbin)
    #expect(desk.sent() == ["cancel #0", "#1 to 40 market"])
    desk.fill(.sell, .sbin, 40, at: "100")
    #expect(desk.isFlat && desk.liveOrders.isEmpty)
  }

  @Test("the cancel loses and more fills: that is exited too")
  func more() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 40, at: "100")
    desk.broker.replies = [.okOnly]
    desk.alert(.exit, .sbin)
    desk.fill(.sell, .sbin, 40, at: "100")
    _ = desk.sent()
    desk.fill(.buy, .sbin, 60, at: "100")
    #expect(desk.sent() == ["SELL 60 market #2"])
  }

  @Test("nothing filled yet, the cancel loses: what fills is exited at once")
  func unfilled() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.broker.replies = [.okOnly]
    desk.alert(.exit, .sbin)
    #expect(desk.sent() == ["BUY 100 market #0", "cancel #0"])
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.sent() == ["SELL 100 market #1"])
  }

  @Test("EXIT before the entry is acknowledged cancels the entry as soon as its id is known")
  func unanswered() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.broker.looks = [.silence]
    desk.alert(.buy, .sbin)
    desk.alert(.exit, .sbin)
    #expect(desk.sent() == ["BUY 100 market #0", "look up #0"])
    desk.advance(11)
    #expect(desk.sent() == ["look up #0", "cancel #0"])
    #expect(desk.liveOrders.isEmpty)
  }

  @Test("a fill that arrives after the entry was cancelled is booked, told, and exited")
  func late() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.alert(.exit, .sbin)
    #expect(desk.liveOrders.isEmpty)
    _ = desk.sent()
    desk.fillUnseen(0, 100, at: "100")
    desk.apply(.report(desk.broker.orders[0].report))
    #expect(desk.sent() == ["SELL 100 market #1"])
    #expect(desk.incidents.contains { $0.text.contains("was cancelled and still filled") })
  }

  @Test("a late fill of an entry that expired unfilled is a guarded position")
  func lateAfterExpiry() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.advance(61)
    #expect(desk.liveOrders.isEmpty)
    _ = desk.sent()
    desk.fillUnseen(0, 100, at: "100")
    desk.apply(.report(desk.broker.orders[0].report))
    #expect(desk.position?.openQuantity == 100 && desk.sent() == ["SELL 100 stop 99.00 #1"])
  }

  @Test("an entry that outlives its time is cancelled, again if the first cancel goes astray")
  func expiry() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    _ = desk.sent()
    desk.broker.replies = [.refuse("try again")]
    desk.advance(60)
    #expect(desk.sent() == ["cancel #0", "look up #0"])
    desk.advance(5)
    #expect(desk.liveOrders.isEmpty)
  }
}

@Suite("An exit goes on until it is done")
struct EscalationTests {
  @Test("a refused stop closes the position at once, with an incident", arguments: [true, false])
  func stopRefused(_ atOnce: Bool) {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    _ = desk.sent()
    desk.broker.replies = [atOnce ? .refuse("trigger outside the band") : .rejectLater("trigger outside the band")]
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.sent() == ["SELL 100 stop 99.00 #1", "SELL 100 market #2"])
    #expect(desk.incidentTexts(.critical).contains { $0.contains("protective stop") })
    desk.fill(.sell, .sbin, 100, at: "99.90")
    #expect(desk.lastTrade?.exitReason == .unprotected)
  }

  @Test("a stop of which every slice is refused closes the position at once, and says nothing against the exit")
  func stopRefusedInSlices() {
    var desk = Scenario(can: BrokerCapabilities(requestsPerSecond: 100)) { $0.sizing = .quantity(5000) }
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    #expect(desk.sent().count == 5, "a slice may be 1000")
    // The fills become known together, so the slices of the stop are under way together.
    for order in 0..<5 { desk.fillUnseen(order, 1000, at: "100") }
    desk.broker.replies = Array(repeating: .refuse("trigger outside the band"), count: 5)
    desk.apply(.snapshot(desk.broker.snapshot(at: desk.now)))
    let stops = (5..<10).map { "SELL 1000 stop 99.00 #\($0)" }
    let exits = (10..<15).map { "SELL 1000 market #\($0)" }
    #expect(desk.sent() == stops + exits)
    #expect(!desk.incidentTexts(.critical).contains { $0.contains("cannot close") })
    for _ in 0..<5 { desk.fill(.sell, .sbin, 1000, at: "99.90") }
    #expect(desk.isFlat && desk.lastTrade?.exitReason == .unprotected)
  }

  @Test("an exit refused for its price is tried again wider, then a person is told, then once a minute")
  func refused() {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    desk.broker.replies = Array(repeating: .refuse("outside the price band"), count: 8)
    desk.alert(.exit, .sbin)
    #expect(
      desk.sent() == [
        "SELL 100 market #1", "SELL 100 market 200 #2", "SELL 100 market 400 #3", "SELL 100 market 800 #4",
      ])
    #expect(desk.incidentTexts(.critical).filter { $0.contains("cannot close 100 of SBIN") }.count == 1)
    desk.advance(59)
    #expect(desk.sent().isEmpty)
    desk.advance(182)
    #expect((3...5).contains(desk.sent().count))
    desk.broker.replies = []
    desk.advance(61)
    desk.fill(.sell, .sbin, 100, at: "99")
    #expect(desk.isFlat)
  }

  @Test("an exit that does not fill is priced wider every three seconds, then renewed once a minute")
  func idle() {
    var desk = Scenario()
    desk.long()
    desk.alert(.exit, .sbin)
    #expect(desk.sent() == ["#1 to 100 market"])
    desk.advance(.milliseconds(2900))
    #expect(desk.sent().isEmpty)
    desk.advance(.milliseconds(200))
    #expect(desk.sent() == ["#1 to 100 market 200"])
    desk.advance(9)
    #expect(desk.sent() == ["#1 to 100 market 400", "#1 to 100 market 800", "#1 to 100 market 1600"])
    desk.advance(50)
    #expect(desk.sent().isEmpty)
    desk.advance(10)
    #expect(desk.sent() == ["#1 to 100 market 1600"], "an exit never waits for the price to come back")
    #expect(desk.incidentTexts(.critical).count == 1)
  }

  @Test("hours without a trade leave the day's requests for other exits")
  func hours() {
    var desk = Scenario(can: Self.few)
    desk.long()
    desk.alert(.exit, .sbin)
    desk.advance(4 * 3600)
    #expect(desk.sent().count < 300)
    #expect(desk.engine.state.orders.live.count == 1)
  }

  @Test("with the last requests of the day neither a resting exit nor a resting stop is cancelled to be replaced")
  func lastRequests() {
    var few = Self.few
    few.modifiesInPlace = false
    few.requestsPerDay = 21
    var desk = Scenario(can: few) { $0.exitPlan.trailing = .distance(.basisPoints(100)) }
    desk.long()
    for step in 1...20 {
      desk.advance(2)
      desk.price(.sbin, Price(rupees: 100 + Int64(step)))
    }
    let stops = desk.engine.state.orders.live.filter { desk.engine.state.orders[$0].purpose == .protectiveStop }
    #expect(stops.count == 1, "a stop stands where it came to")
    #expect(!desk.sent().isEmpty)
    desk.alert(.exit, .sbin)
    desk.advance(600)
    let exits = desk.engine.state.orders.live.filter { desk.engine.state.orders[$0].status != .ready }
    #expect(exits.count == 1, "what is at the broker stays there: \(desk.sent())")
  }

  @Test("after a restart without a price a limit exit leaves as soon as there is one, and a person is told meanwhile")
  func noPrice() {
    var desk = Scenario(can: BrokerCapabilities(acceptsMarket: false, acceptsStopMarket: false)) {
      $0.exitPlan = .none
    }
    desk.long()
    desk.forgetPrices()
    desk.restart()
    desk.command(.squareOffAll)
    #expect(desk.liveOrders.isEmpty && desk.incidentTexts(.critical).contains { $0.contains("no price is known") })
    desk.advance(60)
    desk.price(.sbin, "100")
    desk.advance(3)
    #expect(desk.liveOrders == ["SELL 100 limit 99.00"])
  }

  @Test("where market orders are taken, an exit needs no price")
  func marketWithoutPrice() {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    desk.forgetPrices()
    desk.restart()
    desk.command(.squareOffAll)
    #expect(desk.liveOrders == ["SELL 100 market"])
  }

  private static let few = BrokerCapabilities(requestsPerSecond: 10, requestsPerMinute: 200, requestsPerDay: 1000)

  @Test("one that fills bit by bit is left alone")
  func progress() {
    var desk = Scenario()
    desk.long()
    desk.alert(.exit, .sbin)
    _ = desk.sent()
    for _ in 0..<4 {
      desk.advance(2)
      desk.fill(.sell, .sbin, 20, at: "100")
    }
    #expect(desk.sent().isEmpty)
  }

  @Test("a broker that refuses every change of an order is asked less and less, and a person is told")
  func refusedChanges() {
    var desk = Scenario()
    desk.long()
    desk.broker.replies = Array(repeating: .refuse("being processed"), count: 500)
    desk.alert(.exit, .sbin)
    desk.advance(60)
    #expect(desk.sent().count < 20, "B15: no hundreds of refused requests")
    #expect(!desk.incidentTexts(.critical).isEmpty)
    desk.broker.replies = []
    desk.advance(120)
    #expect(desk.liveOrders.allSatisfy { $0.hasPrefix("SELL 100 market") } && desk.liveOrders.count == 1)
  }

  @Test("held back by the governor, an exit leaves as soon as it may")
  func governed() {
    var desk = Scenario(can: BrokerCapabilities(requestsPerSecond: 2))
    desk.long()
    desk.alert(.exit, .sbin)
    #expect(desk.sent().isEmpty)
    desk.advance(1)
    #expect(desk.sent() == ["#1 to 100 market"])
  }

  @Test("the market closed: an incident instead of an order, and the exit at the next opening")
  func closed() {
    var desk = Scenario {
      $0.product = .cnc; $0.closePolicy = .carry
    }
    desk.long()
    desk.advance(to: Scenario.time(15, 20))
    desk.command(.squareOffAll)
    #expect(desk.sent().isEmpty && desk.incidentTexts(.critical).contains { $0.contains("market is not open") })
    desk.now = Timestamp(day: "2026-08-19", time: TimeOfDay(8, 0))
    desk.broker.orders[1].status = .expired
    desk.apply(.report(desk.broker.orders[1].report))
    desk.apply(.dayStarted(Scenario.sessions("2026-08-19")))
    desk.advance(to: Timestamp(day: "2026-08-19", time: TimeOfDay(9, 16)))
    #expect(desk.sent().first == "SELL 100 market #2")
  }

  @Test("a carried position has its stop again at the next opening, without a price or an alert")
  func carried() {
    var desk = Scenario {
      $0.product = .cnc; $0.closePolicy = .carry
    }
    desk.long()
    desk.advance(to: Scenario.time(15, 20))
    desk.broker.orders[1].status = .expired
    desk.apply(.report(desk.broker.orders[1].report))
    desk.now = Timestamp(day: "2026-08-19", time: TimeOfDay(8, 0))
    desk.apply(.dayStarted(Scenario.sessions("2026-08-19")))
    #expect(desk.sent().isEmpty)
    desk.advance(to: Timestamp(day: "2026-08-19", time: TimeOfDay(9, 15)))
    #expect(desk.sent() == ["SELL 100 stop 99.00 #2"])
  }
}
