import Engine
import Market
import TestSupport
import Testing
import Trading

/// Rows C1 to C8 of the fault catalogue. Here the state of the last commit comes back; that every commit of a whole day is such
/// a point is tested on the desk and with the real process.
@Suite("Crash points")
struct CrashPointTests {
  /// An alert was committed, and the process ends before its order leaves.
  private func killedBeforeTheSend(_ action: Action) -> Scenario {
    var desk = Scenario { $0.exitPlan = .none }
    if action == .exit { desk.long() } else { desk.price(.sbin, "100") }
    desk.isLineCut = true
    desk.alert(action, .sbin)
    desk.isLineCut = false
    _ = desk.sent()
    return desk
  }

  @Test(
    "C1 killed between intent and send: looked up first, proven absent, and a fresh entry goes out once under a new tag"
  )
  func entryFresh() {
    var desk = killedBeforeTheSend(.buy)
    desk.advance(5)
    desk.restart()
    #expect(desk.sent() == ["look up #0", "BUY 100 market #0"])
    #expect(desk.broker.orders.count == 1)
  }

  @Test("C1 the same, but the signal is too old by then: not sent")
  func entryStale() {
    var desk = killedBeforeTheSend(.buy)
    // Nobody is there while it passes.
    desk.now = desk.now + .seconds(31)
    desk.restart()
    #expect(desk.sent() == ["look up #0"] && desk.broker.orders.isEmpty)
  }

  @Test("C1 the same with an exit: sent however old")
  func exit() {
    var desk = killedBeforeTheSend(.exit)
    desk.advance(600)
    desk.restart()
    #expect(desk.sent().prefix(2) == ["look up #1", "SELL 100 market #1"] && desk.liveOrders.count == 1)
  }

  @Test("C2 C3 killed after the broker accepted, before we knew: found and adopted, one order, its fills booked")
  func accepted() {
    var desk = killedBeforeTheSend(.buy)
    if let request = desk.requests.last { _ = desk.broker.answer(request, at: desk.now) }
    desk.fillUnseen(0, 60, at: "100")
    desk.advance(3)
    desk.restart()
    #expect(desk.sent() == ["look up #0"] && desk.broker.orders.count == 1)
    #expect(desk.position?.openQuantity == 60)
  }

  @Test("C4 killed between receiving a fill and its commit: read again from the book and booked once")
  func fill() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fillUnseen(0, 100, at: "100")
    desk.advance(1)
    desk.restart()
    desk.apply(.report(desk.broker.orders[0].report))
    #expect(desk.position?.openQuantity == 100 && desk.engine.state.orders[OrderNumber(0)].fills.count == 1)
  }

  @Test("C5 killed after the entry filled, before its stop exists, and the price is through: closed at once")
  func through() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fillUnseen(0, 100, at: "100")
    desk.price(.sbin, "98")
    _ = desk.sent()
    desk.advance(1)
    desk.broker.replies = [.refuse("the trigger is above the market")]
    desk.restart()
    #expect(desk.sent() == ["look up #0", "SELL 100 stop 99.00 #1", "SELL 100 market #2"])
    #expect(!desk.incidentTexts(.critical).isEmpty)
  }

  @Test(
    "C6 killed while the resting stop is being turned into the exit: the broker's version holds, exactly one exit",
    arguments: [true, false])
  func modifying(_ arrived: Bool) {
    var desk = Scenario()
    desk.long()
    desk.isLineCut = true
    desk.alert(.exit, .sbin)
    desk.isLineCut = false
    if arrived, let request = desk.requests.last { _ = desk.broker.answer(request, at: desk.now) }
    desk.advance(1)
    desk.restart()
    desk.advance(1)
    #expect(desk.liveOrders == ["SELL 100 market"] && desk.broker.orders.count == 2)
  }

  @Test("C8 killed when a square-off of 30 positions is 12 done: the other 18 are done, the 12 are left alone")
  func sweep() {
    let limits = RiskLimits(
      orderValue: "10000000", positionValue: "100000000", openPositions: 100, tradesPerDay: 100, ordersInFlight: 100,
      dailyLoss: "100000", dailyLossBasisPoints: 10_000, drawdown: "100000")
    var desk = Scenario(limits: limits, capital: "100000000", can: BrokerCapabilities(requestsPerSecond: 12))
    for number in 1...30 as ClosedRange<Int32> {
      desk.addLink(number)
      desk.price(.sbin, "100", after: .seconds(2))
      desk.alert(.buy, .sbin, link: number)
      desk.fill(.buy, .sbin, 100, at: "100")
    }
    desk.advance(5)
    #expect(desk.liveOrders.count == 30 && desk.liveOrders.allSatisfy { $0 == "SELL 100 stop 99.00" })
    _ = desk.sent()
    desk.command(.squareOffAll)
    let done = desk.sent()
    #expect(done.count == 12, "as many as may leave in a second")
    for _ in done {
      guard
        let index = desk.broker.orders.firstIndex(where: { $0.terms.pricing.onScreen == "market" && $0.status == .open }
        )
      else { continue }
      desk.fillUnseen(index, 100, at: "100")
    }
    desk.advance(3)
    desk.restart()
    desk.advance(30)
    let exits = desk.broker.orders.filter { $0.terms.side == .sell }
    #expect(exits.count == 30, "no second exit for any")
    #expect(exits.filter { $0.status == .filled }.count == 12)
    #expect(desk.liveOrders.count == 18 && desk.liveOrders.allSatisfy { $0.hasPrefix("SELL 100 market") })
  }
}
