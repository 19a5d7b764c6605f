import Engine
import Market
import TestSupport
import Testing
import Trading

/// U3, U4, I11, I12: people touch our orders.
@Suite("Orders a person cancels or changes at the broker")
struct HandChangeTests {
  /// The person cancels the newest stop in the broker's application.
  private func cancelStop(_ desk: inout Scenario) {
    guard let index = desk.broker.orders.lastIndex(where: { $0.terms.pricing.trigger != nil && !$0.status.isFinal })
    else { return }
    desk.changeByHand(index) { $0.status = .cancelled }
  }

  @Test("U3 a cancelled stop is put back twice, each time told; the third time it is their wish")
  func cancelled() {
    var desk = Scenario()
    desk.long()
    for time in 1...2 {
      desk.advance(20)
      cancelStop(&desk)
      #expect(desk.liveOrders == ["SELL 100 stop 99.00"], "time \(time)")
      #expect(desk.incidentTexts(.warning).filter { $0.contains("put back") }.count == time)
    }
    desk.advance(20)
    cancelStop(&desk)
    #expect(desk.liveOrders.isEmpty)
    #expect(desk.incidentTexts(.critical).filter { $0.contains("not put back any more") }.count == 1)
    desk.advance(60)
    desk.command(.reconcile)
    desk.restart()
    #expect(desk.liveOrders.isEmpty)
    _ = desk.sent()
    desk.price(.sbin, "98.95")
    #expect(desk.sent() == ["SELL 100 market #4"], "the software stop guards at once")
    desk.fill(.sell, .sbin, 100, at: "98.95")
    #expect(desk.lastTrade?.exitReason == .stopLoss)
  }

  @Test("U3 all slices of a stop cancelled together count once")
  func slices() {
    var desk = Scenario { $0.sizing = .quantity(2500) }
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    for quantity in [500, 1000, 1000] as [Quantity] { desk.fill(.buy, .sbin, quantity, at: "100") }
    desk.advance(20)
    let stops = desk.broker.orders.indices.filter {
      desk.broker.orders[$0].terms.side == .sell && !desk.broker.orders[$0].status.isFinal
    }
    #expect(stops.count == 3)
    for stop in stops { desk.changeByHand(stop) { $0.status = .cancelled } }
    desk.advance(5)
    #expect(desk.incidentTexts(.warning).filter { $0.contains("put back") }.count == 1)
    let covered = desk.broker.orders.filter { $0.terms.side == .sell && !$0.status.isFinal }
    #expect(covered.map(\.terms.quantity.units).reduce(0, +) == 2500)
  }

  @Test("U4 moved by hand while a cancellation of ours was lost: a look settles both, and the exit goes on")
  func movedWhileCancelling() {
    var capabilities = BrokerCapabilities.paper
    capabilities.modifiesInPlace = false
    var desk = Scenario(can: capabilities)
    desk.long()
    desk.broker.replies = [.silence]
    desk.alert(.exit, .sbin)
    desk.broker.orders[1].terms.pricing = .stopMarket(trigger: "98.50", protection: 100)
    desk.restart()
    desk.advance(10)
    #expect(desk.sent().contains { $0.hasPrefix("SELL 100 market") })
  }

