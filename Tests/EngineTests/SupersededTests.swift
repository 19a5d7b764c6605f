import Engine
import Market
import TestSupport
import Testing
import Trading

/// I20, I21: what counts is when a signal was made.
@Suite("A late signal does not undo a newer one")
struct SupersededTests {
  private static func at(_ minute: Int, _ second: Int) -> Timestamp { Scenario.time(10, minute, second) }

  private func desk(_ change: (inout Link) -> Void = { _ in }) -> Scenario {
    var desk = Scenario {
      $0.maximumAge = .minutes(10)
      change(&$0)
    }
    desk.advance(to: Self.at(0, 30))
    desk.price(.sbin, "100")
    return desk
  }

  private func isSuperseded(_ decision: Decision) -> Bool {
    decision.outcome == .denied && decision.denial?.code == .superseded
  }

  @Test("an exit dated before the entry does not close what was entered after it", arguments: [Action.sell, .exit])
  func lateExit(_ action: Action) {
    var desk = desk()
    desk.alert(.buy, .sbin, time: Self.at(0, 0))
    desk.fill(.buy, .sbin, 100, at: "100")
    let decision = desk.alert(action, .sbin, time: Scenario.time(9, 59))
    #expect(isSuperseded(decision) && decision.reason.contains("09:59:00") && decision.reason.contains("10:00:00"))
    #expect(desk.holding?.closing == nil)
  }

  @Test("an exit of everything closes the trades it can have meant and leaves the newer ones")
  func exitOfEverything() {
    var desk = desk()
    desk.price(.reliance, "100")
    desk.alert(.buy, .sbin, time: Self.at(0, 0))
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.alert(.buy, .reliance, time: Self.at(0, 20))
    desk.fill(.buy, .reliance, 100, at: "100")
    #expect(desk.alert(.exit, time: Self.at(0, 10)).outcome == .accepted)
    #expect(desk.engine.state.holdings.map { $0.closing != nil } == [true, false])
    #expect(isSuperseded(desk.alert(.exit, .reliance, time: Self.at(0, 5))))
  }

  @Test("a stale exit of the same trade still closes, however old it arrives")
  func staleExit() {
    var desk = desk()
    desk.alert(.buy, .sbin, time: Self.at(0, 0))
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.advance(to: Scenario.time(13, 0))
    desk.price(.sbin, "100")
    #expect(desk.alert(.sell, .sbin, time: Self.at(0, 1)).outcome == .accepted)
  }

  @Test("an entry older than the exit that came before it is not entered", arguments: [true, false])
  func lateEntry(_ held: Bool) {
    var desk = desk()
    if held {
      desk.alert(.buy, .sbin, time: Scenario.time(9, 55))
      desk.fill(.buy, .sbin, 100, at: "100")
    }
    desk.alert(.sell, .sbin, time: Self.at(0, 0))
    if held { desk.fill(.sell, .sbin, 100, at: "100") }
    #expect(isSuperseded(desk.alert(.buy, .sbin, time: Scenario.time(9, 59, 40))))
    #expect(desk.alert(.buy, .sbin, time: Self.at(0, 1)).outcome == .accepted)
  }

  @Test("an older BUY does not turn a newer short")
  func lateReversal() {
    var desk = desk {
      $0.mayShort = true
      $0.reverses = true
    }
    desk.alert(.short, .sbin, time: Self.at(0, 0))
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(isSuperseded(desk.alert(.buy, .sbin, time: Scenario.time(9, 59, 50))))
    #expect(desk.holding?.closing == nil)
    #expect(isSuperseded(desk.alert(.cover, .sbin, time: Scenario.time(9, 59, 50))))
    #expect(desk.alert(.buy, .sbin, time: Self.at(0, 0)).outcome == .waiting)
  }

