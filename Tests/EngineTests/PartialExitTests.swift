import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("An exit of a part leaves the rest, guarded")
struct PartialExitTests {
  @Test("the stop is made smaller first, then the part is sold; the rest goes on under its stop")
  func part() {
    var desk = Scenario()
    desk.long()
    let decision = desk.alert(.sell, .sbin, quantity: 40)
    #expect(decision.outcome == .accepted && decision.reason == "closing 40 of 100: the long in SBIN")
    #expect(desk.sent() == ["#1 to 60 stop 99.00", "SELL 40 market #2"])
    desk.fill(.sell, .sbin, 40, at: "101")
    #expect(desk.position?.openQuantity == 60 && desk.holding?.closing == nil)
    #expect(desk.liveOrders == ["SELL 60 stop 99.00"])
    desk.price(.sbin, "98.90")
    desk.advance(2)
    desk.fill(.sell, .sbin, 60, at: "98.90")
    #expect(desk.isFlat && desk.trades.count == 1)
    #expect(desk.lastTrade?.quantity == 100 && desk.lastTrade?.exitReason == .stopLoss)
  }

  @Test("a share is of what is held, in whole lots and never less than was asked for")
  func share() {
    var desk = Scenario {
      $0.sizing = .quantity(375)
    }
    desk.long(.call, 375, at: "100")
    #expect(desk.alert(.sell, .call, share: 3_300).reason.contains("closing 150 of 375"))
    desk.fill(.sell, .call, 150, at: "100")
    #expect(desk.alert(.sell, .call, share: 5_000).reason.contains("closing 150 of 225"))
    desk.fill(.sell, .call, 150, at: "100")
    #expect(desk.alert(.sell, .call, share: 1).reason == "closing the long in \(desk.decisions[0].symbol)")
    desk.fill(.sell, .call, 75, at: "100")
    #expect(desk.isFlat)
  }

