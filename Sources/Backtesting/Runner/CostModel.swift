import Market
import Trading

/// How a fill is charged on one day. Small: a tariff is half a kilobyte, and a day's facts are passed around a lot.
enum CostModel: Sendable {
  /// Its place among ``CostTable/tariffs``.
  case tariff(Int)
  /// A share of the value, in parts of a billion.
  case share(Int64)
  case none
}

/// The cost models of one instrument by day: rates hold for months, and looking them up is slow.
struct CostTable: Sendable {
  private(set) var tariffs: [ChargeTariff] = []
  private let instrument: Instrument
  private let plan: BacktestPlan
  private let schedule: ChargeSchedule
  private let changes: [TradingDay]
  /// Until when the newest tariff holds.
  private var changesOn = TradingDay(daysSince1970: .min)

  init(_ instrument: Instrument, _ plan: BacktestPlan, _ schedule: ChargeSchedule) {
    self.instrument = instrument
    self.plan = plan
    self.schedule = schedule
    changes = schedule.changeDays
  }

  /// Asked for days in ascending order.
  mutating func model(on day: TradingDay) throws(BacktestError) -> CostModel {
    switch plan.costs {
    case .none: return .none
    case .perBillion(let share): return .share(share)
    case .plan(let name):
      if day >= changesOn {
        tariffs.append(try tariff(name, on: day))
        changesOn = changes.first { $0 > day } ?? TradingDay(daysSince1970: .max)
      }
      return .tariff(tariffs.count - 1)
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