  @Test("U3 a cancellation of ours is not counted, nor the exchange's at the end of the day")
  func ours() {
    var desk = Scenario(can: BrokerCapabilities(modifiesInPlace: false)) {
      $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100)))
    }
    desk.long()
    for price in ["100.50", "101", "101.50", "102", "102.50"] as [Price] {
      desk.price(.sbin, price, after: .seconds(2))
    }
    #expect(desk.incidents.isEmpty && desk.liveOrders.count == 1)
    var carried = Scenario {
      $0.product = .cnc; $0.closePolicy = .carry
    }
    carried.long()
    carried.advance(to: Scenario.time(15, 20))
    carried.changeByHand(1) { $0.status = .expired }
    #expect(carried.incidents.isEmpty)
  }

  @Test(
    "U4 a trigger moved by hand becomes the position's stop, looser too, and stays there", arguments: ["98", "99.50"])
  func trigger(_ text: String) {
    let level = Price(screen: text)
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100))) }
    desk.long()
    desk.advance(60)
    desk.changeByHand(1) { $0.terms.pricing = .stopMarket(trigger: level, protection: 100) }
    #expect(desk.holding?.exit?.stop == level && desk.sent().isEmpty)
    #expect(desk.incidentTexts(.notice).contains { $0.contains("by hand") })
    desk.price(.sbin, "102", after: .seconds(5))
    desk.advance(5)
    desk.restart()
    #expect(desk.liveOrders == ["SELL 100 stop \(level)"], "neither the plan nor a restart fights it")
    desk.price(.sbin, "100.50")
    desk.price(.sbin, level)
    #expect(desk.holding?.closing?.reason == .stopLoss)
  }

  @Test("U4 a stop made smaller by hand stays; the rest gets a slice of its own")
  func quantity() {
    var desk = Scenario()
    desk.long()
    desk.advance(60)
    desk.changeByHand(1) { $0.terms.quantity = 60 }
    #expect(desk.liveOrders == ["SELL 60 stop 99.00", "SELL 40 stop 99.00"])
    #expect(desk.incidentTexts(.notice).contains { $0.contains("changed at the broker") })
  }

  @Test("U4 a stop made larger than the position is shrunk: exits cover at most what is held")
  func larger() {
    var desk = Scenario()
    desk.referee.allowsSurplus = true
    desk.long()
    desk.advance(60)
    desk.changeByHand(1) { $0.terms.quantity = 160 }
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test("U4 a stop turned into a limit order is theirs; Sarathi goes on watching the stop")
  func limit() {
    var desk = Scenario()
    desk.long()
    desk.advance(60)
    desk.changeByHand(1) {
      $0.terms.pricing = .limit("103")
      $0.status = .open
    }
    desk.advance(10)
    #expect(desk.liveOrders == ["SELL 100 limit 103.00"] && desk.sent().isEmpty)
    desk.price(.sbin, "98.90")
    desk.advance(2)
    #expect(desk.liveOrders == ["SELL 100 market"])
  }

  @Test("U4 a stop turned into a market order and filled is a trade closed by hand")
  func market() {
    var desk = Scenario()
    desk.long()
    desk.advance(60)
    desk.changeByHand(1) { order in
      order.terms.pricing = .market(protection: 0)
      order.fills = [FillReport(id: "M1", quantity: 100, price: "100.40", time: order.time)]
      order.status = .filled
    }
    #expect(desk.isFlat && desk.lastTrade?.exitReason == .manual)
  }

  @Test("U4 an entry's price and quantity changed by hand hold")
  func entry() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin, limit: "99.50")
    desk.advance(2)
    desk.changeByHand(0) {
      $0.terms.pricing = .limit("99.80")
      $0.terms.quantity = 150
    }
    #expect(desk.liveOrders == ["BUY 150 limit 99.80"])
    desk.fill(.buy, .sbin, 150, at: "99.80")
    #expect(desk.position?.openQuantity == 150 && desk.incidentTexts(.critical).isEmpty)
    #expect(desk.liveOrders.count == 1 && desk.liveOrders[0].hasPrefix("SELL 150 stop"))
  }

  @Test("U4 an exit priced by hand is left at their price, and told when it does not fill")
  func exit() {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    desk.alert(.exit, .sbin)
    desk.advance(1)
    desk.changeByHand(1) { $0.terms.pricing = .limit("105") }
    _ = desk.sent()
    desk.advance(20)
    #expect(desk.liveOrders == ["SELL 100 limit 105.00"] && desk.sent().isEmpty)
    #expect(desk.incidentTexts(.critical).contains { $0.contains("does not fill") })
  }

  @Test("a change of our own that shows late is not a person's")
  func lateOwn() {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100))) }
    desk.long()
    desk.advance(2)
    desk.price(.sbin, "102")
    #expect(desk.liveOrders == ["SELL 100 stop 100.95"])
    // The stop of before executes one share before the change reaches the exchange.
    var late = desk.broker.orders[1]
    late.terms.pricing = .stopMarket(trigger: "99", protection: 100)
    late.fills = [FillReport(id: "L1", quantity: 1, price: "99", time: desk.now)]
    desk.apply(.report(late.report))
    #expect(desk.holding?.exit?.stop == "100.95", "I12")
  }
}

extension Price {
  /// As on a screen.
  fileprivate init(screen text: String) { self = Price(parsing: text) ?? .zero }
}
