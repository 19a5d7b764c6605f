import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("A protective stop follows its position")
struct StopGroupTests {
  @Test("it is placed after the first fill, for what is filled")
  func firstFill() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    #expect(desk.sent() == ["BUY 100 market #0"])
    desk.fill(.buy, .sbin, 40, at: "100")
    #expect(desk.sent() == ["SELL 40 stop 99.00 #1"])
    #expect(desk.position?.openQuantity == 40)
  }

  @Test("A protective stop grows with further fills and moves to the new average")
  func grows() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 40, at: "100")
    _ = desk.sent()
    desk.fill(.buy, .sbin, 30, at: "100")
    #expect(desk.sent() == ["#1 to 70 stop 99.00"])
    desk.advance(2)
    desk.fill(.buy, .sbin, 30, at: "101")
    desk.advance(2)
    #expect(desk.liveOrders == ["SELL 100 stop 99.25"])
  }

  @Test(
    "each part of an entry goes into the one stop, price and quantity at once, however soon it follows the last",
    arguments: [Interval.zero, .milliseconds(300), .milliseconds(950), .seconds(3)])
  func partsAtOtherPrices(_ wait: Interval) {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 40, at: "100")
    _ = desk.sent()
    desk.advance(wait)
    desk.fill(.buy, .sbin, 30, at: "101")
    #expect(desk.sent() == ["#1 to 70 stop 99.40"])
    desk.advance(wait)
    desk.fill(.buy, .sbin, 30, at: "100")
    #expect(desk.sent() == ["#1 to 100 stop 99.25"])
    #expect(desk.liveOrders == ["SELL 100 stop 99.25"])
  }

  @Test("a broker that cannot modify gets a second stop for the new part")
  func noModify() {
    var desk = Scenario(can: BrokerCapabilities(modifiesInPlace: false))
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 40, at: "100")
    desk.fill(.buy, .sbin, 60, at: "100")
    #expect(desk.sent() == ["BUY 100 market #0", "SELL 40 stop 99.00 #1", "SELL 60 stop 99.00 #2"])
  }

  @Test("a short is protected above")
  func short() {
    var desk = Scenario { $0.mayShort = true }
    desk.price(.sbin, "100")
    desk.alert(.short, .sbin)
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.sent() == ["SELL 100 market #0", "BUY 100 stop 101.00 #1"])
  }

  @Test("a position larger than the freeze quantity has a stop in slices")
  func slices() {
    var desk = Scenario { $0.sizing = .quantity(2500) }
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    #expect(desk.sent() == ["BUY 1000 market #0", "BUY 1000 market #1", "BUY 500 market #2"])
    desk.fill(.buy, .sbin, 500, at: "100")
    desk.fill(.buy, .sbin, 1000, at: "100")
    desk.fill(.buy, .sbin, 1000, at: "100")
    let covered = desk.broker.orders.filter { $0.terms.side == .sell && !$0.status.isFinal }.map(\.terms.quantity.units)
    #expect(covered.reduce(0, +) == 2500 && covered.allSatisfy { $0 <= 1000 })
  }

  @Test("where market orders are not taken, limits are on the tick and inside the band")
  func limitsOnly() {
    var desk = Scenario(can: BrokerCapabilities(acceptsMarket: false, acceptsStopMarket: false)) {
      $0.exitPlan = ExitPlan(stop: .percent(100), target: .percent(300))
    }
    desk.price(.sbin, "119.95")
    desk.alert(.buy, .sbin)
    #expect(desk.sent() == ["BUY 100 limit 120.00 #0"])
    desk.fill(.buy, .sbin, 100, at: "119.95")
    #expect(desk.sent() == ["SELL 100 stop 118.75 limit 117.55 #1"])
  }

  @Test("its own execution closes the trade as a stop-loss")
  func execution() throws {
    var desk = Scenario()
    desk.long()
    desk.fill(.sell, .sbin, 100, at: "98.95")
    #expect(desk.isFlat && desk.liveOrders.isEmpty)
    let trade = try #require(desk.lastTrade)
    #expect(trade.gross == "-105" && trade.exitReason == .stopLoss && trade.charges.total > .zero)
    #expect(desk.engine.state.realisedToday == "-105")
  }

  @Test("a partial execution of the stop leaves no other exit")
  func partialStop() {
    var desk = Scenario()
    desk.long()
    desk.fill(.sell, .sbin, 30, at: "99")
    #expect(desk.liveOrders == ["SELL 70 stop 99.00"] && desk.sent().isEmpty)
  }

  @Test("an exchange that cancels our stop gets it again")
  func putBack() {
    var desk = Scenario()
    desk.long()
    desk.broker.orders[1].status = .cancelled
    desk.apply(.report(desk.broker.orders[1].report))
    #expect(desk.sent() == ["SELL 100 stop 99.00 #2"])
  }
}

