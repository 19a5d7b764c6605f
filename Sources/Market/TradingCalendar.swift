/// When each class of instruments trades: ordinary hours by the date they came into force, holidays, special sessions.
///
/// Everything is data (`Data/calendar.csv`, and a user's file over it), because exchanges add holidays a week ahead and
/// change hours by circular. The calendar holds no clock: callers pass the time.
package struct TradingCalendar: Sendable {
  /// The calendar that comes with the program.
  package static let bundled: TradingCalendar = {
    do {
      return try TradingCalendar(parsing: PackageResources.calendar_csv)
    } catch {
      // Invariant: the file is compiled in and parsed by a test.
      preconditionFailure("the bundled calendar is damaged: \(error)")
    }
  }()

  /// One timetable for each session class, in the order of `SessionClass.allCases`.
  var timetables: [Timetable]

  /// Ordinary hours and exceptions of one session class.
  struct Timetable: Sendable {
    /// Ascending by date; each holds until the next.
    var regular: [(from: TradingDay, hours: [PhaseHours])] = []
    /// Ascending by date.
    var exceptions: [(day: TradingDay, exception: Exception)] = []
    var coveredFrom: TradingDay?
    var coveredTo: TradingDay?
  }

  /// What makes a date differ from an ordinary one.
  enum Exception: Hashable, Sendable {
    case holiday(String)
    case openAsUsual(String)
    /// Only these hours; none at all when they were announced but are not known.
    case special(String, [PhaseHours])
  }

  /// The continuous sessions of a day, in time order; empty when the class does not trade.
  package func sessions(of sessionClass: SessionClass, on day: TradingDay) -> [TradingSession] {
    hours(of: sessionClass, on: day).filter { $0.phase == .continuous }.map { $0.session(on: day) }
  }

  /// Every phase of a day in time order: pre-open, continuous, closing auction, post-close.
  package func phases(of sessionClass: SessionClass, on day: TradingDay) -> [TradingSession] {
    hours(of: sessionClass, on: day).map { $0.session(on: day) }
  }

  /// The phase at `time`; nil when nothing is in session. Does not allocate.
  package func phase(of sessionClass: SessionClass, at time: Timestamp) -> TradingSession.Phase? {
    let clock = time.istTime
    return hours(of: sessionClass, on: time.istDay).first { $0.open <= clock && clock < $0.close }?.phase
  }

  /// Whether continuous trading runs at `time`.
  package func isOpen(_ sessionClass: SessionClass, at time: Timestamp) -> Bool {
    phase(of: sessionClass, at: time) == .continuous
  }

  /// Whether the exchange takes stop orders at `time`: not in auctions, nor when closed.
  package func acceptsStopOrders(_ sessionClass: SessionClass, at time: Timestamp) -> Bool {
    phase(of: sessionClass, at: time)?.acceptsStopOrders ?? false
  }

  /// Start of the first continuous session of `day`.
  package func open(of sessionClass: SessionClass, on day: TradingDay) -> Timestamp? {
    hours(of: sessionClass, on: day).first { $0.phase == .continuous }?.session(on: day).open
  }

  /// End of the last continuous session of `day`: what square-off times count back from.
  package func close(of sessionClass: SessionClass, on day: TradingDay) -> Timestamp? {
    hours(of: sessionClass, on: day).last { $0.phase == .continuous }?.session(on: day).close
  }

  package func isTradingDay(_ day: TradingDay, for sessionClass: SessionClass) -> Bool {
    hours(of: sessionClass, on: day).contains { $0.phase == .continuous }
  }

  /// The first trading day later than `day`; nil when there is none within a year.
  package func tradingDay(after day: TradingDay, for sessionClass: SessionClass) -> TradingDay? {
    (1...366).lazy.map { day.advanced(by: $0) }.first { isTradingDay($0, for: sessionClass) }
  }

  /// The last trading day earlier than `day`; nil when there is none within a year.
  package func tradingDay(before day: TradingDay, for sessionClass: SessionClass) -> TradingDay? {
    (1...366).lazy.map { day.advanced(by: -$0) }.first { isTradingDay($0, for: sessionClass) }
  }

  /// First and last date whose holidays are known. Outside them weekdays look open: warn, do not trust. Nil when the
  /// file does not say.
  package func coverage(of sessionClass: SessionClass) -> ClosedRange<TradingDay>? {
    let timetable = timetables[sessionClass.position]
    guard let from = timetable.coveredFrom, let to = timetable.coveredTo, from <= to else { return nil }
    return from...to
  }

  /// The day's hours: the exception's when there is one, else those of an ordinary weekday.
  func hours(of sessionClass: SessionClass, on day: TradingDay) -> [PhaseHours] {
    let timetable = timetables[sessionClass.position]
    switch timetable.exception(on: day) {
    case .holiday: return []
    case .special(_, let hours): return hours
    case .openAsUsual: return timetable.regularHours(on: day)
    case nil: return day.isWeekend ? [] : timetable.regularHours(on: day)
    }
  }
}

extension TradingCalendar.Timetable {
  func exception(on day: TradingDay) -> TradingCalendar.Exception? {
    let index = exceptions.firstSortedIndex { $0.day >= day }
    guard index < exceptions.count, exceptions[index].day == day else { return nil }
    return exceptions[index].exception
  }

  func regularHours(on day: TradingDay) -> [PhaseHours] {
    let index = regular.firstSortedIndex { $0.from > day }
    return index == 0 ? [] : regular[index - 1].hours
  }
}

extension SessionClass {
  /// Place in `allCases`.
  var position: Int {
    switch self {
    case .cashWithDerivatives: 0
    case .cashWithoutDerivatives: 1
    case .equityDerivatives: 2
    case .commodity: 3
    }
  }
}

extension TradingDay {
  var isWeekend: Bool { weekday >= 6 }
}

extension Array {
  /// The first index from which `isFarEnough` holds; it must hold for every later element too.
  func firstSortedIndex(where isFarEnough: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if isFarEnough(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
