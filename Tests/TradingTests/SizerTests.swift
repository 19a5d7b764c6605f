import Market
import TestSupport
import Testing
import Trading

@Suite("Size comes from the link; the signal may only ask for less")
struct SizerTests {
  private typealias Size = Result<Quantity, Sizer.Failure>

  private func size(
    _ sizing: Sizing, requested: Quantity? = nil, price: Price = "100", stop: Price? = nil, capital: Money = "500000",
    lot: Int64 = 1
  ) -> Result<Quantity, Sizer.Failure> {
    Sizer.quantity(
      sizing, requested: requested, price: price, stop: stop, capital: capital, terms: contract(lot: lot))
  }

  @Test(
    "every rule rounds down to whole lots",
    arguments: [
      (.quantity(160), 75, .success(150)), (.quantity(74), 75, .failure(.belowOneLot)),
      (.quantity(75), 75, .success(75)), (.lots(3), 75, .success(225)), (.lots(0), 75, .failure(.belowOneLot)),
      (.rupees("10000"), 1, .success(100)), (.rupees("9999.99"), 1, .success(99)),
      (.rupees("7499"), 75, .failure(.belowOneLot)), (.rupees("99.99"), 1, .failure(.belowOneLot)),
    ] as [(Sizing, Int64, Result<Quantity, Sizer.Failure>)])
  func rules(_ sizing: Sizing, _ lot: Int64, _ expected: Result<Quantity, Sizer.Failure>) {
    #expect(size(sizing, lot: lot) == expected)
  }

  @Test("risk to the stop loses at most the share of the capital")
  func riskToStop() {
    // 1 % of 500 000 is 5 000; 2.50 a share.
    #expect(size(.riskToStop(basisPoints: 100), stop: "97.50") == .success(2000))
    #expect(size(.riskToStop(basisPoints: 100), stop: "102.50") == .success(2000))
    #expect(size(.riskToStop(basisPoints: 100), stop: "97.50", lot: 75) == .success(1950))
    #expect(size(.riskToStop(basisPoints: 100), stop: nil) == .failure(.needsStop))
    #expect(size(.riskToStop(basisPoints: 100), stop: "100") == .failure(.needsStop))
    #expect(size(.riskToStop(basisPoints: 1), price: "90000", stop: "1000") == .failure(.belowOneLot))
  }

  @Test(
    "a payload lowers, never raises", arguments: [(50, 50), (100, 100), (101, 100), (1_000_000_000, 100)])
  func requested(_ asked: Int64, _ got: Int64) {
    #expect(size(.quantity(100), requested: Quantity(asked)) == .success(Quantity(got)))
  }

  @Test("zero or less is no size", arguments: [0, -1, -100, Int64.min])
  func nothing(_ asked: Int64) {
    #expect(size(.quantity(100), requested: Quantity(asked)) == .failure(.belowOneLot))
  }

  @Test("what does not fit into a quantity is refused, not wrapped")
  func tooLarge() {
    #expect(size(.lots(.max), lot: 75) == .failure(.tooLarge))
    #expect(size(.quantity(Quantity(Quantity.maximum.units + 1))) == .failure(.tooLarge))
    #expect(size(.quantity(.maximum)) == .success(.maximum))
    #expect(size(.rupees("900000000000000"), price: "0.05") == .failure(.tooLarge))
  }
}

@Suite("Slices respect the freeze quantity")
struct SliceTests {
  @Test(
    "each is at most the freeze quantity in whole lots, together exactly the order",
    arguments: [
      (75, 1800, 75, 75, [75]), (75, 1800, 1800, 75, [1800]), (75, 1800, 1875, 75, [1800, 75]),
      (75, 1790, 3600, 75, [1725, 1725, 150]), (1, 100, 250, 1, [100, 100, 50]), (75, 10, 150, 75, [75, 75]),
    ] as [(Int64, Int64, Int64, Int64, [Int64])])
  func slices(_ lot: Int64, _ freeze: Int64, _ quantity: Int64, _ smallest: Int64, _ expected: [Int64]) {
    let slices = Sizer.slices(of: Quantity(quantity), terms: contract(lot: lot, freeze: freeze))
    #expect(slices.map(\.units) == expected)
    #expect(slices.map(\.units).reduce(0, +) == quantity)
    #expect(slices.allSatisfy { $0.units % lot == 0 && $0.units <= max(freeze, lot) })
  }

  @Test("nothing has no slices")
  func nothing() { #expect(Sizer.slices(of: .zero, terms: contract()).isEmpty) }
}
