import Market
import TestSupport
import Trading

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
