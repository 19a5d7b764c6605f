import Engine
import Market
import TestSupport
import Testing
import Trading

/// U1, U2, U5, I6, I10, I28: people trade in the same account.
@Suite("Trades by hand in what we hold are taken over, all others left alone")
struct HandTradeTests {
  private func desk(_ change: (inout Link) -> Void = { _ in }) -> Scenario {
    Scenario(can: BrokerCapabilities(verifyInterval: .seconds(20)), change)
  }

  @Test("U1 closing by hand at the broker cancels our stop and ends the trade", arguments: [true, false])
  func closed(_ isPushed: Bool) throws {
    var desk = desk()
    desk.long()
    desk.byHand(.sell, .sbin, 100, at: "101", isPushed: isPushed)
    if !isPushed { desk.advance(21) }
    #expect(desk.isFlat && desk.liveOrders.isEmpty)
    #expect(desk.sent() == ["cancel #1"])
    let trade = try #require(desk.lastTrade)
    #expect(trade.exitReason == .manual && trade.gross == "100" && trade.charges.total > .zero)
    #expect(desk.incidentTexts(.notice).filter { $0.contains("by hand") }.count == 1)
    desk.advance(60)
    #expect(desk.engine.state.halt == nil && desk.engine.state.isReconciled)
    #expect(desk.engine.state.realisedToday == "100")
  }

  @Test("U1 a person closes what we have not heard of yet: the same, whichever fill is heard of first")
  func closedBeforeHeard() {
    var desk = desk()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fillUnseen(0, 100, at: "100")
    desk.byHand(.sell, .sbin, 100, at: "101")
    #expect(desk.position?.isOpen != true)
    desk.apply(.report(desk.broker.orders[0].report))
    #expect(desk.isFlat && desk.lastTrade?.exitReason == .manual && desk.liveOrders.isEmpty)
    desk.advance(60)
    #expect(desk.engine.state.halt == nil && desk.engine.state.isReconciled)
  }

