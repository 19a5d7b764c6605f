import Engine
import Market
import Simulation
import Trading

/// What a broker does from day to day: ids that begin anew, fills that are corrected, ends that nobody tells.
extension SimulatedBroker {
  // MARK: Ids

  static func number(_ id: BrokerOrderID) -> Int64? { Int64(id.text.dropFirst()) }

  /// As it is told outside.
  func name(of id: BrokerOrderID) -> BrokerOrderID { moved(id, by: -firstNumber) }

  /// The exchange's own.
  func id(of name: BrokerOrderID) -> BrokerOrderID { moved(name, by: firstNumber) }

  private func moved(_ id: BrokerOrderID, by distance: Int64) -> BrokerOrderID {
    guard distance != 0, let number = Self.number(id) else { return id }
    return BrokerOrderID("P\(number + distance)")
  }

  func named(_ outcome: RequestOutcome) -> RequestOutcome {
    if case .accepted(let id) = outcome { .accepted(name(of: id)) } else { outcome }
  }

  // MARK: Corrections

  /// The exchange corrects the price of a fill of ours by some ticks.
  ///
  /// - Returns: the order as it is told now.
  mutating func correctFill(place: Int, ticks: Int64, tick: Price, at now: Timestamp) -> OrderReport? {
    let filled = exchange.snapshot(at: now).orders.filter { report in
      !report.fills.isEmpty && !(report.tag.map { foreignTags.contains($0.text) } ?? true)
    }
    guard faults[.fillCorrected] != nil, !filled.isEmpty else { return nil }
    let report = filled[place % filled.count]
    guard let fill = report.fills.last else { return nil }
    note(.fillCorrected)
    correctedFills[Self.name(fill, report)] = (fill.price + Price(raw: tick.raw * ticks), now)
    return shown(report)
  }

  func correct(_ report: inout OrderReport) {
    guard !correctedFills.isEmpty else { return }
    for index in report.fills.indices {
      guard let corrected = correctedFills[Self.name(report.fills[index], report)] else { continue }
      report.fills[index].price = corrected.price
      report.time = max(report.time, corrected.time)
    }
  }

  /// Fills of an order that were corrected, with their price now.
  func corrections(of report: OrderReport) -> [(fill: String, price: Price)] {
    report.fills.compactMap { fill in
      correctedFills[Self.name(fill, report)].map { (fill.id, $0.price) }
    }
  }

  private static func name(_ fill: FillReport, _ report: OrderReport) -> String { "\(report.brokerID.text) \(fill.id)" }

  // MARK: Late words

  /// A resting stop of ours in a contract that is traded on, to fill while the broker is mute; mostly nil.
  mutating func stopToFillUntold(_ isTradedOn: (InstrumentID) -> Bool) -> OrderReport? {
    guard faults[.fillToldNextDay] != nil else { return nil }
    var chance = Chance(seed, "last fill")
    let stops = restingStops().filter { $0.terms.product.mayStayOvernight && isTradedOn($0.terms.instrument) }
    guard chance.oneIn(2), !stops.isEmpty else { return nil }
    note(.fillToldNextDay)
    return chance.pick(stops)
  }

  /// One of the day before that is told again, best one whose id, instrument and side an order of today has too.
  mutating func earlierReport(_ chance: inout Chance, at now: Timestamp) -> OrderReport? {
    guard faults[.earlierReport] != nil, !earlier.isEmpty, chance.oneIn(4) else { return nil }
    note(.earlierReport)
    let today = exchange.snapshot(at: now).orders.map { ($0.terms, name(of: $0.brokerID)) }
    let namesakes = earlier.filter { report in
      today.contains { terms, name in
        name == report.brokerID && terms.instrument == report.terms.instrument && terms.side == report.terms.side
      }
    }
    return chance.pick(namesakes.isEmpty ? earlier : namesakes)
  }

  // MARK: Ends

  /// Whether the ends of this day's orders are told to nobody.
  mutating func hidesEnds(at now: Timestamp) -> Bool {
    guard let share = faults[.endsNeverTold] else { return false }
    var chance = Chance(seed, "ends of \(now.istDay)")
    guard chance.percent(max(share, 3) * 5) else { return false }
    note(.endsNeverTold)
    return true
  }
}
