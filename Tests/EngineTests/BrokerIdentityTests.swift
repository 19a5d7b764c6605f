import Engine
import Market
import TestSupport
import Testing
import Trading

/// I5, I28, I29: brokers count order ids anew each day and in each segment.
@Suite("A broker's order is named by day, id, instrument and side; under the same id alone it is another order")
struct BrokerIdentityTests {
  /// An order at the broker that is not ours, done at once.
  private func foreign(
    _ id: String, _ side: Side, _ symbol: Listed, _ quantity: Quantity = 100, at price: Price = "2500",
    on time: Timestamp,
    fill: String = "X1", placed: Timestamp? = nil, product: Product = .mis
  ) -> OrderReport {
    OrderReport(
      brokerID: BrokerOrderID(id), tag: nil,
      terms: OrderTerms(
        instrument: symbol.id, side: side, quantity: quantity, product: product, pricing: .limit(price)),
      status: .filled, filledQuantity: quantity,
      fills: [FillReport(id: fill, quantity: quantity, price: price, time: time)], time: time, placed: placed)
  }

  private func carries(_ link: inout Link) {
    link.product = .cnc
    link.closePolicy = .carry
  }

  @Test("a sale of another share under our stop's id does not close our position", arguments: [false, true])
  func anotherInstrument(_ isRead: Bool) {
    var desk = Scenario()
    desk.long()
    desk.advance(5)
    let sale = foreign("B2", .sell, .reliance, on: desk.now)
    if isRead {
      var book = desk.broker.snapshot(at: desk.now)
      book.orders.append(sale)
      book.positions.append(BrokerPosition(instrument: Listed.reliance.id, product: .mis, netQuantity: -100))
      desk.apply(.snapshot(book))
    } else {
      desk.apply(.report(sale))
    }
    #expect(desk.position?.openQuantity == 100 && desk.engine.state.realisedToday == .zero)
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"])
    #expect(desk.engine.state.orders[OrderNumber(1)].filledQuantity == .zero)
  }

  @Test("A purchase of the same share under a reused broker id is another order")
  func anotherSide() {
    var desk = Scenario()
    desk.long()
    desk.advance(5)
    desk.apply(.report(foreign("B2", .buy, .sbin, 50, at: "100", on: desk.now)))
    #expect(desk.position?.openQuantity == 100)
    #expect(desk.engine.state.orders[OrderNumber(1)].status == .open)
  }

  @Test(
    "the next day the id of yesterday's stop belongs to whoever got it: nothing of it is booked to ours",
    arguments: [true, false], [Listed.sbin, .reliance])
  func nextDay(_ isPlacedTold: Bool, _ symbol: Listed) {
    var desk = Scenario(carries)
    desk.long()
    #expect(desk.engine.state.orders[OrderNumber(1)].brokerID?.text == "B2")
    desk.nextDay()
    desk.advance(to: Timestamp(day: "2026-08-19", time: TimeOfDay(9, 20)))
    let sale = foreign(
      "B2", .sell, symbol, on: desk.now, placed: isPlacedTold ? desk.now : nil, product: symbol == .sbin ? .mis : .cnc)
    desk.apply(.report(sale))
    #expect(desk.position?.openQuantity == 100 && desk.engine.state.realisedToday == .zero)
    #expect(desk.engine.state.orders.find(OrderNumber(1))?.filledQuantity ?? .zero == .zero)
  }

  @Test("what the broker still lists of yesterday under the id of today's stop does not end the stop")
  func listedOfYesterday() {
    var desk = Scenario()
    desk.long()
    var old = foreign("B2", .sell, .sbin, at: "99", on: desk.now - .hours(20))
    old.status = .cancelled
    old.filledQuantity = .zero
    old.fills = []
    desk.apply(.report(old))
    old.placed = desk.now - .hours(25)
    old.time = desk.now
    desk.apply(.report(old))
    #expect(desk.engine.state.orders[OrderNumber(1)].status == .open)
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"] && desk.incidents.isEmpty)
  }

