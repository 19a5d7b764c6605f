import Engine
import Market
import TestSupport
import Testing
import Trading

/// I11, L3, L4: the night ends orders, not duties.
@Suite("A day ends its orders, told or not, and the next starts from the book")
struct DayTurnTests {
  private static let next: TradingDay = "2026-08-19"
  private static func at(_ hour: Int, _ minute: Int, _ second: Int = 0, _ day: TradingDay = next) -> Timestamp {
    Timestamp(day: day, time: TimeOfDay(hour, minute, second))
  }

  private func desk(
    can capabilities: BrokerCapabilities = .paper, _ change: (inout Link) -> Void = { _ in }
  ) -> Scenario {
    Scenario(can: capabilities) {
      $0.product = .cnc
      $0.closePolicy = .carry
      change(&$0)
    }
  }

  /// The night passes under a process that goes on, or one that ends and starts at the time given.
  private func night(_ desk: inout Scenario, restartAt time: TimeOfDay?, day: TradingDay = next) {
    desk.advance(to: Scenario.time(16, 0))
    desk.now = Timestamp(day: day, time: TimeOfDay(0, 0))
    desk.broker.startDay(at: desk.now)
    guard let time else { return desk.apply(.dayStarted(Scenario.sessions(day))) }
    desk.now = Timestamp(day: day, time: time)
    desk.restart()
    desk.apply(.dayStarted(Scenario.sessions(day)))
  }

  static let starts: [TimeOfDay?] = [nil, TimeOfDay(8, 30), TimeOfDay(9, 20), TimeOfDay(11, 0)]

  @Test(
    "a carried position has one stop from the opening on, whatever the broker said in the night", arguments: starts,
    [nil, Interval.seconds(30)])
  func carriedStop(_ start: TimeOfDay?, _ verify: Interval?) {
    var desk = desk(can: BrokerCapabilities(verifyInterval: verify))
    desk.long()
    night(&desk, restartAt: start)
    desk.advance(to: max(desk.now, Self.at(9, 14, 59)))
    if start.map({ $0 < TimeOfDay(9, 15) }) ?? true { #expect(desk.liveOrders.isEmpty) }
    desk.advance(to: max(desk.now, Self.at(9, 25)) + .seconds(5))
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"])
    #expect(desk.engine.state.orders.live.count == 1)
    #expect(desk.engine.state.isReconciled && desk.engine.state.halt == nil && desk.incidents.isEmpty)
    desk.price(.sbin, "100")
    #expect(desk.alert(.exit, .sbin).outcome == .accepted)
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.isFlat && desk.lastTrade?.exitReason == .signal)
  }

  @Test("a weekend and a holiday lie between: nothing is sent and nobody is told before the next session")
  func overHolidays() {
    var desk = desk()
    desk.long()
    night(&desk, restartAt: nil)
    let sent = desk.requests.count
    for offset in 0...2 {
      let day = Self.next.advanced(by: offset)
      desk.now = Self.at(0, 0, 0, day)
      desk.apply(.dayStarted(Scenario.sessions(day, closed: "a holiday")))
      desk.advance(to: Self.at(16, 0, 0, day))
    }
    #expect(desk.requests.count == sent && desk.incidents.isEmpty)
    let day = Self.next.advanced(by: 3)
    desk.now = Self.at(0, 0, 0, day)
    desk.apply(.dayStarted(Scenario.sessions(day)))
    desk.advance(to: Self.at(9, 20, 0, day))
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"] && desk.incidents.isEmpty)
  }

  @Test("an exit that yesterday did not fill leaves at the opening, priced anew", arguments: starts)
  func exitOfYesterday(_ start: TimeOfDay?) {
    var desk = desk()
    desk.long()
    desk.advance(to: Scenario.time(15, 10))
    desk.price(.sbin, "100")
    desk.alert(.exit, .sbin)
    night(&desk, restartAt: start)
    desk.advance(to: max(desk.now, Self.at(9, 15)) + .seconds(2))
    #expect(desk.liveOrders == ["SELL 100 market"])
    #expect(desk.engine.state.orders.live.count == 1)
  }

