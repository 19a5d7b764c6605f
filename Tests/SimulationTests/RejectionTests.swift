import Market
import Simulation
import Testing
import Trading

@Suite("A request is refused at once, with its reason")
struct RejectionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var refusal: ExchangeRefusal
    var instrument = Scenario.share
    var side = Side.buy
    var quantity: Int64 = 10
    var product = Product.mis
    var pricing = OrderPricing.limit("100.00")
    var at: Int64 = 1000
    var testDescription: String { "\(refusal): \(pricing)" }
  }

  static let cases: [Case] = [
    Case(refusal: .unknownInstrument, instrument: InstrumentID(99)),
    Case(refusal: .unknownInstrument, instrument: InstrumentID(0)),
    Case(refusal: .unknownInstrument, instrument: InstrumentID(-1)),
    Case(refusal: .indexNotTradable, instrument: Scenario.index),
    Case(refusal: .wrongProduct, product: .nrml),
    Case(refusal: .wrongProduct, instrument: Scenario.future, quantity: 75, product: .cnc),
    Case(refusal: .outsideSession, at: -1),
    Case(refusal: .outsideSession, at: 22_500_000),
    Case(refusal: .unusableQuantity, quantity: 0),
    Case(refusal: .unusableQuantity, quantity: -10),
    Case(refusal: .unusableQuantity, quantity: Quantity.maximum.units + 1),
    Case(refusal: .unusableQuantity, quantity: .min),
    Case(refusal: .notMultipleOfLot(Quantity(75)), instrument: Scenario.future, quantity: 76, product: .nrml),
    Case(refusal: .aboveFreeze(Quantity(5000)), quantity: 5001),
    Case(refusal: .unusablePrice, pricing: .limit("0")),
    Case(refusal: .unusablePrice, pricing: .limit("-100")),
    Case(refusal: .unusablePrice, pricing: .limit("1000000.05")),
    Case(refusal: .unusablePrice, pricing: .stop("0")),
    Case(refusal: .unusableProtection, pricing: .market(protection: -1)),
    Case(refusal: .unusableProtection, pricing: .stop("105.00", protection: 10_001)),
    Case(refusal: .offTick(screen("0.05")), pricing: .limit("100.02")),
    Case(refusal: .offTick(screen("0.05")), pricing: .stop("105.01")),
    Case(refusal: .offTick(screen("0.05")), pricing: .stop("105.00", limit: "105.01")),
    Case(refusal: .outsideBand, pricing: .limit("120.05")),
    Case(refusal: .outsideBand, pricing: .limit("79.95")),
    Case(refusal: .outsideBand, pricing: .stop("120.05")),
    Case(refusal: .limitBehindTrigger, pricing: .stop("105.00", limit: "104.95")),
    Case(refusal: .limitBehindTrigger, side: .sell, pricing: .stop("95.00", limit: "95.05")),
    Case(refusal: .noLastPrice, instrument: Scenario.future, quantity: 75, pricing: .market(protection: 100)),
    Case(refusal: .notHeld, side: .sell, product: .cnc),
    Case(refusal: .noMarginEstimate, instrument: Scenario.callWithoutStrike, side: .sell, quantity: 75),
  ]

  @Test("an order that breaks a rule", arguments: cases)
  func rejected(_ c: Case) {
    var desk = Scenario()
    desk.tick("100.00", at: 0)
    let outcome = desk.place(c.side, c.quantity, c.pricing, c.product, of: c.instrument, at: c.at)
    #expect(outcome == .refused(c.refusal))
    #expect(desk.exchange.snapshot(at: Scenario.time(c.at)).orders.isEmpty)
    #expect(desk.exchange.drainChanges().isEmpty)
  }

  @Test("a tag is used once, whatever its case")
  func duplicateTag() {
    var desk = Scenario()
    #expect(desk.place(.buy, 1, .limit("100"), tag: "SABC", at: 0).isAccepted)
    #expect(desk.place(.buy, 1, .limit("100"), tag: "sabc", at: 1) == .refused(.duplicateTag))
    #expect(desk.place(.buy, 1, .limit("100"), tag: "", at: 1) == .refused(.unusableTag))
    #expect(desk.exchange.report(tag: ClientTag("sAbC"))?.brokerID == desk.lastID)
  }

  @Test("modify and cancel of an order that is finished, unknown, or below its fills")
  func finalOrders() {
    var desk = Scenario()
    #expect(desk.cancel(BrokerOrderID("P7"), at: 0) == .refused(.unknownOrder))
    #expect(desk.modify(1, .limit("100"), id: BrokerOrderID("P+1"), at: 0) == .refused(.unknownOrder))
    desk.tick("100", traded: 100, at: 0)
    desk.place(.buy, 20, .limit("100"), at: 0)
    desk.tick("100", traded: 100, at: 1)
    #expect(desk.fills() == ["10@100.00"])
    #expect(desk.modify(9, .limit("100"), at: 2) == .refused(.belowFilled(Quantity(10))))
    desk.cancel(at: 3)
    #expect(desk.status() == .cancelled)
    #expect(desk.cancel(at: 4) == .refused(.alreadyFinal(.cancelled)))
    #expect(desk.modify(30, .limit("100"), at: 4) == .refused(.alreadyFinal(.cancelled)))
    desk.place(.buy, 1, .limit("100"), at: 5)
    desk.tick("100", traded: 10, at: 6)
    #expect(desk.cancel(at: 7) == .rejected("order already filled"))
  }

  @Test("a modification is held to the rules of an order")
  func modificationRules() {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.buy, 10, .limit("99"), at: 0)
    #expect(desk.modify(10, .limit("99.01"), at: 1) == .refused(.offTick(screen("0.05"))))
    #expect(desk.modify(5001, .limit("99"), at: 1) == .refused(.aboveFreeze(Quantity(5000))))
    #expect(desk.modify(10, .limit("121"), at: 1) == .refused(.outsideBand))
    #expect(desk.modify(10, .limit("99"), at: 22_500_000) == .refused(.outsideSession))
  }

  @Test("requests under way for one order are bounded")
  func requestBound() {
    var desk = Scenario(latency: .seconds(1))
    desk.place(.buy, 10, .limit("99"), at: 0)
    for n in 0..<63 { #expect(desk.modify(10 + Int64(n), .limit("99"), at: 1).isAccepted) }
    #expect(desk.cancel(at: 2) == .refused(.tooManyRequests))
  }

  @Test(
    "a stop whose trigger is reached already is rejected on arrival, in a report",
    arguments: [(Side.buy, "100.00"), (.buy, "99.95"), (.sell, "100.00"), (.sell, "100.05")])
  func triggerReached(_ side: Side, _ trigger: String) {
    var desk = Scenario()
    desk.tick("100", at: 0)
    #expect(desk.place(side, 1, .stop(trigger), at: 1).isAccepted)
    #expect(desk.pushes() == ["rejected 0/1"])
    #expect(desk.reason() == ExchangeRefusal.triggerAlreadyReached.description)
  }

  @Test("an order that arrives after the close is rejected on arrival")
  func lateArrival() {
    var desk = Scenario(latency: .seconds(1))
    #expect(desk.place(.buy, 1, .limit("100"), at: 22_499_999).isAccepted)
    desk.exchange.advance(to: Scenario.close + .seconds(2))
    #expect(desk.status() == .rejected)
    #expect(desk.reason() == ExchangeRefusal.outsideSession.description)
  }
}