  @Test("what asks for all there is, or more, closes all", arguments: [Quantity(100), Quantity(250)])
  func whole(_ quantity: Quantity) {
    var desk = Scenario()
    desk.long()
    #expect(desk.alert(.sell, .sbin, quantity: quantity).reason == "closing the long in SBIN")
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.isFlat)
  }

  @Test("two parts of one instant add up: 60 and 40 of 100 leave nothing, and nothing is sold twice")
  func twoParts() {
    var desk = Scenario { $0.mayShort = true }
    desk.long()
    desk.alert(.sell, .sbin, quantity: 60)
    #expect(desk.alert(.sell, .sbin, quantity: 40).outcome == .accepted)
    desk.advance(1)
    while !desk.liveOrders.isEmpty, !desk.isFlat {
      desk.fill(.sell, .sbin, desk.broker.orders.last { !$0.status.isFinal }?.terms.quantity ?? 1, at: "100")
    }
    #expect(desk.isFlat && desk.engine.state.holdings.count == 1)
    #expect(desk.alert(.sell, .sbin, quantity: 40).outcome == .nothingToDo)
  }

  @Test("the stop that is hit while a part is being sold takes all")
  func stopMeanwhile() {
    var desk = Scenario()
    desk.long()
    desk.alert(.sell, .sbin, quantity: 40)
    _ = desk.sent()
    desk.price(.sbin, "98")
    desk.advance(2)
    #expect(desk.holding?.isBeingClosed == true)
    let live = desk.broker.orders.filter { !$0.status.isFinal }
    #expect(live.reduce(Quantity.zero) { $0 + $1.terms.quantity - $1.filled } == 100)
    for order in live.reversed() { desk.fill(.sell, .sbin, order.terms.quantity, at: "98") }
    #expect(desk.isFlat)
  }

  @Test("the same id sells a part once, however late it comes again; after another signal it is a new one")
  func sameID() {
    var desk = Scenario()
    desk.long()
    desk.alert(.sell, .sbin, id: "scale out", quantity: 30)
    desk.fill(.sell, .sbin, 30, at: "100")
    desk.advance(45)
    #expect(desk.alert(.sell, .sbin, id: "scale out", quantity: 30).outcome == .nothingToDo)
    #expect(desk.position?.openQuantity == 70)
    desk.price(.sbin, "100")
    desk.alert(.sell, .sbin, id: "another", quantity: 10)
    desk.fill(.sell, .sbin, 10, at: "100")
    desk.advance(21)
    #expect(desk.alert(.sell, .sbin, id: "scale out", quantity: 30).outcome == .accepted)
  }

  @Test(
    "A third of three is one unit, two thirds are two",
    arguments: [(3_334, 1), (3_333, 1), (6_667, 2), (6_734, 3), (1, 1)])
  func thirds(_ share: Int64, _ leaving: Int64) {
    var desk = Scenario { $0.sizing = .quantity(3) }
    desk.long(.sbin, 3)
    desk.alert(.sell, .sbin, share: share)
    #expect(desk.holding?.leavingQuantity == Quantity(leaving))
  }

  @Test("what the stop sells meanwhile is not the part: that leaves too")
  func stopFillsFirst() {
    var desk = Scenario()
    desk.long()
    desk.alert(.sell, .sbin, quantity: 40)
    desk.broker.orders[1].fills.append(FillReport(id: "S1", quantity: 30, price: "99", time: desk.now))
    desk.apply(.report(desk.broker.orders[1].report))
    #expect(desk.holding?.leavingQuantity == 40 && desk.position?.openQuantity == 70)
    desk.broker.orders[1].fills.append(FillReport(id: "S2", quantity: 30, price: "99", time: desk.now))
    desk.broker.orders[1].status = .filled
    desk.apply(.report(desk.broker.orders[1].report))
    #expect(desk.holding?.isBeingClosed == true && desk.liveOrders == ["SELL 40 market"])
  }

  @Test("an entry that fills after the part has left is sold down to what was to stay")
  func lateEntryFill() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin, limit: "100")
    desk.fill(.buy, .sbin, 50, at: "100")
    desk.isLineCut = true
    desk.alert(.sell, .sbin, quantity: 20)
    desk.isLineCut = false
    #expect(desk.holding?.closing?.keep == 30)
    desk.fillUnseen(0, 50, at: "100")
    desk.apply(.report(desk.broker.orders[0].report))
    #expect(desk.holding?.leavingQuantity == 70)
  }

  @Test("a broker that cannot modify has its stop cancelled, and gets one for the rest")
  func noModify() {
    var desk = Scenario(can: BrokerCapabilities(modifiesInPlace: false))
    desk.long()
    desk.alert(.sell, .sbin, quantity: 40)
    #expect(desk.sent().first == "cancel #1")
    #expect(desk.liveOrders.sorted() == ["SELL 40 market", "SELL 60 stop 99.00"])
    desk.fill(.sell, .sbin, 60, at: "99")
    #expect(desk.position?.openQuantity == 40 && desk.liveOrders == ["SELL 40 market"])
  }

  @Test("what is left of an entry is cancelled, and what it still fills leaves too")
  func entryStillFilling() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin, limit: "100")
    desk.fill(.buy, .sbin, 50, at: "100")
    _ = desk.sent()
    #expect(desk.alert(.sell, .sbin, quantity: 20).reason.contains("closing 20 of 50"))
    #expect(desk.sent().contains("cancel #0"))
  }

  @Test("before anything has filled, it takes the entry back")
  func nothingFilled() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin, limit: "90")
    _ = desk.sent()
    #expect(desk.alert(.sell, .sbin, quantity: 20).reason == "closing the long in SBIN")
    #expect(desk.sent() == ["cancel #0"])
  }

  @Test("an entry the other way with a smaller quantity closes all that is held")
  func reversal() {
    var desk = Scenario { $0.mayShort = true }
    desk.long()
    #expect(desk.alert(.short, .sbin, quantity: 10).reason == "closing the long in SBIN")
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.isFlat)
  }

  @Test("a person's close takes all while a part is leaving")
  func closedByPerson() {
    var desk = Scenario()
    desk.long()
    desk.alert(.sell, .sbin, quantity: 40)
    desk.command(.squareOff(desk.position?.id ?? PositionID(0)))
    desk.advance(1)
    let live = desk.broker.orders.filter { !$0.status.isFinal }
    #expect(live.reduce(Quantity.zero) { $0 + $1.terms.quantity - $1.filled } == 100)
  }

  @Test("the part survives a restart")
  func restart() {
    var desk = Scenario()
    desk.long()
    desk.broker.replies = [.lost(arrived: true)]
    desk.alert(.sell, .sbin, quantity: 40)
    desk.restart()
    desk.advance(2)
    #expect(desk.liveOrders.map { $0.prefix(7) }.sorted() == ["SELL 40", "SELL 60"])
    desk.fill(.sell, .sbin, 40, at: "100")
    #expect(desk.position?.openQuantity == 60 && desk.liveOrders == ["SELL 60 stop 99.00"])
  }

  @Test("the part is not sold while the smaller stop is listed and not yet made at the exchange")
  func stopUnderWay() {
    var desk = Scenario()
    desk.long()
    let resting = desk.broker.orders[1].report
    desk.isLineCut = true
    desk.advance(1)
    desk.alert(.sell, .sbin, quantity: 40)
    desk.apply(.changed(OrderNumber(1), .accepted(resting.brokerID)))
    var listed = resting
    listed.terms.quantity = 60
    desk.apply(.report(listed))
    #expect(desk.sent() == ["#1 to 60 stop 99.00"])
    desk.advance(.milliseconds(50))
    listed.time = desk.now
    desk.apply(.report(listed))
    #expect(desk.sent() == ["SELL 40 market #2"])
  }

  @Test("of several holdings the oldest leaves first")
  func several() {
    var desk = Scenario()
    desk.long(.sbin)
    desk.addLink(2)
    desk.long(.reliance)
    let decision = desk.alert(.exit, quantity: 120)
    #expect(decision.reason.hasPrefix("closing 120 of 200"))
    #expect(desk.engine.state.holdings[0].isBeingClosed)
    #expect(desk.engine.state.holdings[1].leavingQuantity == 20)
  }
}

@Suite("A change that the broker takes and does not make")
struct UndoneChangeTests {
  @Test("after two of them the stop is cancelled and placed anew")
  func placedAnew() {
    var desk = Scenario { $0.exitPlan.trailing = .distance(.points("1")) }
    desk.long()
    desk.isLineCut = true
    let resting = desk.broker.orders[1].report
    for price in ["102", "104"] {
      desk.price(.sbin, Price(parsing: price) ?? "102")
      desk.advance(2)
      #expect(desk.sent().contains { $0.hasPrefix("#1 to 100") })
      desk.apply(.changed(OrderNumber(1), .accepted(resting.brokerID)))
      desk.advance(3)
      var unchanged = resting
      unchanged.time = desk.now
      desk.apply(.lookedUp(OrderNumber(1), .found(unchanged, readBegan: desk.now)))
    }
    desk.advance(2)
    #expect(desk.sent().contains("cancel #1"))
  }
}
