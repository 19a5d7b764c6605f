/// Sorts a day's fills by order and security, the way a contract note lists them.
struct DayNoteBuilder {
  private let schedule: ChargeSchedule
  private let plan: String
  private let day: TradingDay
  private let rounding: DayNote.Rounding

  private var tariffs: [Market: ChargeTariff] = [:]
  /// What earlier fills of an order came to.
  private var orders: [Order: Money] = [:]
  /// In order of appearance.
  private var securities: [NoteSecurity] = []
  private var places: [Security: Int] = [:]

  private struct Market: Hashable {
    var exchange: Exchange
    var segment: ChargeSegment
  }

  private struct Order: Hashable {
    var number: Int
    var market: Market
    var side: Side
  }

  private struct Security: Hashable {
    var instrument: InstrumentID
    var market: Market
  }

  init(schedule: ChargeSchedule, plan: String, day: TradingDay, rounding: DayNote.Rounding) {
    self.schedule = schedule
    self.plan = plan
    self.day = day
    self.rounding = rounding
  }

  mutating func add(_ fill: ChargeableFill) throws(ChargeError) {
    let market = Market(exchange: fill.exchange, segment: fill.segment)
    let order = Order(number: fill.order, market: market, side: fill.side)
    let place = try place(of: Security(instrument: fill.instrument, market: market))
    let before = orders[order] ?? .zero
    securities[place].add(fill.side, fill.value, filledValueBefore: before)
    orders[order] = before + fill.value
  }

  var charges: Charges {
    var total = NoteTotal(rounding: rounding)
    for security in securities { total.add(security) }
    return total.charges
  }

  private mutating func place(of security: Security) throws(ChargeError) -> Int {
    if let known = places[security] { return known }
    let tariff = try tariff(for: security.market)
    securities.append(
      NoteSecurity(tariff, isDelivery: security.market.segment == .deliveryEquity, rounding: rounding))
    places[security] = securities.count - 1
    return securities.count - 1
  }

  private mutating func tariff(for market: Market) throws(ChargeError) -> ChargeTariff {
    if let known = tariffs[market] { return known }
    let tariff = try schedule.tariff(plan: plan, exchange: market.exchange, segment: market.segment, on: day)
    tariffs[market] = tariff
    return tariff
  }
}
