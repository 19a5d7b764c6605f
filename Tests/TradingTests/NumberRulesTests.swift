import Market
import TestSupport
import Testing
import Trading

@Suite("Rounding names its direction")
struct NumberRulesTests {
  @Test(
    "prices go to the tick down, up or nearest",
    arguments: [
      ("100.03", "0.05", "100.00", "100.05", "100.05"), ("100.05", "0.05", "100.05", "100.05", "100.05"),
      ("-100.03", "0.05", "-100.05", "-100.00", "-100.05"), ("0.0060", "0.0025", "0.0050", "0.0075", "0.0050"),
      ("100.02", "0.05", "100.00", "100.05", "100.00"),
    ] as [(Price, Price, Price, Price, Price)])
  func ticks(_ price: Price, _ tick: Price, _ down: Price, _ up: Price, _ nearest: Price) {
    #expect(price.rounded(to: tick, .down) == down)
    #expect(price.rounded(to: tick, .up) == up)
    #expect(price.rounded(to: tick, .nearest) == nearest)
  }

  @Test("a share of a price is cut toward zero; a share of money rounds half away from zero")
  func shares() {
    #expect(Price("100.0001").scaled(basisPoints: 5000) == "50")
    #expect(Money("0.0001").scaled(by: 1, over: 2) == "0.0001")
    #expect(Money("-0.0001").scaled(by: 1, over: 2) == "-0.0001")
    #expect(Money("0.0005").scaled(by: 1, over: 4) == "0.0001")
  }

  @Test("the largest price times the largest quantity still fits")
  func largest() { #expect((Price.maximum * Quantity.maximum).raw == Price.maximum.raw * Quantity.maximum.units) }

  @Test("a distance is points, or a share of the price it is taken at")
  func distance() {
    #expect(PriceDistance.basisPoints(50).at("428.50") == "2.1425")
    #expect(PriceDistance.points("3").at("428.50") == "3")
  }
}
