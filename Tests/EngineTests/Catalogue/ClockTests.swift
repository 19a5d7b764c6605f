import Engine
import Market
import TestSupport
import Testing
import Trading

/// Rows K1 to K8 of the fault catalogue, as far as the engine decides them.
@Suite("Clock and calendar")
struct ClockCatalogueTests {
  @Test("K1 session times are Indian, counted from UTC: 03:45 UTC is the open", arguments: [(-1, false), (0, true)])
  func indian(_ milliseconds: Int64, _ isOpen: Bool) {
    var desk = Scenario { $0.entryFrom = TimeOfDay(9, 0) }
    // Tuesday 2026-08-18 03:45:00 UTC, whatever the zone of the machine.
    desk.now = Timestamp(unixSeconds: 1_787_024_700) + .milliseconds(milliseconds - 100)
    desk.price(.sbin, "100")
    #expect((desk.alert(.buy, .sbin).outcome == .accepted) == isOpen)
  }

  @Test("K2 the clock steps an hour back after the square-off, and comes there again: one exit", arguments: [-1, 1])
  func steps(_ hours: Int64) {
    var desk = Scenario()
    desk.long()
    desk.advance(to: Scenario.time(15, 0))
    #expect(desk.sent() == ["#1 to 100 market"])
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.now = desk.now + .hours(hours)
    desk.apply(.timer)
    desk.advance(to: Scenario.time(16, 30))
    #expect(desk.broker.orders.count == 2 && desk.isFlat && desk.sent().isEmpty)
  }

  @Test("K2 the clock jumps an hour ahead past the square-off: closed once, at once")
  func jumps() {
    var desk = Scenario()
    desk.long()
    desk.now = Scenario.time(15, 5)
    desk.apply(.timer)
    #expect(desk.sent() == ["#1 to 100 market"] && desk.holding?.closing?.reason == .squareOff)
  }

  @Test("K3 a holiday the calendar did not know, declared during the day: nothing is entered, nothing is sent")
  func lateHoliday() {
    var desk = Scenario()
    desk.apply(.dayStarted(Scenario.sessions(closed: "Municipal election")))
    desk.price(.sbin, "100")
    let decision = desk.alert(.buy, .sbin)
    #expect(decision.denial?.code == .sessionClosed && decision.reason.contains("Municipal election"))
    desk.apply(.dayStarted(Scenario.sessions()))
    desk.price(.sbin, "100")
    #expect(desk.alert(.buy, .sbin).outcome == .accepted, "taken back, it trades")
  }

  @Test("K4 an evening session: it is open then, and the square-off counts from its close")
  func muhurat() {
    var desk = Scenario { $0.entryUntil = TimeOfDay(23, 0) }
    let evening = DaySessions.Session(open: Scenario.time(18, 0), close: Scenario.time(19, 0))
    desk.apply(
      .dayStarted(
        DaySessions(
          day: Listed.day, classes: [.init(sessionClass: .cashWithDerivatives, sessions: [evening])])))
    desk.now = Scenario.time(11, 0)
    desk.price(.sbin, "100")
    #expect(desk.alert(.buy, .sbin).denial?.code == .sessionClosed)
    desk.now = Scenario.time(18, 5)
    desk.long()
    desk.advance(to: Scenario.time(18, 45) - .milliseconds(1))
    #expect(desk.holding?.closing == nil)
    desk.advance(.milliseconds(1))
    #expect(desk.holding?.closing?.reason == .squareOff && desk.sent() == ["#1 to 100 market"])
  }

  @Test("K5 down at the square-off, back while the session is open: closed at once")
  func backInTime() {
    var desk = Scenario()
    desk.long()
    desk.now = Scenario.time(15, 10)
    desk.restart()
    desk.apply(.timer)
    #expect(desk.liveOrders == ["SELL 100 market"] && desk.holding?.closing?.reason == .squareOff)
  }

  @Test("K5 back after the close: nobody waits silently for tomorrow, an incident names it")
  func backTooLate() {
    var desk = Scenario()
    desk.long()
    desk.now = Scenario.time(15, 16)
    desk.restart()
    desk.apply(.timer)
    #expect(desk.incidentTexts(.critical).contains { $0.contains("100 of SBIN") })
    #expect(
      desk.liveOrders == ["SELL 100 stop 99.00"] && desk.broker.orders.count == 2, "nothing is sent after the close")
  }

  @Test("K6 restarted in the minute of the square-off: one sweep")
  func twice() {
    var desk = Scenario()
    desk.long()
    desk.advance(to: Scenario.time(15, 0))
    for seconds in [1, 20, 30] as [Int64] {
      desk.advance(seconds)
      desk.restart(incarnation: UInt32(10 + seconds))
      desk.apply(.timer)
    }
    #expect(desk.broker.orders.filter { $0.terms.side == .sell }.count == 1)
    #expect(desk.liveOrders.count == 1)
  }

  @Test("K8 the contract expires today: closed before the cut-off, also when the link carries")
  func expiry() {
    var desk = Scenario {
      $0.product = .nrml; $0.closePolicy = .carry; $0.sizing = .lots(1)
    }
    desk.long(.expiringCall, 75)
    desk.advance(to: Scenario.time(15, 25) - .milliseconds(1))
    #expect(desk.holding?.closing == nil)
    desk.advance(.milliseconds(1))
    #expect(desk.holding?.closing?.reason == .squareOff)
  }
}