  @Test("U1 a person closes what has filled of an entry: its rest fills on, and when it is cancelled the trade is over")
  func closedHalf() {
    var desk = desk()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin, limit: "100")
    desk.fill(.buy, .sbin, 40, at: "100")
    desk.byHand(.sell, .sbin, 40, at: "101")
    #expect(desk.isFlat && desk.liveOrders == ["BUY 60 limit 100.00"])
    desk.broker.orders[0].status = .cancelled
    desk.apply(.report(desk.broker.orders[0].report))
    #expect(desk.isFlat && desk.liveOrders.isEmpty && desk.lastTrade?.exitReason == .manual)
    desk.advance(to: Scenario.time(15, 30))
    #expect(!desk.incidentTexts(.critical).contains { $0.contains("still open") })
  }

  @Test("an exit of ours that is pushed without its tag waits for its name and is not taken for a trade by hand")
  func pushedWithoutTag() {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    desk.broker.replies = [.silence]
    desk.alert(.exit, .sbin)
    desk.broker.blanksTags = true
    desk.fill(.sell, .sbin, 100, at: "101")
    #expect(desk.incidents.isEmpty)
    desk.apply(.placed(OrderNumber(1), attempt: 1, .accepted(desk.broker.orders[1].id)))
    #expect(desk.isFlat && desk.lastTrade?.exitReason == .signal)
    #expect(!desk.incidentTexts(.critical).contains { $0.contains("by hand") })
  }

  @Test("U5 what a person sold before our entry filled is theirs")
  func soldBefore() {
    var desk = desk()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.byHand(.sell, .sbin, 100, at: "101")
    desk.advance(1)
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.position?.openQuantity == 100)
    desk.advance(60)
    #expect(desk.engine.state.halt == nil && desk.engine.state.isReconciled)
  }

  @Test("U2 halving it by hand shrinks the stop; the rest is guarded as before")
  func halved() {
    var desk = desk()
    desk.long()
    desk.byHand(.sell, .sbin, 50, at: "101")
    #expect(desk.position?.openQuantity == 50 && desk.sent() == ["#1 to 50 stop 99.00"])
    desk.advance(30)
    #expect(desk.engine.state.halt == nil && desk.engine.state.isReconciled)
    desk.fill(.sell, .sbin, 50, at: "99")
    #expect(desk.isFlat && desk.lastTrade?.exitReason == .stopLoss && desk.lastTrade?.gross == "0")
  }

  @Test("U2 enlarging it by hand is theirs: our stop covers ours only, and their sale comes first out of theirs")
  func enlarged() {
    var desk = desk()
    desk.long()
    desk.byHand(.buy, .sbin, 60, at: "100")
    desk.advance(30)
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
    desk.byHand(.sell, .sbin, 60, at: "102")
    desk.advance(30)
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
    desk.byHand(.sell, .sbin, 30, at: "102")
    #expect(desk.position?.openQuantity == 70)
    desk.advance(30)
    #expect(desk.engine.state.halt == nil && desk.engine.state.isReconciled)
  }

  @Test("the push and the read bring the same trade: once")
  func once() {
    var desk = desk()
    desk.long()
    desk.byHand(.sell, .sbin, 40, at: "101")
    for _ in 0..<3 { desk.apply(.report(desk.broker.orders[2].report)) }
    desk.advance(60)
    #expect(desk.position?.openQuantity == 60 && desk.engine.state.chargesToday.total == desk.position?.charges.total)
  }

  @Test("one fill by hand over two positions closes the older one first")
  func oldestFirst() {
    var desk = desk()
    desk.addLink(2)
    desk.long()
    desk.advance(5)
    desk.alert(.buy, .sbin, link: 2)
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.byHand(.sell, .sbin, 130, at: "101")
    #expect(desk.engine.state.holdings.map(\.position.openQuantity) == [0, 70])
    desk.advance(30)
    #expect(desk.engine.state.isReconciled && desk.liveOrders == ["SELL 70 stop 99.00"])
  }

  @Test("a sale of more than we hold: ours is closed, the rest is theirs")
  func more() {
    var desk = desk()
    desk.long()
    desk.byHand(.sell, .sbin, 150, at: "101")
    desk.advance(30)
    #expect(desk.isFlat && desk.liveOrders.isEmpty)
    #expect(desk.engine.state.isReconciled && desk.engine.state.halt == nil)
  }

  @Test("U5 the same share held or sold for delivery is another position")
  func delivery() {
    var desk = desk()
    desk.long()
    desk.byHand(.sell, .sbin, 100, at: "101", product: .cnc)
    desk.advance(30)
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test("I28 what the user held before we started is theirs: their sale leaves ours, ours leaves theirs")
  func before() {
    var desk = desk()
    desk.broker.byHand = [BrokerPosition(instrument: Listed.sbin.id, product: .mis, netQuantity: 500)]
    desk.command(.reconcile)
    desk.advance(2)
    desk.command(.reconcile)
    desk.long()
    desk.advance(30)
    #expect(desk.engine.state.isReconciled && desk.engine.state.halt == nil)
    desk.byHand(.sell, .sbin, 500, at: "101")
    desk.advance(30)
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
    desk.byHand(.sell, .sbin, 10, at: "101")
    #expect(desk.position?.openQuantity == 90)
  }

  @Test("delivery held over night by the user and by us stays apart the next day")
  func overNight() {
    var desk = desk {
      $0.product = .cnc; $0.closePolicy = .carry
    }
    desk.long()
    desk.byHand(.buy, .sbin, 40, at: "100", product: .cnc)
    desk.advance(30)
    desk.nextDay()
    desk.command(.reconcile)
    #expect(desk.engine.state.isReconciled && desk.engine.state.halt == nil)
    desk.advance(to: Timestamp(day: "2026-08-19", time: TimeOfDay(9, 20)))
    desk.byHand(.sell, .sbin, 40, at: "101", product: .cnc)
    desk.advance(30)
    #expect(desk.position?.openQuantity == 100 && desk.engine.state.isReconciled)
  }

  @Test("I10 closed by hand while our own exit was on its way: no more than their trade beyond zero, and told")
  func together() {
    var desk = desk { $0.exitPlan = .none }
    desk.referee.allowsSurplus = true
    desk.long()
    desk.alert(.exit, .sbin)
    desk.broker.replies = [.okOnly]
    desk.byHand(.sell, .sbin, 100, at: "101")
    #expect(desk.sent() == ["SELL 100 market #1", "cancel #1"])
    desk.fill(.sell, .sbin, 100, at: "101")
    #expect(desk.incidentTexts(.critical).contains { $0.contains("more than was open") })
    desk.advance(30)
    #expect(desk.isFlat && desk.engine.state.isReconciled && desk.engine.state.halt == nil)
    desk.byHand(.buy, .sbin, 100, at: "101")
    desk.advance(30)
    #expect(desk.isFlat && desk.engine.state.isReconciled)
  }

  @Test("I10 the other way round: our exit first, their sale a moment later, and told")
  func justAfter() {
    var desk = desk { $0.exitPlan = .none }
    desk.long()
    desk.alert(.exit, .sbin)
    desk.fill(.sell, .sbin, 100, at: "101")
    desk.advance(3)
    desk.byHand(.sell, .sbin, 100, at: "101")
    #expect(desk.incidentTexts(.critical).contains { $0.contains("together with our exit") })
    #expect(desk.isFlat)
  }

  @Test("an entry still filling goes on after a sale by hand, and its position is protected again")
  func entryGoesOn() {
    var desk = desk()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 40, at: "100")
    desk.byHand(.sell, .sbin, 40, at: "101")
    #expect(desk.isFlat && desk.liveOrders == ["BUY 60 market"])
    desk.fill(.buy, .sbin, 60, at: "100")
    #expect(desk.position?.openQuantity == 60 && desk.liveOrders == ["SELL 60 stop 99.00"])
  }

  @Test("a trade by hand while the process was away is found at the start")
  func away() {
    var desk = Scenario()
    desk.long()
    desk.byHand(.sell, .sbin, 100, at: "101", isPushed: false)
    desk.advance(5)
    desk.restart()
    #expect(desk.isFlat && desk.liveOrders.isEmpty && desk.engine.state.isReconciled)
    #expect(desk.lastTrade?.exitReason == .manual)
  }

  @Test("brokerage of an order by hand that fills bit by bit is that of one order")
  func brokerage() throws {
    func charges(_ pieces: [Quantity]) throws -> Money {
      var desk = Scenario(limits: RiskLimits(orderValue: "10000000", positionValue: "10000000")) {
        $0.sizing = .quantity(1000)
      }
      desk.long(.sbin, 1000)
      var order = ScriptedBroker.Order(
        id: BrokerOrderID("H"), tag: nil,
        terms: OrderTerms(
          instrument: Listed.sbin.id, side: .sell, quantity: 1000, product: .mis, pricing: .limit("100")),
        status: .open, time: desk.now)
      for (number, piece) in pieces.enumerated() {
        order.fills.append(FillReport(id: "P\(number)", quantity: piece, price: "100", time: desk.now))
        desk.apply(.report(order.report))
      }
      #expect(desk.isFlat)
      return try #require(desk.lastTrade).charges.brokerage
    }
    #expect(try charges([1000]) == charges([300, 300, 400]))
  }
}
