import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("What an alert names never risks more than its link allows")
struct AlertBoundsTests {
  @Test(
    "a stop further away than the link's own does not count, and the reply says so",
    arguments: [(Action.buy, "1", "99.00"), (.short, "99999", "101.00")])
  func widerStop(_ action: Action, _ stop: String, _ own: String) throws {
    var desk = Scenario { $0.mayShort = true }
    desk.price(.sbin, "100")
    let level: Price = try #require(Price(parsing: stop))
    let decision = desk.alert(action, .sbin, stop: level)
    #expect(decision.outcome == .accepted)
    #expect(decision.reason.contains("is further away than the link's own, \(own), which counts"))
    desk.fill(action == .buy ? .buy : .sell, .sbin, 100, at: "100")
    #expect(desk.liveOrders.first?.hasSuffix("stop \(own)") == true)
  }

  @Test("A stop in the alert that is closer than the link's is used")
  func closerStop() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    #expect(desk.alert(.buy, .sbin, stop: "99.50").reason == "buying 100 at about 100.00")
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.liveOrders == ["SELL 100 stop 99.50"])
  }

  @Test("a link may allow a wider one; one without a stop of its own takes any")
  func allowed() {
    var wide = Scenario { $0.mayWidenStop = true }
    wide.price(.sbin, "100")
    wide.alert(.buy, .sbin, stop: "95")
    wide.fill(.buy, .sbin, 100, at: "100")
    #expect(wide.liveOrders == ["SELL 100 stop 95.00"])
    var bare = Scenario { $0.exitPlan = .none }
    bare.price(.sbin, "100")
    bare.alert(.buy, .sbin, stop: "95")
    bare.fill(.buy, .sbin, 100, at: "100")
    #expect(bare.liveOrders == ["SELL 100 stop 95.00"])
  }

  @Test("a limit far from the price is denied, near it taken", arguments: ["9999", "79.95", "120.05", "80", "120"])
  func farLimit(_ text: String) throws {
    var desk = Scenario()
    desk.price(.reliance, "100")
    let limit = try #require(Price(parsing: text))
    let decision = desk.alert(.buy, .reliance, limit: limit)
    let isNear = limit >= "80" && limit <= "120"
    #expect((decision.denial?.code == .limitTooFar) == !isNear)
    #expect(desk.sent().isEmpty == !isNear)
  }

  @Test("a link may set the distance itself")
  func distance() {
    var desk = Scenario { $0.limitDistance = 100 }
    desk.price(.reliance, "100")
    #expect(desk.alert(.buy, .reliance, limit: "101.05").denial?.code == .limitTooFar)
    #expect(desk.alert(.buy, .reliance, limit: "101").outcome == .accepted)
  }
}
