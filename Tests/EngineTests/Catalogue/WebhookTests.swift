import Engine
import Market
import TestSupport
import Testing
import Trading

/// Rows W1 to W9 of the fault catalogue, as far as the engine decides them. See docs/reliability.md for the other tests.
@Suite("Webhook in")
struct WebhookCatalogueTests {
  @Test("W1 the same alert four times, five seconds apart: one decision, one order, each repeat told the same number")
  func repeats() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    let first = desk.alert(.buy, .sbin, id: "same")
    for _ in 0..<3 {
      desk.advance(5)
      desk.price(.sbin, "100")
      #expect(desk.repeated(.buy, .sbin, id: "same") == first.number)
      // One that slips past that question changes nothing either.
      desk.alert(.buy, .sbin, id: "same")
    }
    #expect(desk.sent().filter { $0.hasPrefix("BUY") } == ["BUY 100 market #0"])
    #expect(desk.engine.state.entriesToday == 1)
  }

  @Test(
    "W3 killed after the alert was committed, before the answer: the resent one is the same decision",
    arguments: [0, 15])
  func killedBeforeTheAnswer(_ seconds: Int64) {
    var desk = Scenario()
    desk.price(.sbin, "100")
    let first = desk.alert(.buy, .sbin, id: "same")
    desk.restart()
    desk.advance(seconds)
    #expect(desk.repeated(.buy, .sbin, id: "same") == first.number)
    #expect(desk.broker.orders.count == 1 && desk.engine.state.entriesToday == 1)
  }

  @Test(
    "W4 BUY and SELL in the same millisecond: one after the other, nothing is left in the market",
    arguments: [true, false])
  func opposite(_ buysFirst: Bool) {
    var desk = Scenario()
    desk.price(.sbin, "100")
    let actions: [Action] = buysFirst ? [.buy, .sell] : [.sell, .buy]
    for action in actions { desk.alert(action, .sbin) }
    #expect(desk.liveOrders == (buysFirst ? [] : ["BUY 100 market"]))
    #expect(desk.decisions.map(\.outcome) == (buysFirst ? [.accepted, .accepted] : [.nothingToDo, .accepted]))
  }

  @Test("W4 two reversals in the same millisecond: the second is not sized on the position the first one closes")
  func twoReversals() {
    var desk = Scenario {
      $0.mayShort = true; $0.reverses = true
    }
    desk.long()
    for _ in 0..<2 { desk.alert(.short, .sbin) }
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.advance(2)
    let entries = desk.sent().filter { $0.hasPrefix("SELL 100 market") }
    #expect(entries == ["SELL 100 market #2"], "one exit, made of the stop, and one entry the other way")
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.position?.netQuantity == -100)
  }

  @Test("W5 yesterday's alert, two days late through a mail bridge: denied as stale, no order, and told once")
  func stale() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    let born = desk.now - .seconds(178_215)
    #expect(desk.alert(.buy, .sbin, id: "old", time: born).denial?.code == .stale)
    #expect(desk.repeated(.buy, .sbin, id: "old", time: born) == desk.decisions.first?.number)
    #expect(desk.sent().isEmpty && desk.broker.orders.isEmpty)
  }

  @Test("W7 the exit comes while nobody knows whether the entry arrived: nothing is sold that was not bought")
  func exitWhileUnknown() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.broker.looks = [.failed, .failed]
    desk.alert(.buy, .sbin)
    desk.alert(.exit, .sbin)
    #expect(desk.broker.orders.count == 1, "no exit before anything is known")
    desk.fillUnseen(0, 40, at: "100")
    desk.advance(20)
    #expect(desk.broker.orders[0].status == .cancelled, "the remainder is cancelled")
    #expect(desk.liveOrders.count == 1 && desk.liveOrders[0].hasPrefix("SELL 40 market"), "what filled is exited")
  }

  @Test("W8 the exit alert never comes: stop, target and clock still guard, and another BUY does not double")
  func noExitAlert() {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), timeLimit: .minutes(30)) }
    desk.long()
    desk.advance(60)
    desk.price(.sbin, "100.50")
    #expect(desk.alert(.buy, .sbin).outcome == .nothingToDo)
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"] && desk.broker.orders.count == 2)
    desk.advance(.minutes(29))
    #expect(desk.holding?.closing?.reason == .timeLimit && desk.liveOrders == ["SELL 100 market"])
  }

  @Test(
    "W9 before the open, after the close, on a holiday: recorded and denied, and no order waits for tomorrow",
    arguments: [(9, 14, nil), (15, 15, nil), (18, 0, nil), (11, 0, "Republic Day")] as [(Int, Int, String?)])
  func closed(_ hour: Int, _ minute: Int, _ holiday: String?) {
    var desk = Scenario {
      $0.entryFrom = TimeOfDay(0, 0); $0.entryUntil = TimeOfDay(23, 59)
    }
    if let holiday { desk.apply(.dayStarted(Scenario.sessions(closed: holiday))) }
    desk.now = Scenario.time(hour, minute)
    desk.price(.sbin, "100")
    let decision = desk.alert(.buy, .sbin)
    #expect(decision.denial?.code == .sessionClosed)
    if let holiday { #expect(decision.reason.contains(holiday)) }
    desk.advance(.hours(2))
    #expect(desk.broker.orders.isEmpty)
  }
}
