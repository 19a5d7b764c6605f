import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("An entry that fills in parts at different prices")
struct EntryInPartsTests {
  @Test("a cheaper second fill makes no profit of the first one's price: the stop stays below the market")
  func cheaper() {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), breakEvenAfter: .basisPoints(30)) }
    desk.price(.sbin, "100.80")
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 40, at: "100.80")
    desk.price(.sbin, "100.20")
    desk.fill(.buy, .sbin, 60, at: "100.20")
    desk.price(.sbin, "100.20")
    desk.advance(2)
    #expect(desk.position?.averageEntry == "100.44")
    #expect(desk.holding?.exit?.stop == "99.40" && desk.liveOrders.allSatisfy { $0.hasSuffix("stop 99.40") })
    #expect(desk.holding?.closing == nil)
    desk.price(.sbin, "100.80")
    #expect(desk.holding?.exit?.stop == "100.45", "0.36 above the average now: break-even is earned")
  }
}