  @Test("asked for our order by its id, a broker that shows another order of that id has said nothing about ours")
  func lookedUp() {
    var desk = Scenario()
    desk.long()
    desk.broker.looks = [.silence]
    desk.broker.snapshotsFail = true
    desk.restart()
    desk.broker.snapshotsFail = false
    desk.apply(.lookedUp(OrderNumber(1), .found(foreign("B2", .sell, .reliance, on: desk.now), readBegan: desk.now)))
    #expect(desk.position?.openQuantity == 100)
    #expect(desk.engine.state.orders[OrderNumber(1)].needsLook)
    desk.advance(20)
    #expect(desk.engine.state.orders[OrderNumber(1)].status == .open)
    #expect(desk.engine.state.orders[OrderNumber(1)].needsLook == false)
  }

  @Test(
    "an order that came before our answer, under the id that ours got and in another segment, stays somebody else's")
  func earlyPushOfAnotherSegment() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.silence]
    desk.apply(.report(foreign("B1", .buy, .call, 75, at: "80", on: desk.now)))
    desk.alert(.buy, .sbin)
    desk.apply(.placed(OrderNumber(0), attempt: 1, .accepted(BrokerOrderID("B1"))))
    #expect(desk.isFlat && desk.engine.state.orders[OrderNumber(0)].filledQuantity == .zero)
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test("two orders of ours under one id, in two segments, are two orders; so are their fills of one id")
  func twoOfOurs() {
    var desk = Scenario()
    desk.long()
    desk.price(.reliance, "900")
    desk.broker.replies = [.silence]
    desk.alert(.buy, .reliance)
    let second = desk.broker.orders.count - 1
    desk.broker.orders[second].id = BrokerOrderID("B1")
    let number = desk.engine.state.orders.all.last?.number ?? OrderNumber(9)
    desk.apply(.placed(number, attempt: 1, .accepted(BrokerOrderID("B1"))))
    desk.broker.orders[second].fills = [FillReport(id: "F1", quantity: 100, price: "900", time: desk.now)]
    desk.broker.orders[second].status = .filled
    desk.apply(.report(desk.broker.orders[second].report))
    #expect(desk.engine.state.holdings.map(\.position.openQuantity) == [100, 100])
    #expect(desk.engine.state.orders.all.filter { $0.fills.map(\.id) == ["F1"] }.count == 2)
    desk.restart()
    #expect(desk.engine.state.holdings.map(\.position.openQuantity) == [100, 100] && desk.engine.state.isReconciled)
  }

  @Test("a copy of our tag in another instrument is not ours, though ours has no name yet")
  func copiedTag() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.silence]
    desk.alert(.buy, .sbin)
    var copy = foreign("X9", .buy, .reliance, on: desk.now)
    copy.tag = desk.engine.state.orders[OrderNumber(0)].tag
    desk.apply(.report(copy))
    #expect(desk.isFlat && desk.engine.state.orders[OrderNumber(0)].brokerID == nil)
    #expect(desk.engine.state.halt?.contains("X9") == true)
  }

  @Test("a person adopts the order of that id that can be meant")
  func adopt() {
    var desk = Scenario(can: BrokerCapabilities(tagLookUp: .hintOnly, settleTime: .seconds(2)))
    desk.broker.alters = { _ in "WEB1" }
    desk.advance(3)
    desk.price(.sbin, "100")
    let theirs = foreign("B2", .buy, .reliance, on: desk.now)
    desk.broker.orders.append(
      ScriptedBroker.Order(
        id: theirs.brokerID, tag: nil, terms: theirs.terms, status: .filled, fills: theirs.fills, time: theirs.time,
        placed: theirs.time))
    desk.apply(.report(theirs))
    desk.broker.replies = [.lost(arrived: true)]
    desk.alert(.buy, .sbin)
    desk.advance(30)
    desk.command(.adopt(OrderNumber(0), BrokerOrderID("B2")))
    guard case .done? = desk.reply else { return #expect(Bool(false), "\(String(describing: desk.reply))") }
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.position?.instrument == Listed.sbin.id && desk.position?.openQuantity == 100)
  }
}
