import Engine
import Market
import TestSupport
import Testing
import Trading

/// Rows U5 to U7 of the fault catalogue.
@Suite("The human beside us")
struct HumanCatalogueTests {
  @Test("U5 the user holds the same share for delivery: exits name product and quantity of ours only")
  func delivery() {
    var desk = Scenario()
    desk.broker.byHand = [BrokerPosition(instrument: Listed.sbin.id, product: .cnc, netQuantity: 500)]
    desk.long()
    desk.command(.reconcile)
    desk.command(.emergencyStop)
    let exits = desk.broker.orders.filter { $0.terms.side == .sell && !$0.status.isFinal }
    #expect(exits.map(\.terms.quantity) == [100] && exits.allSatisfy { $0.terms.product == .mis })
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.advance(10)
    #expect(desk.liveOrders.isEmpty && desk.isFlat)
  }

  @Test("U6 “close all” from two browsers: one sweep, and both are told")
  func closeAllTwice() {
    var desk = Scenario()
    desk.addLink(2)
    desk.long()
    desk.price(.reliance, "200")
    desk.alert(.buy, .reliance, link: 2)
    desk.fill(.buy, .reliance, 100, at: "200")
    _ = desk.sent()
    desk.command(.squareOffAll)
    #expect(desk.reply == .done("closing 2 positions"))
    desk.command(.squareOffAll)
    #expect(desk.reply == .done("closing 0 positions"))
    #expect(desk.sent() == ["#1 to 100 market", "#3 to 100 market"])
  }

  @Test("U7 “resume” while the books disagree: refused, and the difference is in the reason")
  func resume() {
    var desk = Scenario()
    desk.long()
    desk.broker.byHand = [BrokerPosition(instrument: Listed.sbin.id, product: .mis, netQuantity: -30)]
    desk.command(.reconcile)
    desk.command(.resume)
    desk.command(.clearHalt)
    guard case .refused(let reason)? = desk.reply else {
      Issue.record("it was not refused")
      return
    }
    #expect(reason.contains("SBIN 70 by positions, 100 by orders"))
    desk.addLink(2)
    desk.price(.reliance, "200")
    #expect(desk.alert(.buy, .reliance, link: 2).denial?.code == .notReconciled)
  }
}
