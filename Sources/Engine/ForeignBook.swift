import Market
import Trading

/// What of the broker's book is not ours: orders without a name of ours, and what is held beside us.
///
/// The broker nets by instrument and product, so its net quantity is ours plus what is *external*. External is what was
/// there before us and what other people's orders filled since, except where such a fill closed a position of ours.
package struct ForeignBook: Hashable, Sendable, Codable {
  /// Today's, in order of first sight.
  private(set) var orders: [ForeignOrder] = []
  /// Sorted by key.
  private var lines: [Line] = []
  /// The day whose opening quantities are known: what has no line began at nothing.
  private(set) var openingDay: TradingDay?
  /// What is wrong with the broker's book as last read; nil once a read agreed.
  var trouble: String?
  /// How its positions differ from ours as last compared; nil once they agreed.
  var difference: String?
  /// Reads in a row that failed or contradicted themselves.
  var failures = 0

  struct ForeignOrder: Hashable, Sendable, Codable {
    var report: OrderReport
    /// As the broker first showed it. A person may change it while we ask whether it is ours; it stays as likely ours.
    let firstTerms: OrderTerms
    let firstSeen: Timestamp
    /// When it last was news.
    var lastSeen: Timestamp
    /// Of the filled quantity, what has been looked at.
    var accounted = Quantity.zero
    /// Of that, what closed nothing of ours.
    var external = Quantity.zero
    /// Value of what closed positions of ours: brokerage is counted by order.
    var bookedValue = Money.zero
    var isTold = false
    /// The orders, made here, by which it closed positions of ours.
    var closing: [OrderNumber] = []
    /// Its tag has been looked at, and somebody was told if it looks like one of ours.
    var isExamined = false

    init(_ report: OrderReport, firstSeen: Timestamp) {
      self.report = report
      firstTerms = report.terms
      self.firstSeen = firstSeen
      lastSeen = firstSeen
    }

    var key: BookKey { BookKey(report.terms) }
    var booked: Quantity { accounted - external }
    var unaccounted: Quantity { max(report.filledQuantity - accounted, .zero) }
  }

  private struct Line: Hashable, Sendable, Codable {
    var key: BookKey
    /// The broker's net quantity less the fills of the day: constant all day. Nil until a read agreed with us.
    var carried: Quantity?
    /// The day's first ``carried``.
    var opening: Quantity?
    /// External quantity that no foreign order of today explains.
    var rest = Quantity.zero
    var proposal: Proposal?

    mutating func settle(_ carried: Quantity) {
      self.carried = carried
      if opening == nil { opening = carried }
      proposal = nil
    }
  }

  /// Another carried quantity than the known one, as the last reads had it.
  struct Proposal: Hashable, Sendable, Codable {
    var carried: Quantity
    /// When the first and the last of these reads began.
    var first: Timestamp
    var last: Timestamp
    var reads = 1

    var duration: Interval { last - first }
  }

  package init() {}

  // MARK: Quantities

  /// Signed net quantity at the broker that is not ours.
  func external(_ key: BookKey) -> Quantity {
    orders.reduce(line(key)?.rest ?? .zero) {
      $1.key == key ? $0 + Quantity($1.external.units * $1.report.terms.side.sign) : $0
    }
  }

  /// What the broker's net quantity was before the day's first fill; nil while that is not known.
  func carried(_ key: BookKey, on day: TradingDay?) -> Quantity? {
    if let line = line(key) { return line.carried }
    return openingDay != nil && openingDay == day ? .zero : nil
  }

  /// What it was when the day began, as first read.
  func opening(_ key: BookKey) -> Quantity? { line(key)?.opening }

  /// A fill of ours changed the account and none of our positions.
  mutating func addSurplus(_ quantity: Quantity, _ key: BookKey) {
    update(key) { $0.rest += quantity }
  }

  /// Our books agree with a read in which the broker carried this much into the day.
  mutating func agreed(_ key: BookKey, carried: Quantity) {
    update(key) { $0.settle(carried) }
  }

  /// A read begun then in which more or less was carried into the day than we know of.
  mutating func propose(_ key: BookKey, carried: Quantity, readBegan: Timestamp) -> Proposal {
    update(key) {
      var proposal = Proposal(carried: carried, first: readBegan, last: readBegan)
      if let known = $0.proposal, known.carried == carried {
        proposal.first = known.first
        proposal.reads = known.reads + 1
      }
      $0.proposal = proposal
      return proposal
    }
  }

  /// What no order explains is external.
  mutating func accept(_ key: BookKey, carried: Quantity, insteadOf known: Quantity) {
    update(key) {
      $0.rest += carried - known
      $0.settle(carried)
    }
  }

  /// Where we have nothing, whatever is there is external. The day's first read counts at once, a change of it when a
  /// second read says the same: one of them may be wrong.
  mutating func rebase(
    _ listed: [BookKey: Quantity], except own: [BookKey], on day: TradingDay?, readBegan: Timestamp
  ) {
    let isFirst = openingDay == nil || openingDay != day
    for key in Set(lines.map(\.key) + listed.keys).sorted() where !own.contains(key) {
      let carried = listed[key] ?? .zero
      if isFirst {
        update(key) {
          $0.rest = carried
          $0.settle(carried)
        }
      } else {
        let known = self.carried(key, on: day) ?? .zero
        if carried == known {
          agreed(key, carried: known)
        } else if propose(key, carried: carried, readBegan: readBegan).reads >= 2 {
          accept(key, carried: carried, insteadOf: known)
        }
      }
    }
    // What we brought into the day ourselves is known only once the books agree on it.
    if isFirst { for key in own where line(key) == nil { update(key) { _ in } } }
    lines.removeAll { $0.carried == .zero && $0.opening == .zero && $0.rest == .zero && $0.proposal == nil }
    openingDay = day
  }

  /// Orders are of one day; what may stay overnight stays.
  mutating func startDay() {
    let stays = Set(lines.map(\.key) + orders.map(\.key)).sorted().filter(\.product.mayStayOvernight)
    let kept = stays.map { Line(key: $0, rest: external($0)) }
    lines = kept.filter { $0.rest != .zero }
    orders.removeAll()
    openingDay = nil
    // What is still wrong today is told today.
    trouble = nil
    difference = nil
    failures = 0
  }

  // MARK: Orders

  var newestFill: Timestamp {
    orders.reduce(.distantPast) { max($0, $1.report.fills.last?.time ?? .distantPast) }
  }

  /// The order of that id in the instrument and direction of `terms`: an id alone may name several.
  func order(_ id: BrokerOrderID, like terms: OrderTerms) -> ForeignOrder? { index(id, terms).map { orders[$0] } }

  /// Any order of that id.
  func order(anyWith id: BrokerOrderID) -> ForeignOrder? { orders.last { $0.report.brokerID == id } }

  private func index(_ id: BrokerOrderID, _ terms: OrderTerms) -> Int? {
    orders.firstIndex {
      $0.report.brokerID == id && $0.report.terms.instrument == terms.instrument && $0.report.terms.side == terms.side
    }
  }

  /// That fills are gone is believed only of a newer read of the whole book.
  ///
  /// - Returns: whether it brought fills that have not been looked at, or something that only a read can settle.
  mutating func note(_ report: OrderReport, isRead: Bool, at now: Timestamp) -> Bool {
    guard let index = self.index(report.brokerID, report.terms) else {
      orders.append(ForeignOrder(report, firstSeen: now))
      return report.filledQuantity > .zero
    }
    let known = orders[index].report
    if report.filledQuantity < known.filledQuantity, known.time < report.time {
      guard isRead, report.fills.reduce(Quantity.zero, { $0 + $1.quantity }) == report.filledQuantity else {
        return true
      }
      orders[index].report = report
      orders[index].lastSeen = now
      return false
    }
    let isOld = report.filledQuantity < known.filledQuantity || (known.status.isFinal && !report.status.isFinal)
    guard !isOld, report.fills.count >= known.fills.count, report != known else { return false }
    orders[index].report = report
    orders[index].lastSeen = now
    return orders[index].unaccounted > .zero
  }

  /// Where more has been looked at than is filled, now that fills were annulled.
  var annulled: Int? { orders.firstIndex { $0.accounted > $0.report.filledQuantity } }

  mutating func update(_ index: Int, _ change: (inout ForeignOrder) -> Void) { change(&orders[index]) }

  /// It is ours after all.
  mutating func remove(_ id: BrokerOrderID, like terms: OrderTerms) -> ForeignOrder? {
    index(id, terms).map { orders.remove(at: $0) }
  }

  // MARK: Lines

  private func line(_ key: BookKey) -> Line? { lines.first { $0.key == key } }

  private mutating func update<Result>(_ key: BookKey, _ change: (inout Line) -> Result) -> Result {
    let index: Int
    if let known = lines.firstIndex(where: { $0.key == key }) {
      index = known
    } else {
      index = lines.firstIndex { key < $0.key } ?? lines.endIndex
      let carried: Quantity? = openingDay == nil ? nil : .zero
      lines.insert(Line(key: key, carried: carried, opening: carried), at: index)
    }
    return change(&lines[index])
  }
}

/// What a broker nets: one instrument in one product.
struct BookKey: Hashable, Comparable, Sendable, Codable {
  var instrument: InstrumentID
  var product: Product

  init(_ terms: OrderTerms) { self.init(terms.instrument, terms.product) }
  init(_ position: Position) { self.init(position.instrument, position.product) }
  init(_ position: BrokerPosition) { self.init(position.instrument, position.product) }
  init(_ instrument: InstrumentID, _ product: Product) {
    self.instrument = instrument
    self.product = product
  }

  static func < (a: BookKey, b: BookKey) -> Bool {
    (a.instrument, a.product.rawValue) < (b.instrument, b.product.rawValue)
  }
}
