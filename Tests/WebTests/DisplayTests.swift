import Market
import Testing

@testable import Web

@Suite("Numbers on the page")
struct DisplayTests {
  @Test(
    "rupees in Indian groups, rounded to the paisa",
    arguments: [
      ("0", "0.00"), ("999", "999.00"), ("1000", "1,000.00"), ("12345.678", "12,345.68"), ("123456", "1,23,456.00"),
      ("1234567.5", "12,34,567.50"), ("12345678.90", "1,23,45,678.90"), ("-100000", "−1,00,000.00"),
      ("-0.004", "0.00"),
    ])
  func rupees(_ amount: String, _ shown: String) throws {
    #expect(Display.rupees(try #require(Money(parsing: amount))) == shown)
  }

  @Test("prices keep a fine tick, results their sign")
  func prices() {
    #expect(Display.price(Price(parsing: "83.1225")) == "83.1225")
    #expect(Display.price(nil) == "–")
    #expect(Display.result(Money(rupees: 5)) == "+5.00")
    #expect(Display.result(Money(raw: 1)) == "0.00")
    #expect(Display.quantity(Quantity(-150_000)) == "−1,50,000")
  }
}
