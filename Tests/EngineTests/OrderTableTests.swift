import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("Orders keep their numbers over the days")
struct OrderTableTests {
  @Test("Orders keep their numbers and are found after finished orders between them were forgotten")
  func gaps() {
    func carries(_ link: inout Link) {
      link.product = .cnc
      link.closePolicy = .carry
    }
    var desk = Scenario(carries)
    desk.addLink(2, carries)
    desk.long()
    desk.alert(.buy, .sbin, link: 2)
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.alert(.exit, .sbin, link: 2)
    desk.fill(.sell, .sbin, 100, at: "100")
    // The broker never told that the stop of the first had expired.
    desk.nextDay()
    desk.advance(to: Timestamp(day: "2026-08-19", time: TimeOfDay(9, 20)))
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin, link: 2)
    let orders = desk.engine.state.orders
    let kept = orders.all.map(\.number.index)
    #expect(kept.first == 1 && kept.dropFirst().allSatisfy { $0 >= 4 } && kept.count >= 2)
    for number in kept { #expect(orders.find(OrderNumber(number))?.number.index == number) }
    for number in [0, 2, 3, 900] as [Int32] { #expect(!orders.contains(OrderNumber(number))) }
  }
}