  @Test("the other half of a reversal is not entered once a newer signal has acted")
  func reversalOvertaken() {
    var desk = desk {
      $0.mayShort = true
      $0.reverses = true
    }
    desk.alert(.buy, .sbin, time: Self.at(0, 0))
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.alert(.short, .sbin, time: Self.at(0, 10)).outcome == .waiting)
    desk.alert(.exit, .sbin, time: Self.at(0, 20))
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.isFlat && desk.engine.state.orders.live.isEmpty)
    #expect(desk.decisions.contains { $0.number == 2 && $0.denial?.code == .superseded })
  }

  @Test("a signal that waits for a price is not taken up behind a newer exit")
  func waitingOvertaken() {
    var desk = desk()
    #expect(desk.alert(.buy, .reliance, time: Self.at(0, 0)).outcome == .waiting)
    desk.alert(.sell, .reliance, time: Self.at(0, 10))
    desk.price(.reliance, "100")
    #expect(desk.decisions.last?.denial?.code == .superseded && desk.sent().isEmpty)
  }

  @Test("equal times keep the order in which they come")
  func equalTimes() {
    var desk = desk()
    desk.alert(.buy, .sbin, time: Self.at(0, 0))
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.alert(.sell, .sbin, time: Self.at(0, 0)).outcome == .accepted)
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.alert(.buy, .sbin, id: "again", time: Self.at(0, 0)).outcome == .accepted)
  }

  @Test("signals without a time of their own are ordered by when they come")
  func withoutTime() {
    var desk = desk()
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.alert(.sell, .sbin).outcome == .accepted)
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(isSuperseded(desk.alert(.buy, .sbin, time: Self.at(0, 0))))
    #expect(desk.alert(.buy, .sbin).outcome == .accepted)
  }

  @Test("an entry that was denied did not act")
  func deniedEntry() {
    var desk = desk()
    #expect(desk.alert(.buy, .sbin, stop: "101", time: Self.at(0, 20)).outcome == .denied)
    #expect(desk.alert(.buy, .sbin, time: Self.at(0, 10)).outcome == .accepted)
  }

  @Test("a date ahead of the clock counts as now: what follows is not superseded")
  func future() {
    var desk = desk()
    desk.alert(.sell, .sbin, time: Scenario.time(14, 0))
    desk.advance(1)
    #expect(desk.alert(.buy, .sbin, time: desk.now).outcome == .accepted)
  }

  @Test("links and instruments have orders of their own")
  func apart() {
    var desk = desk()
    desk.addLink(2) { $0.maximumAge = .minutes(10) }
    desk.price(.reliance, "100")
    desk.alert(.sell, .sbin, time: Self.at(0, 10))
    #expect(desk.alert(.buy, .reliance, time: Self.at(0, 0)).outcome == .accepted)
    #expect(desk.alert(.buy, .sbin, link: 2, time: Self.at(0, 0)).outcome == .accepted)
  }

  @Test("options chosen by rule are ordered by their underlying, whatever the strike")
  func options() {
    var desk = desk { $0.sizing = .lots(1) }
    desk.price(.call, "100")
    desk.alert(.sellCall, .call, time: Self.at(0, 10))
    #expect(isSuperseded(desk.alert(.buyCall, .expiringCall, time: Self.at(0, 0))))
    #expect(desk.alert(.buyCall, .call, time: Self.at(0, 11)).outcome == .accepted)
  }

  @Test("the order is kept over a restart and into the next day")
  func remembered() {
    var desk = desk { $0.maximumAge = .hours(48) }
    desk.alert(.sell, .sbin, time: Self.at(0, 10))
    desk.restart()
    desk.price(.sbin, "100")
    #expect(isSuperseded(desk.alert(.buy, .sbin, id: "one", time: Self.at(0, 0))))
    desk.nextDay()
    desk.advance(to: Timestamp(day: "2026-08-19", time: TimeOfDay(9, 20)))
    desk.price(.sbin, "100")
    #expect(isSuperseded(desk.alert(.buy, .sbin, id: "two", time: Self.at(0, 1))))
  }

  @Test("a person's command is never superseded")
  func byHand() {
    var desk = desk()
    desk.alert(.buy, .sbin, time: Self.at(0, 0))
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.command(.squareOffAll)
    #expect(desk.holding?.closing?.reason == .manual)
  }
}
