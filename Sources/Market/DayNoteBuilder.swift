/// Adds up a day's fills the way a contract note does. Groups are kept in order of appearance.
struct DayNoteBuilder {
  private let schedule: ChargeSchedule
  private let plan: String
  private let day: TradingDay

  private var tariffs = Grouped<Market, ChargeTariff>()
  private var orders = Grouped<Order, Traded>()
  private var securities = Grouped<Security, Traded>()
  private var exchange = ExactCharge()
  private var sebi = ExactCharge()
  private var stamp = ExactCharge()

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
    var side: Side
  }

  private struct Traded {
    var tariff: ChargeTariff
    var value = Money.zero
  }

  init(schedule: ChargeSchedule, plan: String, day: TradingDay) {
    self.schedule = schedule
    self.plan = plan
    self.day = day
  }

  mutating func add(_ fill: ChargeableFill) throws(ChargeError) {
    let market = Market(exchange: fill.exchange, segment: fill.segment)
    let tariff = try tariff(for: market)
    orders.update(Order(number: fill.order, market: market, side: fill.side), or: Traded(tariff: tariff)) {
      $0.value += fill.value
    }
    let security = Security(instrument: fill.instrument, market: market, side: fill.side)
    securities.update(security, or: Traded(tariff: tariff)) { $0.value += fill.value }
    exchange.add(tariff.exchange[fill.side], on: fill.value)
    sebi.add(tariff.sebi[fill.side], on: fill.value)
    stamp.add(tariff.stamp[fill.side], on: fill.value)
  }

  func charges(_ rounding: DayNote.Rounding) -> Charges {
    var result = Charges(
      exchange: exchange.rounded(to: rounding.others), sebi: sebi.rounded(to: rounding.others),
      stamp: stamp.rounded(to: rounding.stamp))
    for (order, traded) in orders.elements {
      result.brokerage += traded.tariff.brokerage[order.side].amount(on: traded.value).rounded(to: rounding.others)
    }
    for (security, traded) in securities.elements {
      result.stt += traded.tariff.stt[security.side].amount(on: traded.value).rounded(to: rounding.stt)
      result.dp += dp(security, traded, rounding)
    }
    // GST has one rate for all of a note's segments.
    if let gst = tariffs.elements.first?.value.gst {
      result.gst = gst.amount(on: result.brokerage + result.exchange + result.sebi).rounded(to: rounding.others)
    }
    return result
  }

  private func dp(_ security: Security, _ traded: Traded, _ rounding: DayNote.Rounding) -> Money {
    guard security.side == .sell, security.market.segment == .deliveryEquity else { return .zero }
    let charge = traded.tariff.dp.amount(on: traded.value)
    return (charge + traded.tariff.gst.amount(on: charge)).rounded(to: rounding.others)
  }

  private mutating func tariff(for market: Market) throws(ChargeError) -> ChargeTariff {
    if let known = tariffs[market] { return known }
    let tariff = try schedule.tariff(plan: plan, exchange: market.exchange, segment: market.segment, on: day)
    tariffs.update(market, or: tariff) { _ in }
    return tariff
  }
}

/// Values by key, listed in the order in which the keys first came.
private struct Grouped<Key: Hashable, Value> {
  private(set) var elements: [(key: Key, value: Value)] = []
  private var places: [Key: Int] = [:]

  subscript(key: Key) -> Value? { places[key].map { elements[$0].value } }

  mutating func update(_ key: Key, or initial: Value, _ change: (inout Value) -> Void) {
    let place = places[key] ?? elements.count
    if place == elements.count {
      elements.append((key, initial))
      places[key] = place
    }
    change(&elements[place].value)
  }
}
