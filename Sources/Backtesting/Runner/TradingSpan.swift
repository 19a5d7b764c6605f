import History
import Market
import Strategies

/// One session of one instrument, with everything that depends on the day looked up once.
struct TradingSpan: Sendable {
  /// The session's bars.
  var bars: Range<Int>
  var session: Session
  var terms: ContractTerms
  var costs: CostModel
  /// Entries may be decided from `entryOpens` up to, not including, `entryCloses`.
  var entryOpens: Timestamp
  var entryCloses: Timestamp
  /// Whatever is held closes at this time; nil: it may stay.
  var closeAt: Timestamp?
  /// First bar that ends at ``closeAt`` or later.
  var closeFrom: Int
  /// In-session bars of this instrument before this span, since the last hole.
  var barsBefore: Int
  /// More than a few sessions are missing before it: strategies begin anew, and warm up again.
  var restarts = false

  var day: TradingDay { session.day }

  /// In-session bars up to `index`, it included.
  @inline(__always)
  func seen(_ index: Int) -> Int { barsBefore + index - bars.lowerBound + 1 }

  /// When the bar that begins at `start` ends: with the session at the latest.
  @inline(__always)
  func end(_ start: Timestamp, _ interval: Interval) -> Timestamp { min(start + interval, session.close) }
}

/// The sessions of one instrument, in time order.
struct SpanSchedule: Sendable {
  private(set) var spans: [TradingSpan] = []
  /// Bars inside the sessions.
  private(set) var barCount = 0
  private(set) var barsOutside = 0
  /// The last bar but one: positions are closed by what is decided here, and nothing opens any more.
  private(set) var lastDecision = -1
  private(set) var lastBar = -1

  private let bars: BarSeries
  private let instrument: BacktestInstrument
  private let plan: BacktestPlan
  private let calendar: TradingCalendar
  private(set) var costs: CostTable
  private var lastDayWithBars: TradingDay?
  private var barsSinceHole = 0

  init(_ instrument: BacktestInstrument, _ setup: BacktestSetup) throws(BacktestError) {
    bars = instrument.bars
    self.instrument = instrument
    plan = setup.plan
    calendar = setup.calendar
    costs = CostTable(instrument.instrument, setup.plan, setup.charges)
    var index = 0
    while index < bars.count {
      let day = bars.start(index).istDay
      let end = bars.index(from: Timestamp(day: day.advanced(by: 1), time: TimeOfDay(0, 0)), after: index)
      try addDay(day, index..<end)
      index = end
    }
    barsOutside = bars.count - barCount
    markEnd()
  }

  private mutating func addDay(_ day: TradingDay, _ range: Range<Int>) throws(BacktestError) {
    if let expiry = instrument.instrument.expiry, day > expiry { return }
    let sessions = sessions(on: day, range)
    var restarts = isAfterHole(day)
    if restarts { barsSinceHole = 0 }
    for session in sessions {
      let first = max(bars.index(from: session.open, after: range.lowerBound), range.lowerBound)
      let last = min(bars.index(from: session.close, after: first), range.upperBound)
      guard first < last else { continue }
      var span = try span(first..<last, session, dayClose: sessions.last?.close ?? session.close)
      span.restarts = restarts
      restarts = false
      spans.append(span)
      barCount += last - first
      barsSinceHole += last - first
      lastDayWithBars = day
    }
  }

  private func isAfterHole(_ day: TradingDay) -> Bool {
    guard let last = lastDayWithBars else { return false }
    let sessionClass = instrument.terms.terms(on: day).sessionClass
    return calendar.isHole(of: sessionClass, after: last, before: day)
  }

  private func sessions(on day: TradingDay, _ range: Range<Int>) -> [Session] {
    if let sessions = instrument.sessions(on: day, by: calendar) {
      // A bar of a whole day has no hours: that of an evening's session counts too.
      let isElsewhere = isDaily && !sessions.contains { $0.contains(bars.start(range.lowerBound)) }
      guard isElsewhere, !sessions.isEmpty else { return sessions }
    }
    let open = min(Timestamp(day: day, time: TimeOfDay(9, 15)), bars.start(range.lowerBound))
    let usual = max(Timestamp(day: day, time: TimeOfDay(15, 30)), open + .minutes(375))
    // A daily bar is as long as a day and a night.
    let close =
      isDaily
      ? usual : max(Timestamp(day: day, time: TimeOfDay(15, 30)), bars.start(range.upperBound - 1) + bars.interval)
    return [Session(day: day, open: open, close: close)]
  }

  /// Daily bars: the session is over when they are decided on, and orders are kept for the next opening.
  var isDaily: Bool { bars.isDaily }

  private mutating func span(
    _ range: Range<Int>, _ session: Session, dayClose: Timestamp
  ) throws(BacktestError) -> TradingSpan {
    let closeAt = closing(session, dayClose: dayClose)
    return TradingSpan(
      bars: range, session: session, terms: instrument.terms.terms(on: session.day),
      costs: try costs.model(on: session.day),
      entryOpens: isDaily ? .distantPast : Timestamp(day: session.day, time: plan.entryFrom),
      entryCloses: isDaily
        ? .distantFuture
        : min(Timestamp(day: session.day, time: plan.entryUntil), closeAt ?? session.close, session.close),
      closeAt: closeAt, closeFrom: closeAt.map { firstBar(endingAt: $0, range) } ?? Int.max, barsBefore: barsSinceHole)
  }

  /// When positions must be closed: the plan's time; a quarter of an hour before the day's close at the latest when they
  /// may not stay.
  private func closing(_ session: Session, dayClose: Timestamp) -> Timestamp? {
    let isExpiry = instrument.instrument.expiry == session.day
    let late = dayClose - Product.squareOffLead
    guard !isDaily else { return isExpiry ? late : nil }
    let wanted = plan.squareOff.map { Timestamp(day: session.day, time: $0) }
    guard isExpiry || !plan.product.mayStayOvernight else { return wanted }
    guard let wanted, wanted < dayClose else { return late }
    return isExpiry ? min(wanted, late) : wanted
  }

  private func firstBar(endingAt time: Timestamp, _ range: Range<Int>) -> Int {
    let index = bars.index(from: time, after: range.lowerBound)
    return index > range.lowerBound && bars.start(index - 1) + bars.interval >= time ? index - 1 : index
  }

  private mutating func markEnd() {
    let last = spans.last?.bars.upperBound ?? 0
    lastBar = last - 1
    if let span = spans.last, span.bars.count >= 2 {
      lastDecision = last - 2
    } else if spans.count >= 2 {
      lastDecision = spans[spans.count - 2].bars.upperBound - 1
    }
  }
}