  @Test("after the close nothing of the day is live, told or not, and a doubt ends with it")
  func afterTheClose() {
    var desk = desk()
    desk.addLink(2) { $0.entryLifetime = .hours(8) }
    desk.long()
    desk.price(.reliance, "100")
    desk.broker.replies = [.lost(arrived: false)]
    desk.broker.looks = Array(repeating: .failed, count: 10_000)
    desk.alert(.buy, .reliance, link: 2)
    desk.advance(to: Scenario.time(15, 29))
    #expect(desk.engine.state.orders.live.count == 2)
    desk.advance(to: Scenario.time(15, 31))
    #expect(desk.engine.state.orders.live.isEmpty)
    let ended = desk.engine.state.orders.all.filter(\.endedByCalendar)
    #expect(ended.count == 2 && ended.allSatisfy { $0.status == .expired })
    #expect(ended.allSatisfy { $0.statusReason?.contains("session is over") == true })
    let before = desk.requests.count
    desk.advance(to: Scenario.time(23, 0))
    #expect(desk.requests.count == before)
  }

  @Test(
    "what an order filled unheard is booked when the broker tells it, after the close or on the next day",
    arguments: [false, true])
  func lateFill(_ nextDay: Bool) {
    var desk = desk()
    desk.long()
    desk.advance(to: Scenario.time(15, 5))
    desk.broker.orders[1].status = .expired
    desk.fillUnseen(1, 60, at: "98.90")
    let report = desk.broker.orders[1].report
    if nextDay {
      desk.now = Self.at(0, 0)
      desk.broker.startDay(at: desk.now)
      desk.apply(.dayStarted(Scenario.sessions(Self.next)))
      desk.apply(.report(report))
    } else {
      desk.advance(to: Scenario.time(15, 31))
    }
    #expect(desk.position?.openQuantity == 40)
    if !nextDay { night(&desk, restartAt: nil) }
    desk.advance(to: Self.at(9, 20))
    #expect(desk.liveOrders == ["SELL 40 stop 99.00"])
    #expect(desk.engine.state.halt == nil)
  }

