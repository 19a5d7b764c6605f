import Market
import TestSupport
import Testing
import Trading

@Suite("The margin estimate errs towards a broker's block")
struct MarginEstimateTests {
  private func margin(
    _ kind: InstrumentKind, _ product: Product, _ side: Side, value: Money, quantity: Quantity = 75,
    strike: Price? = nil,
    spot: Price? = nil
  ) -> Money? {
    MarginEstimate.margin(
      kind: kind, strike: strike, product: product, side: side, quantity: quantity, value: value, underlyingPrice: spot)
  }

  @Test("shares: delivery in full, intraday a fifth")
  func shares() {
    #expect(margin(.equity, .cnc, .buy, value: "10000") == "10000")
    #expect(margin(.equity, .mis, .buy, value: "10000") == "2000")
    #expect(margin(.equity, .mis, .sell, value: "10000") == "2000")
  }

  @Test("futures: 11.5 % whichever side, no intraday leverage", arguments: [Product.mis, .nrml])
  func futures(_ product: Product) {
    #expect(margin(.future, product, .buy, value: "1000000") == "115000")
    #expect(margin(.future, product, .sell, value: "1000000") == "115000")
  }

  @Test("a bought option costs its premium", arguments: [InstrumentKind.call, .put])
  func bought(_ kind: InstrumentKind) { #expect(margin(kind, .nrml, .buy, value: "9000", strike: "24000") == "9000") }

  @Test(
    "a written option: scan less the amount out of the money, at least 3 %, plus 2 %",
    arguments: [
      // 75 × 24 000 = 18 lakh: 11.5 % + 2 %.
      (.call, "24000", "24000", "243000"), (.call, "25000", "24000", "168000"), (.call, "30000", "24000", "90000"),
      (.put, "23000", "24000", "168000"), (.put, "25000", "24000", "243000"),
    ] as [(InstrumentKind, Price, Price, Money)])
  func written(_ kind: InstrumentKind, _ strike: Price, _ spot: Price, _ expected: Money) {
    #expect(margin(kind, .nrml, .sell, value: "9000", strike: strike, spot: spot) == expected)
  }

  @Test("without a spot the strike stands in; without a strike nothing is known")
  func unknown() {
    #expect(margin(.call, .nrml, .sell, value: "9000", strike: "24000") == "243000")
    #expect(margin(.call, .nrml, .sell, value: "9000") == nil)
  }
}
