import Engine
import Market
import Trading

/// The slow judge of an account's book: the list of all executions at the broker, added up anew for each question.
struct SlowAccount {
  struct Execution {
    var order: Order
    var instrument: Instrument
    var fill: FillReport
  }

  let plan: String
  let day: TradingDay
  var executions: [Execution] = []

  /// Cash that moved, charges apart.
  var cash: Int128 { executions.reduce(0) { $0 - value($1) * Int128($1.order.terms.side.sign) } }

  /// Signed net quantity and value paid, by instrument and product.
  func net(_ instrument: InstrumentID, _ product: Product) -> Int128 {
    executions.filter { $0.order.terms.instrument == instrument && $0.order.terms.product == product }
      .reduce(0) { $0 + Int128($1.fill.quantity.units) * Int128($1.order.terms.side.sign) }
  }

  struct Result {
    var open: Int128 = 0
    var cost: Int128 = 0
    var realised: Int128 = 0
  }

  /// A position by average cost: an exit takes its share of the cost of what is open, to the nearest unit, the last one the rest.
  func result(of position: PositionID) -> Result {
    var result = Result()
    for execution in executions where execution.order.position == position {
      let units = Int128(execution.fill.quantity.units)
      if execution.order.purpose == .entry {
        result.open += units
        result.cost += value(execution)
      } else {
        let share = (2 * result.cost * units + result.open) / (2 * result.open)
        result.realised -= Int128(execution.order.terms.side.sign) * (value(execution) - share)
        result.open -= units
        result.cost -= share
      }
    }
    return result
  }

  /// Of the day, with charges as they accrue fill by fill: brokerage is an order's, so a fill adds what its order's total
  /// brokerage grew by.
  func charges(_ schedule: ChargeSchedule) throws -> Charges {
    var total = Charges()
    for (place, execution) in executions.enumerated() {
      guard let segment = ChargeSegment(execution.instrument, product: execution.order.terms.product) else { continue }
      let tariff = try schedule.tariff(
        plan: plan, exchange: execution.instrument.exchange, segment: segment, on: day)
      let before = executions[..<place].filter { $0.order.number == execution.order.number }.reduce(Int128(0)) {
        $0 + value($1)
      }
      total += tariff.accrual(
        side: execution.order.terms.side, value: Money(raw: Int64(value(execution))),
        filledValueBefore: Money(raw: Int64(before)))
    }
    return total
  }

  private func value(_ execution: Execution) -> Int128 {
    Int128(execution.fill.quantity.units) * Int128(execution.fill.price.raw)
  }
}