  @Test("an entry that filled unheard becomes a guarded position when it is told on the next day")
  func lateEntry() {
    var desk = desk { $0.entryLifetime = .hours(8) }
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin, limit: "99.50")
    desk.fillUnseen(0, 100, at: "99.50")
    let report = desk.broker.orders[0].report
    desk.now = Self.at(0, 0)
    desk.broker.startDay(at: desk.now)
    desk.apply(.dayStarted(Scenario.sessions(Self.next)))
    desk.advance(to: Self.at(8, 0))
    desk.apply(.report(report))
    #expect(desk.position?.openQuantity == 100)
    desk.advance(to: Self.at(9, 20))
    #expect(desk.liveOrders.count == 1 && desk.engine.state.halt == nil)
  }

  @Test("the broker gives yesterday's number to somebody's order of today: that is not ours")
  func reusedNumber() {
    var desk = desk()
    desk.long()
    let stop = desk.broker.orders[1].id
    night(&desk, restartAt: nil)
    desk.advance(to: Self.at(9, 20))
    desk.apply(
      .report(
        OrderReport(
          brokerID: stop, tag: nil,
          terms: OrderTerms(
            instrument: Listed.reliance.id, side: .sell, quantity: 100, product: .cnc, pricing: .limit("2500")),
          status: .filled, filledQuantity: 100,
          fills: [FillReport(id: "X1", quantity: 100, price: "2500", time: desk.now)], time: desk.now)))
    #expect(desk.position?.openQuantity == 100 && desk.engine.state.realisedToday == .zero)
  }

  @Test("a signal that waited yesterday is not taken up today")
  func waiting() {
    var desk = Scenario {
      $0.product = .cnc; $0.closePolicy = .carry; $0.mayShort = true; $0.reverses = true
    }
    desk.advance(to: Scenario.time(14, 59))
    desk.long()
    desk.broker.replies = [.okOnly]
    desk.alert(.short, .sbin)
    desk.advance(to: Scenario.time(16, 0))
    desk.nextDay()
    desk.price(.sbin, "100", after: .minutes(16))
    #expect(desk.decisions.last?.outcome == .denied || desk.decisions.last?.outcome == .accepted)
    #expect(!desk.engine.state.holdings.contains { $0.position.direction == .sell })
  }

  @Test("tries, refusals and stops that somebody took yesterday do not count today")
  func fresh() {
    var desk = desk()
    desk.long()
    for _ in 1...3 {
      guard let index = desk.broker.orders.lastIndex(where: { !$0.status.isFinal }) else { break }
      desk.changeByHand(index) { $0.status = .cancelled }
      desk.advance(10)
    }
    #expect(desk.holding?.isStopUnwanted == true)
    night(&desk, restartAt: nil)
    desk.advance(to: Self.at(9, 20))
    #expect(desk.holding?.isStopUnwanted == false && desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test(
    "an intraday position left open is told, and nothing is sent for it before the book shows it",
    arguments: [true, false])
  func leftOver(_ isThere: Bool) {
    var desk = Scenario()
    desk.long()
    desk.advance(to: Scenario.time(14, 55))
    desk.broker.replies = Array(repeating: .refuse("no"), count: 400)
    desk.advance(to: Scenario.time(16, 0))
    desk.broker.replies = []
    desk.nextDay()
    if !isThere { desk.broker.byHand = [] }
    let told = desk.incidentTexts(.critical).contains { $0.contains("were open when their day ended") }
    #expect(told)
    desk.advance(to: Self.at(9, 15, 5))
    desk.price(.sbin, "100")
    desk.advance(5)
    // Nothing fills it: every three seconds it is priced wider.
    #expect(desk.liveOrders == (isThere ? ["SELL 100 market 800"] : []))
    #expect((desk.engine.state.halt == nil) == isThere)
  }

  @Test("a session that goes on longer than the calendar knew: its orders are asked for, and not doubled")
  func longerSession() {
    var desk = desk()
    desk.long()
    desk.advance(to: Scenario.time(15, 31))
    #expect(desk.engine.state.orders.live.isEmpty)
    var sessions = Scenario.sessions()
    sessions.classes[0].sessions[0].close = Scenario.time(17, 0)
    desk.apply(.dayStarted(sessions))
    desk.advance(5)
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"] && desk.engine.state.orders.live.count == 1)
  }

  @Test("the book is read before the first session of the day, and entries wait for it")
  func morningBook() {
    var desk = desk()
    desk.long()
    night(&desk, restartAt: nil)
    let before = desk.requests.count
    desk.advance(to: Self.at(9, 4, 59))
    #expect(!desk.requests[before...].contains(.snapshot))
    desk.broker.snapshotsFail = true
    desk.advance(to: Self.at(9, 16))
    #expect(desk.requests[before...].contains(.snapshot) && !desk.engine.state.isReconciled)
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"], "what is carried does not wait for it")
    desk.price(.reliance, "100")
    #expect(desk.alert(.buy, .reliance).denial?.code == .notReconciled)
    desk.broker.snapshotsFail = false
    desk.advance(20)
    #expect(desk.engine.state.isReconciled)
  }

  // MARK: Terms

  @Test("what is carried takes today's terms: the stop on today's tick and never looser, slices of today's freeze")
  func termsOfToday() {
    var desk = desk { $0.exitPlan = ExitPlan(stop: .points("1.05")) }
    desk.long()
    #expect(desk.liveOrders == ["SELL 100 stop 98.95"])
    night(&desk, restartAt: nil)
    var today = Listed.sbin.resolved
    today.terms.tickSize = "0.10"
    today.terms.freezeQuantity = 60
    desk.apply(.terms([today]))
    desk.advance(to: Self.at(9, 20))
    #expect(desk.liveOrders == ["SELL 60 stop 99.00", "SELL 40 stop 99.00"])
    #expect(desk.incidents.isEmpty)
  }

  @Test("a stop that lies beyond today's band rests at its edge instead of being refused")
  func bandOfToday() {
    var desk = desk { $0.exitPlan = ExitPlan(stop: .percent(1500)) }
    desk.long()
    night(&desk, restartAt: nil)
    var today = Listed.sbin.resolved
    today.terms.lowerBand = "90"
    today.terms.upperBand = "110"
    desk.apply(.terms([today]))
    desk.advance(to: Self.at(9, 20))
    #expect(desk.liveOrders == ["SELL 100 stop 90.00"] && desk.holding?.exit?.stop == "85")
  }

  @Test("terms that are not in are told once, and exits go on with the last known ones")
  func termsMissing() {
    var desk = desk()
    desk.long()
    night(&desk, restartAt: nil)
    desk.apply(.terms([]))
    desk.apply(.terms([]))
    #expect(desk.incidents.isEmpty, "in the night nobody can have fetched them")
    desk.advance(to: Self.at(9, 20))
    desk.apply(.terms([]))
    #expect(desk.incidentTexts(.warning).filter { $0.contains("contract terms of SBIN") }.count == 1)
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"])
  }
}
