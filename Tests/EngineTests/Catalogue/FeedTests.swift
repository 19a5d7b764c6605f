import Engine
import Market
import TestSupport
import Testing
import Trading

/// Rows F3 to F6 of the fault catalogue: what the tick gate and the age of prices decide. Watching sockets is the feeds' part.
@Suite("Price feed")
struct FeedCatalogueTests {
  @Test("F1 F3 no tick, or none lately: nothing is entered on it, while exits go out")
  func silent() {
    var desk = Scenario()
    desk.addLink(2)
    desk.long()
    #expect(desk.alert(.buy, .reliance, link: 2).outcome == .waiting)
    desk.advance(16)
    #expect(desk.decisions.last?.denial?.code == .noPrice)
    desk.addLink(3)
    #expect(desk.alert(.buy, .sbin, link: 3).outcome == .waiting, "16 s old is too old")
    desk.advance(3)
    #expect(desk.decisions.last?.denial?.code == .noPrice)
    desk.alert(.exit, .sbin)
    #expect(desk.liveOrders == ["SELL 100 market"])
  }

  @Test("F2 only one of two instruments went silent: judged one by one")
  func oneSilent() {
    var desk = Scenario()
    desk.addLink(2)
    desk.price(.sbin, "100")
    for _ in 0..<20 { desk.price(.reliance, "200", after: .seconds(1)) }
    #expect(desk.alert(.buy, .sbin).outcome == .waiting)
    #expect(desk.alert(.buy, .reliance, link: 2).outcome == .accepted)
  }

  @Test("F4 the first tick after subscribing is weeks old: refused by its exchange time, and nothing is sized on it")
  func weeksOld() {
    var desk = Scenario()
    let old = Tick(instrument: Listed.sbin.id, price: "85", volume: 0, time: desk.now - .hours(24 * 21))
    #expect(desk.market.admit(old, at: desk.now) == .stale)
    #expect(desk.market.quote(Listed.sbin.id) == nil)
    #expect(desk.alert(.buy, .sbin).outcome == .waiting)
    desk.price(.sbin, "100")
    #expect(desk.sent() == ["BUY 100 market #0"])
  }

  @Test("F5 a tick of an option at the level of its index fires nothing and buys nothing")
  func foreign() {
    var desk = Scenario { $0.sizing = .lots(1) }
    desk.long(.call, 75, at: "80")
    desk.price(.call, "24200")
    #expect(desk.holding?.closing == nil && desk.market.quote(Listed.call.id)?.price == "80")
    let unknown = Tick(instrument: InstrumentID(99), price: "80", volume: 0, time: desk.now)
    #expect(desk.market.admit(unknown, at: desk.now) == .foreign)
  }

  @Test(
    "F6 zero, below zero, one freak price: the stop does not fire; the second tick at that price fires it",
    arguments: ["0", "-5", "95"] as [Price])
  func freak(_ price: Price) {
    var desk = Scenario()
    desk.long()
    desk.price(.sbin, price)
    #expect(desk.holding?.closing == nil && desk.sent().isEmpty)
    desk.price(.sbin, price)
    #expect((desk.holding?.closing?.reason == .stopLoss) == (price == "95"))
  }
}
