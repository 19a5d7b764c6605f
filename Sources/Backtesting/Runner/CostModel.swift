import Market
import Trading

/// What a fill costs, on one day.
enum CostModel: Sendable {
  case tariff(ChargeTariff)
  /// A share of the value, in parts of a billion.
  case share(Int64)
  case none

  /// The charges of an order that was filled at once.
  @inline(__always)
  func charges(_ side: Side, value: Money) -> Charges {
    switch self {
    case .none: .zero
    case .share(let perBillion): Charges(brokerage: ChargeRate(perBillion: perBillion).amount(on: value))
    case .tariff(let tariff): tariff.accrual(side: side, value: value)
    }
  }
}

/// The cost model of one instrument by day: rates hold for months, and looking them up is slow.
struct CostTable {
  private let instrument: Instrument
  private let plan: BacktestPlan
  private let schedule: ChargeSchedule
  private let changes: [TradingDay]
  private var known: (from: TradingDay, until: TradingDay, model: CostModel)?

  init(_ instrument: Instrument, _ plan: BacktestPlan, _ schedule: ChargeSchedule) {
    self.instrument = instrument
    self.plan = plan
    self.schedule = schedule
    changes = schedule.changeDays
  }

  mutating func model(on day: TradingDay) throws(BacktestError) -> CostModel {
    switch plan.costs {
    case .none: return .none
    case .perBillion(let share): return .share(share)
    case .plan(let name):
      if let known, known.from <= day, day < known.until { return known.model }
      let model = CostModel.tariff(try tariff(name, on: day))
      let until = changes.first { $0 > day } ?? TradingDay(daysSince1970: .max)
      known = (day, until, model)
      return model
    }
  }

  private func tariff(_ name: String, on day: TradingDay) throws(BacktestError) -> ChargeTariff {
    guard let segment = ChargeSegment(instrument, product: plan.product) else {
      throw BacktestError(
        "\(instrument.symbol) is an index: it is quoted, not traded.", fix: "Trade its future or a share.")
    }
    do throws(ChargeError) {
      return try schedule.tariff(plan: name, exchange: instrument.exchange, segment: segment, on: day)
    } catch {
      throw BacktestError(
        "\(error)", fix: "Or take a flat share of the value: --costs percent:0.03, or none: --costs none.")
    }
  }
}
