package import Market
package import Trading

/// Exchange and broker of a paper account, as a value: the same settings, seed and inputs give the same book, always.
///
/// A request is answered at once and reaches the book `latency` later; until then the old version can fill. Time is
/// what the callers say: before anything else, each call delivers the requests due by its own time, so the owner needs
/// a timer at ``nextDue`` only where no tick may come. Outcomes of delivered requests and fills are pushed as reports,
/// which the owner drains, with the changed rows, after each call.
///
/// **How a price is found.** Each tick is a trade of the real market of which our orders may take a share, buys and
/// sells separately (each trade has both sides), in price-time priority. An order that could trade when it arrived (or
/// was triggered) takes the tick's price, never worse than its limit. As soon as a tick passes beyond its limit the
/// order rests, and when the market comes back to it, it is filled at its limit. A tick older than an order's arrival
/// does not fill it.
///
/// Charges, auctions, the broker's own square-off and mark to market are not simulated.
package struct SimulatedExchange: Sendable {
  package let settings: ExchangeSettings
  let seed: UInt64
  var header: ExchangeHeader
  /// By sequence. Finished orders stay until ``startDay(_:)``.
  var orders: [ExchangeOrder] = []
  /// Upper-case tag → index in `orders`.
  var slotsByTag: [String: Int] = [:]
  /// Indices in `orders` of those not finished, ascending.
  var live: [Int] = []
  var requests = RequestQueue()
  /// By instrument number. The tick path reads only `marks`.
  var marks: [Mark] = []
  var lines: [Line] = []
  var reports: [OrderReport] = []
  var changed: [Int] = []
  var isChanged: [Bool] = []

  /// Orders kept at most; more are refused.
  package static let maximumOrders = 100_000
  /// Instrument numbers are dense; one above this is a mistake.
  package static let maximumInstruments = 4_000_000
  /// ₹10 000 crore: a single order above it is refused, which keeps sums of money inside `Int64`.
  package static let maximumOrderValue = Money(rupees: 100_000_000_000)

  /// The hot part of an instrument.
  struct Mark: Sendable {
    /// Zero before the first tick of the day.
    var lastPrice = Price.zero
    /// Cumulative volume; −1 before the first tick of the day.
    var volume: Int64 = -1
    /// A last price strictly between these concerns no order in the book.
    var quietAbove = Price(raw: .min)
    var quietBelow = Price(raw: .max)

    /// Takes price and volume over. Returns the volume before if the tick concerns an order in the book.
    mutating func take(_ tick: Tick) -> Int64? {
      let previousVolume = volume
      lastPrice = tick.price
      volume = max(volume, tick.volume)
      return quietAbove.raw < tick.price.raw && tick.price.raw < quietBelow.raw ? nil : previousVolume
    }

    var reference: Price? { lastPrice > .zero ? lastPrice : nil }
  }

  /// The cold part of an instrument.
  struct Line: Sendable {
    /// Nil for an instrument known only from stored orders.
    var listing: ExchangeListing?
    /// Orders in the book, by arrival.
    var live: [Int] = []
  }

  package init(settings: ExchangeSettings, seed: UInt64) {
    self.settings = settings.clamped
    self.seed = seed
    header = ExchangeHeader(cash: settings.clamped.startingCash)
  }

  /// Lists an instrument for the day, or replaces its terms; a first opening other than before starts a new day for it
  /// (last price and volume are forgotten).
  /// - Parameters:
  ///   - sessions: continuous trading, open ≤ t < close. Orders are taken and filled only inside.
  ///   - underlying: an option's, listed here too if its price is to be used. Only for margin.
  ///   - strike: an option's. Without it, selling the option to open is refused.
  /// - Precondition: the number is below ``maximumInstruments``.
  package mutating func list(
    _ id: InstrumentID, kind: InstrumentKind, terms: ContractTerms, sessions: [(open: Timestamp, close: Timestamp)],
    underlying: InstrumentID? = nil, strike: Price? = nil
  ) {
    precondition((0..<Self.maximumInstruments).contains(Int(id.index)), "instrument numbers are dense")
    let index = Int(id.index)
    growLines(toInclude: index)
    let sessions =
      sessions.filter { $0.open < $0.close }.map { ContinuousSession(open: $0.open, close: $0.close) }
      .sorted { $0.open < $1.open }
    if let known = lines[index].listing, known.sessions.first?.open != sessions.first?.open {
      marks[index].lastPrice = .zero
      marks[index].volume = -1
    }
    lines[index].listing = ExchangeListing(
      kind: kind, terms: terms, sessions: sessions, underlying: underlying, strike: strike)
  }

  /// Matches one tick; `number` is its number on the tape. A number not above ``lastTick`` is ignored, so the tape may
  /// be fed again after a restart. An instrument not listed and an implausible price are ignored too.
  package mutating func observe(_ tick: Tick, number: Int64) {
    guard number > header.lastTick else { return }
    header.lastTick = number
    // Bare integers on this path: `Comparable` of another module's type costs a dispatch for each comparison.
    if tick.time.nanoseconds >= requests.nextDue.nanoseconds { deliverRequests(until: tick.time) }
    let index = Int(tick.instrument.index)
    guard index >= 0, index < marks.count, tick.price.isPlausible else { return }
    if let previousVolume = marks[index].take(tick) { match(tick, previousVolume: previousVolume) }
  }

  /// Sets last price and cumulative volume without matching: after a restart, with each listed instrument's last tick
  /// up to ``lastTick``; then the later ticks are observed.
  package mutating func warm(_ tick: Tick) {
    let index = Int(tick.instrument.index)
    guard marks.indices.contains(index), tick.price.isPlausible else { return }
    _ = marks[index].take(tick)
  }

  /// Delivers the requests due by `now`. For the owner's timer at ``nextDue``.
  package mutating func advance(to now: Timestamp) {
    if now >= requests.nextDue { deliverRequests(until: now) }
  }

  /// When the next request under way reaches the book.
  package var nextDue: Timestamp? { requests.nextDue == .distantFuture ? nil : requests.nextDue }

  /// Expires day orders of instruments whose last session has closed at `now`, orders of an earlier day, and orders of
  /// instruments not listed. After a restart: list first, then call this.
  package mutating func endSessions(at now: Timestamp) {
    advance(to: now)
    for slot in live {
      let listing = lines[orders[slot].instrumentIndex].listing
      if listing?.hasExpired(orderPlaced: orders[slot].placed, at: now) ?? true {
        finish(slot, as: .expired, reason: "end of session", at: now)
      }
    }
  }

  /// Reports pushed since the last call, in order.
  package mutating func drainReports() -> [OrderReport] {
    defer { reports.removeAll(keepingCapacity: true) }
    return reports
  }

  /// The trading day the book is of; nil before the first ``startDay(_:)``.
  package var day: TradingDay? { header.day }

  /// Number of the day's last tick observed; −1 before the first.
  package var lastTick: Int64 { header.lastTick }

  /// When something last happened to an order: a request reached the book, or it was filled.
  package var lastChange: Timestamp { orders.reduce(.distantPast) { max($0, $1.time) } }

  mutating func growLines(toInclude index: Int) {
    guard index >= lines.count else { return }
    let missing = index + 1 - lines.count
    lines.append(contentsOf: repeatElement(Line(), count: missing))
    marks.append(contentsOf: repeatElement(Mark(), count: missing))
  }
}
