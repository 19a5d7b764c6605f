package import Market
package import Trading

/// The orders of an account: all of the day, with the live ones at hand.
package struct OrderTable: Hashable, Sendable, Codable {
  /// Sorted by number.
  package private(set) var all: [Order] = []
  private var nextNumber: Int32 = 0
  /// Numbers of orders that are not final, oldest first.
  package private(set) var live: [OrderNumber] = []
  /// The newest of each name.
  private var byBrokerID: [BrokerName: OrderNumber] = [:]

  /// Brokers count their ids anew each day and in each segment: alone an id names nothing.
  private struct BrokerName: Hashable, Sendable {
    var id: BrokerOrderID
    var instrument: InstrumentID
    var side: Side

    init(_ id: BrokerOrderID, _ terms: OrderTerms) {
      self.id = id
      instrument = terms.instrument
      side = terms.side
    }
  }

  /// The broker ends orders with their day. Where it does not, an order of an earlier day that is still live is the one
  /// its id names. From the account's settings, not stored here.
  var endWithTheirDay = true

  package init() {}

  package mutating func add(_ make: (OrderNumber) -> Order) -> OrderNumber {
    let number = OrderNumber(nextNumber)
    nextNumber += 1
    let order = make(number)
    all.append(order)
    if order.isLive { live.append(number) }
    return number
  }

  package func contains(_ number: OrderNumber) -> Bool { place(of: number) != nil }

  package func find(_ number: OrderNumber) -> Order? { place(of: number).map { all[$0] } }

  /// The order of that number, which the caller knows to exist.
  package subscript(_ number: OrderNumber) -> Order {
    guard let place = place(of: number) else { preconditionFailure("order \(number.index) exists") }
    return all[place]
  }

  /// Changes one order in place and keeps the indexes true.
  package mutating func update<Result>(_ number: OrderNumber, _ change: (inout Order) -> Result) -> Result {
    guard let place = place(of: number) else { preconditionFailure("order \(number.index) exists") }
    let hadBrokerID = all[place].brokerID != nil
    let result = change(&all[place])
    if !hadBrokerID, let id = all[place].brokerID { byBrokerID[BrokerName(id, all[place].terms)] = number }
    if all[place].status.isFinal {
      live.removeAll { $0 == number }
    } else if !live.contains(number) {
      live.append(number)
    }
    return result
  }

  /// Our order known to the broker by the report's id, day, instrument and side.
  package func find(known report: OrderReport) -> OrderNumber? {
    guard let number = byBrokerID[BrokerName(report.brokerID, report.terms)] else { return nil }
    if isMeant(self[number], by: report) { return number }
    // It may speak of an order of an earlier day whose id has been given again.
    return all.last { $0.brokerID == report.brokerID && isMeant($0, by: report) }?.number
  }

  /// Whether a report of an order with this id, instrument and side speaks of `order`.
  func isMeant(_ order: Order, by report: OrderReport) -> Bool {
    if !endWithTheirDay, order.isLive, order.brokerID == report.brokerID,
      order.terms.instrument == report.terms.instrument,
      order.terms.side == report.terms.side
    {
      return true
    }
    return order.isMeant(by: report)
  }

  /// Any order of ours known by that id, whatever its day and instrument.
  package func find(anyWith id: BrokerOrderID) -> OrderNumber? { all.last { $0.brokerID == id }?.number }

  /// Whether the order is over and the report says what is known of it.
  package func isOver(_ number: OrderNumber, as report: OrderReport) -> Bool {
    place(of: number).map { all[$0].isOver(as: report) } ?? false
  }

  /// Our order behind a broker's report: by the broker's name for it, then by tag, in whatever case and with whatever around it.
  /// An order that is known under another id is not meant: brokers copy tags to orders they, or their user, make from
  /// ours.
  package func find(_ report: OrderReport) -> OrderNumber? {
    if let number = find(known: report) { return number }
    let number = find(tag: ShownTag(report.tag))
    return number.flatMap { self[$0].brokerID == nil && isMeant(self[$0], by: report) ? $0 : nil }
  }

  /// Our order whose whole tag the broker shows, whether it is known under another id or not.
  package func find(tag shown: ShownTag) -> OrderNumber? {
    func bears(_ order: Order) -> Bool { order.tag.map { shown.isWhole($0) } ?? false }
    guard !shown.isBlank else { return nil }
    return live.first { bears(self[$0]) } ?? all.last(where: bears)?.number
  }

  /// Live orders of a position, in order of their numbers.
  package func live(of position: PositionID, where include: (Order) -> Bool = { _ in true }) -> [Order] {
    live.compactMap { number in
      let order = self[number]
      return order.position == position && include(order) ? order : nil
    }
  }

  /// Whether an entry of the position may still execute.
  package func hasLiveEntry(of position: PositionID) -> Bool {
    live.contains { number in
      guard let place = place(of: number) else { return false }
      return all[place].position.index == position.index && all[place].purpose == .entry
    }
  }

  /// Drops the finished orders of days before `day`. Those whose end nobody has told stay for a week: their fills may
  /// still be reported.
  package mutating func forgetFinished(before day: TradingDay) {
    all.removeAll { $0.status.isFinal && !($0.endedByCalendar && day - $0.created.istDay <= Self.daysToTell) }
    byBrokerID = Self.index(all)
  }
  private static let daysToTell = 7

  private func place(of number: OrderNumber) -> Int? {
    guard let first = all.first else { return nil }
    // Without gaps the place follows from the number; after a day change it is searched.
    let guess = Int(number.index - first.number.index)
    if guess >= 0, guess < all.count, all[guess].number == number { return guess }
    var low = 0
    var high = all.count
    while low < high {
      let middle = (low + high) / 2
      if all[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < all.count && all[low].number == number ? low : nil
  }

  private static func index(_ orders: [Order]) -> [BrokerName: OrderNumber] {
    var index: [BrokerName: OrderNumber] = [:]
    for order in orders { if let id = order.brokerID { index[BrokerName(id, order.terms)] = order.number } }
    return index
  }

  private enum CodingKeys: String, CodingKey {
    case all, nextNumber, live
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    all = try values.decode([Order].self, forKey: .all)
    nextNumber = try values.decode(Int32.self, forKey: .nextNumber)
    live = try values.decode([OrderNumber].self, forKey: .live)
    byBrokerID = Self.index(all)
  }

  package static func == (a: OrderTable, b: OrderTable) -> Bool {
    a.all == b.all && a.nextNumber == b.nextNumber && a.live == b.live
  }
  package func hash(into hasher: inout Hasher) {
    hasher.combine(all)
    hasher.combine(nextNumber)
  }
}

extension OrderTable: CanonicalEncodable {
  package func write(to writer: CanonicalWriter) {
    writer.record {
      writer.field("all", all)
      writer.field("nextNumber", nextNumber)
      writer.field("live", live)
    }
  }
}
