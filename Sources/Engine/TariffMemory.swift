import Market
import Trading

/// The charge rates asked for lately: looking one up in the schedule walks through every row of it, and each fill needs
/// one. Data that follows from the schedule, so neither state nor journalled.
struct TariffMemory: Sendable {
  private struct Entry: Sendable {
    var plan: String
    var exchange: Exchange
    var segment: ChargeSegment
    var day: TradingDay
    var tariff: ChargeTariff
  }
  /// Segments and exchanges of one day; more means that the day has changed.
  private static let capacity = 16
  private var entries: [Entry] = []

  /// Nil when the schedule has no rates for it.
  mutating func tariff(
    plan: String, exchange: Exchange, segment: ChargeSegment, on day: TradingDay, in schedule: ChargeSchedule
  ) -> ChargeTariff? {
    let known = entries.first {
      $0.day == day && $0.exchange == exchange && $0.segment == segment && $0.plan == plan
    }
    if let known { return known.tariff }
    // Why there is none does not matter here: the fill is booked without charges, and a person is told.
    guard let tariff = try? schedule.tariff(plan: plan, exchange: exchange, segment: segment, on: day) else {
      return nil
    }
    if entries.count >= Self.capacity { entries.removeAll(keepingCapacity: true) }
    entries.append(Entry(plan: plan, exchange: exchange, segment: segment, day: day, tariff: tariff))
    return tariff
  }
}
