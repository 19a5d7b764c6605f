import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("Two sweeps at once")
struct DoubleSquareOffTests {
  @Test("B22 the broker squares off in the same second as we do, and both fill: an incident, and entries halt")
  func brokerSquaresOff() {
    var desk = Scenario()
    desk.long()
    desk.advance(to: Scenario.time(15, 0))
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.broker.byHand = [BrokerPosition(instrument: Listed.sbin.id, product: .mis, netQuantity: -100)]
    desk.advance(2)
    desk.command(.reconcile)
    #expect(desk.incidentTexts(.critical).contains { $0.contains("SBIN") }, "\(desk.incidents.map(\.text))")
    #expect(desk.engine.state.halt != nil || !desk.engine.state.isReconciled)
  }
}