@Suite("A trailing stop spends few modifications")
struct TrailingPaceTests {
  private func trailing(_ capabilities: BrokerCapabilities = .paper) -> Scenario {
    var desk = Scenario(can: capabilities) {
      $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100)))
    }
    desk.long()
    return desk
  }

  @Test("moves within a second become one")
  func coalesced() {
    var desk = trailing()
    desk.advance(2)
    for price in ["100.50", "101", "101.50", "102"] as [Price] { desk.price(.sbin, price) }
    #expect(desk.sent() == ["#1 to 100 stop 99.45"])
    desk.advance(1)
    #expect(desk.sent() == ["#1 to 100 stop 100.95"])
    #expect(desk.holding?.exit?.stop == "100.95")
  }

  @Test("the last five modifications are kept for the exit; then it is cancelled, awaited and placed again")
  func budget() {
    var desk = trailing(BrokerCapabilities(modificationLimit: 8))
    var price: Price = "100"
    for _ in 0..<3 {
      price = price + "0.50"
      desk.price(.sbin, price, after: .seconds(2))
    }
    #expect(desk.sent().count == 3 && desk.engine.state.orders[OrderNumber(1)].modifications == 3)
    desk.broker.replies = [.okOnly]
    desk.price(.sbin, "102", after: .seconds(2))
    #expect(desk.sent() == ["cancel #1"])
    desk.advance(.milliseconds(500))
    #expect(desk.sent().isEmpty, "nothing before the cancel is confirmed")
    desk.broker.orders[1].status = .cancelled
    desk.apply(.report(desk.broker.orders[1].report))
    #expect(desk.sent() == ["SELL 100 stop 100.95 #2"])
    // The exit itself may still modify.
    desk.price(.sbin, "102.50", after: .seconds(2))
    desk.alert(.exit, .sbin)
    #expect(desk.sent().last == "#2 to 100 market")
  }

  @Test("a broker that cannot modify has its stop cancelled first, then placed")
  func cancelAndReplace() {
    var desk = trailing(BrokerCapabilities(modifiesInPlace: false))
    desk.price(.sbin, "101", after: .seconds(2))
    #expect(desk.sent() == ["cancel #1", "SELL 100 stop 99.95 #2"])
  }

  @Test("a refused modification is read back, then cancelled and replaced")
  func refused() {
    var desk = trailing()
    desk.broker.replies = [.refuse("order is being processed")]
    desk.price(.sbin, "101", after: .seconds(2))
    #expect(desk.sent() == ["#1 to 100 stop 99.95", "look up #1", "cancel #1", "SELL 100 stop 99.95 #2"])
  }

  @Test("a lost modification is looked up; the broker's version wins", arguments: [true, false])
  func lost(_ arrived: Bool) {
    var desk = trailing()
    desk.broker.replies = [.lost(arrived: arrived)]
    desk.price(.sbin, "101", after: .seconds(2))
    desk.advance(2)
    let again = arrived ? [] : ["#1 to 100 stop 99.95"]
    #expect(desk.sent() == ["#1 to 100 stop 99.95", "look up #1"] + again)
    #expect(desk.liveOrders == ["SELL 100 stop 99.95"])
  }

  @Test("a modification answered ok and never shown is read back and sent again")
  func neverShown() {
    var desk = trailing()
    desk.broker.replies = [.okOnly]
    desk.price(.sbin, "101", after: .seconds(2))
    desk.advance(3)
    #expect(desk.sent() == ["#1 to 100 stop 99.95", "look up #1", "#1 to 100 stop 99.95"])
    #expect(desk.liveOrders == ["SELL 100 stop 99.95"])
  }

  @Test("a rate-limited modification is sent again after the interval")
  func limited() {
    var desk = trailing()
    desk.broker.replies = [.limited(.seconds(4))]
    desk.price(.sbin, "101", after: .seconds(2))
    #expect(desk.sent() == ["#1 to 100 stop 99.95"])
    desk.advance(3)
    #expect(desk.sent().isEmpty)
    desk.advance(2)
    #expect(desk.sent() == ["#1 to 100 stop 99.95"])
  }
}
