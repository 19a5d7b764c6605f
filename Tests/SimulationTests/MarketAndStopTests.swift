import Market
import Simulation
import Testing
import Trading

@Suite("Market orders are protected, stops sleep until their trigger")
struct MarketAndStopTests {
  @Test("a market order takes the tick inside its protection and rests at the edge")
  func protection() {
    var desk = Scenario()
    desk.tick("100", traded: 100, at: 0)
    desk.place(.buy, 30, .market(protection: 103), at: 1)
    desk.tick("101", traded: 100, at: 2)
    desk.tick("101.10", traded: 100, at: 3)
    #expect(desk.status() == .open)
    desk.tick("100.50", traded: 100, at: 4)
    // 100 × 1.0103 = 101.03, rounded outward to 101.05: beyond it nothing, then filled there as a resting order.
    #expect(desk.fills() == ["10@101.00", "10@101.05"])
  }

  @Test("a sale's protection is rounded down, and never leaves the band")
  func protectionOfSale() {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.sell, 10, .market(protection: 103), at: 1)
    desk.tick("98.90", at: 2)
    #expect(desk.status() == .open)
    desk.tick("98.95", at: 3)
    #expect(desk.fills() == ["10@98.95"])
    desk.place(.sell, 10, .market(protection: 10_000), at: 4)
    desk.tick("79.95", at: 5)
    #expect(desk.status() == .open)
  }

  @Test("slippage is at most the setting, on the worse side, on the tick and inside the protection")
  func slippage() {
    var desk = Scenario(slippage: 3)
    desk.tick("100", at: 0)
    var seen: Set<String> = []
    for n in 1...60 {
      let side: Side = n % 2 == 0 ? .sell : .buy
      desk.place(side, 1, .market(protection: 10), at: Int64(n))
      desk.tick("100", at: Int64(n))
      seen.formUnion(desk.fills())
    }
    // 10 bp of 100 are two ticks: a draw of three is cut.
    #expect(seen == ["1@100.00", "1@100.05", "1@100.10", "1@99.95", "1@99.90"])
    desk.place(.buy, 1, .limit("101"), at: 100)
    desk.tick("100", at: 101)
    #expect(desk.fills() == ["1@100.00"], "limit orders do not slip")
  }

  @Test(
    "a stop waits for its trigger, then trades in the same tick",
    arguments: [(Side.buy, "105", "104.95", "105.00"), (.sell, "95", "95.05", "95.00")])
  func trigger(_ side: Side, _ trigger: String, _ near: String, _ fill: String) {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(side, 10, .stop(trigger), at: 1)
    #expect(desk.pushes() == ["triggerPending 0/10"])
    desk.tick(near, at: 2)
    #expect(desk.pushes().isEmpty)
    desk.tick(trigger, at: 3)
    #expect(desk.pushes() == ["open 0/10", "filled 10/10"])
    #expect(desk.fills() == ["10@\(fill)"])
  }

  @Test("a stop-market gapped through fills at the gap, its protection counted from there")
  func gapMarket() {
    var desk = Scenario()
    desk.tick("100", traded: 100, at: 0)
    desk.place(.sell, 20, .stop("95", protection: 100), at: 1)
    desk.tick("90", traded: 100, at: 2)
    desk.tick("89.05", traded: 100, at: 3)
    desk.tick("90", traded: 100, at: 4)
    #expect(desk.fills() == ["10@90.00", "10@89.10"])
  }

  @Test("a stop-limit gapped through rests at its limit")
  func gapLimit() {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.sell, 10, .stop("95", limit: "94"), at: 1)
    desk.tick("93", at: 2)
    #expect(desk.status() == .open)
    #expect(desk.fills().isEmpty)
    desk.tick("94.50", at: 3)
    #expect(desk.fills() == ["10@94.00"])
  }

  @Test("a quote without trades triggers a stop but fills nothing")
  func triggerWithoutVolume() {
    var desk = Scenario()
    desk.tick("100", traded: 100, at: 0)
    desk.place(.sell, 10, .stop("95"), at: 1)
    desk.tick("95", traded: 0, at: 2)
    #expect(desk.status() == .open)
    desk.tick("94.80", traded: 100, at: 3)
    #expect(desk.fills() == ["10@94.80"])
  }

  @Test("a resting stop becomes the exit by modification in place")
  func stopBecomesExit() {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.sell, 10, .stop("95"), at: 1)
    #expect(desk.modify(10, .market(protection: 100), at: 2).isAccepted)
    #expect(desk.status() == .open)
    desk.tick("99.90", at: 3)
    #expect(desk.fills() == ["10@99.90"])
  }

  @Test("a stop moved across the last price is refused on arrival and stands as it was")
  func moveAcross() {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.sell, 10, .stop("95"), at: 1)
    _ = desk.pushes()
    #expect(desk.modify(10, .stop("100"), at: 2).isAccepted)
    let push = desk.exchange.drainReports()
    #expect(push.map(\.reason) == [ExchangeRefusal.triggerAlreadyReached.description])
    #expect(push.map(\.terms.pricing) == [.stop("95")])
    desk.tick("95", at: 3)
    #expect(desk.status() == .filled)
  }

  @Test("a triggered stop cannot sleep again, but can shrink or turn into a limit")
  func triggeredStop() {
    var desk = Scenario()
    desk.tick("100", traded: 100, at: 0)
    desk.place(.sell, 30, .stop("95", limit: "94"), at: 1)
    desk.tick("95", traded: 100, at: 2)
    #expect(desk.fills() == ["10@95.00"])
    desk.modify(30, .stop("90", limit: "89"), at: 3)
    #expect(desk.exchange.drainReports().last?.reason == ExchangeRefusal.alreadyTriggered.description)
    desk.modify(25, .stop("95", limit: "94"), at: 4)
    #expect(desk.exchange.report(id: desk.lastID)?.terms.quantity == Quantity(25))
    #expect(desk.status() == .open)
    desk.modify(25, .limit("96"), at: 5)
    desk.tick("97", traded: 200, at: 6)
    #expect(desk.fills() == ["10@95.00", "15@96.00"])
  }
}
