import Market
import Simulation
import Testing
import Trading

@Suite("Margin is asked of what raises exposure, and estimated simply")
struct MarginTests {
  struct Case: Sendable {
    var instrument: InstrumentID
    var side: Side
    var quantity: Int64
    var product: Product
    var price: String
    var margin: String
  }

  @Test(
    "blocked margin of an order and of the position it becomes",
    arguments: [
      Case(instrument: Scenario.share, side: .buy, quantity: 100, product: .mis, price: "100", margin: "2000.00"),
      Case(instrument: Scenario.share, side: .sell, quantity: 100, product: .mis, price: "100", margin: "2000.00"),
      Case(instrument: Scenario.share, side: .buy, quantity: 100, product: .cnc, price: "100", margin: "10000.00"),
      Case(instrument: Scenario.future, side: .sell, quantity: 75, product: .nrml, price: "24000", margin: "207000.00"),
      Case(instrument: Scenario.call, side: .buy, quantity: 75, product: .nrml, price: "100", margin: "7500.00"),
      // Spot 23 800, strike 24 000: 11.5 % of 1 785 000 − 200 × 75 + 2 % of 1 785 000.
      Case(instrument: Scenario.call, side: .sell, quantity: 75, product: .mis, price: "100", margin: "225975.00"),
    ])
  func blocked(_ c: Case) {
    var desk = Scenario()
    desk.tick("23800", of: Scenario.index, at: 0)
    desk.tick(c.price, of: c.instrument, at: 0)
    #expect(desk.place(c.side, c.quantity, .limit(c.price), c.product, of: c.instrument, at: 1).isAccepted)
    #expect(desk.exchange.marginUsed.description == c.margin)
    desk.tick(c.price, of: c.instrument, at: 2)
    #expect(desk.status() == .filled)
    #expect(desk.exchange.marginUsed.description == c.margin)
  }

  @Test("a far short option keeps the floor of 3 % + 2 % of the notional")
  func shortOptionFloor() {
    var desk = Scenario()
    desk.tick("20000", of: Scenario.index, at: 0)
    desk.place(.sell, 75, .limit("1"), .nrml, of: Scenario.call, at: 1)
    #expect(desk.exchange.marginUsed == Money(rupees: 75_000))
  }

  @Test("an entry beyond the funds is refused with both amounts")
  func insufficient() {
    var desk = Scenario(cash: 1000)
    #expect(desk.place(.buy, 30, .limit("100"), at: 0).isAccepted)
    #expect(
      desk.place(.buy, 30, .limit("100"), at: 1)
        == .refused(.insufficientMargin(required: Money(rupees: 600), available: Money(rupees: 400))))
    #expect(desk.place(.buy, 20, .limit("100"), at: 2).isAccepted)
    #expect(!desk.modify(21, .limit("100"), at: 3).isAccepted)
    #expect(desk.modify(19, .limit("100"), at: 4).isAccepted)
  }

  @Test("an exit needs no margin, even with no funds left; more than the position does")
  func exit() {
    var desk = Scenario(cash: 1000)
    desk.tick("100", at: 0)
    desk.place(.buy, 50, .limit("100"), at: 0)
    desk.tick("100", at: 1)
    #expect(desk.exchange.marginUsed == Money(rupees: 1000))
    #expect(!desk.place(.sell, 51, .stop("90"), at: 2).isAccepted)
    #expect(desk.place(.sell, 50, .stop("90"), at: 2).isAccepted)
    #expect(!desk.place(.sell, 1, .limit("110"), at: 3).isAccepted, "the stop covers the position already")
    #expect(desk.modify(50, .market(protection: 100), at: 4).isAccepted)
    desk.tick("99", at: 5)
    #expect(desk.exchange.snapshot(at: Scenario.time(5)).positions.isEmpty)
    #expect(desk.exchange.marginUsed == .zero)
    #expect(desk.exchange.cash == Money(rupees: 950))
  }

  @Test("delivery shares can be sold up to what is held and not yet offered")
  func delivery() {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.buy, 10, .limit("100"), .cnc, at: 0)
    desk.tick("100", at: 1)
    #expect(desk.place(.sell, 11, .limit("101"), .cnc, at: 2) == .refused(.notHeld))
    #expect(desk.place(.sell, 6, .limit("101"), .cnc, at: 2).isAccepted)
    #expect(desk.place(.sell, 5, .limit("101"), .cnc, at: 3) == .refused(.notHeld))
    #expect(desk.modify(11, .limit("101"), at: 3) == .refused(.notHeld))
    #expect(desk.modify(10, .limit("101"), at: 3).isAccepted)
  }

  @Test("a realised loss lowers what may be opened")
  func realised() {
    var desk = Scenario(cash: 1000)
    desk.tick("100", at: 0)
    desk.place(.buy, 50, .market(protection: 0), at: 0)
    desk.tick("100", at: 1)
    desk.place(.sell, 50, .market(protection: 2000), at: 2)
    desk.tick("90", at: 3)
    #expect(desk.exchange.cash == Money(rupees: 500))
    #expect(!desk.place(.buy, 26, .limit("100"), at: 4).isAccepted)
    #expect(desk.place(.buy, 25, .limit("100"), at: 4).isAccepted)
  }
}
