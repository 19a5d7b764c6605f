import Market
import Trading

// Prices, money and quantities are written in tests as a trader reads them on a screen. A literal that is no number
// becomes an impossible value and fails the test.

extension Price: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self = Price(parsing: text) ?? Price(raw: .min) }
}

extension Money: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self = Money(parsing: text) ?? Money(raw: .min) }
}

extension Quantity: ExpressibleByIntegerLiteral {
  public init(integerLiteral units: Int64) { self.init(units) }
}

/// A share with lot 1, or a contract with the lot given; tick 0.05.
func contract(
  lot: Int64 = 1, freeze: Int64 = 100_000, tick: Price = "0.05", band: ClosedRange<Price>? = nil
) -> ContractTerms {
  ContractTerms(
    lotSize: Quantity(lot), tickSize: tick, freezeQuantity: Quantity(freeze), lowerBand: band?.lowerBound,
    upperBand: band?.upperBound, sessionClass: .cashWithDerivatives)
}

func orderTerms(
  _ side: Side = .buy, _ quantity: Quantity = 100, _ pricing: OrderPricing = .limit("100")
) -> OrderTerms {
  OrderTerms(instrument: InstrumentID(1), side: side, quantity: quantity, product: .mis, pricing: pricing)
}

let start = Timestamp(unixSeconds: 1_787_000_000)

func at(_ seconds: Int64) -> Timestamp { start + .seconds(seconds) }

func fill(_ id: String, _ quantity: Quantity, _ price: Price = "100", second: Int64 = 5) -> FillReport {
  FillReport(id: id, quantity: quantity, price: price, time: at(second))
}

/// SplitMix64: the same numbers on every machine.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func oneIn(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &self) == 0 }
}
