package import History
package import Market
import Strategies

/// One instrument of a backtest: what it is, its terms by day, and its prices.
package struct BacktestInstrument: Sendable {
  /// Its place in the run.
  package var id: InstrumentID
  /// What is traded and charged for.
  package var instrument: Instrument
  package var terms: DatedTerms
  package var bars: BarSeries
  /// The prices themselves, for ``BacktestPlan/FillRule/ticks``; `bars` are then made from them.
  package var ticks: TickSeries?
  /// The day's continuous sessions; asked once a day.
  package var sessions: SessionSource

  package init(
    id: InstrumentID, instrument: Instrument, terms: DatedTerms, bars: BarSeries, ticks: TickSeries? = nil,
    sessions: SessionSource = .calendar
  ) {
    self.id = id
    self.instrument = instrument
    self.terms = terms
    self.bars = bars
    self.ticks = ticks
    self.sessions = sessions
  }
}

extension BacktestInstrument {
  /// The day's sessions as the calendar has them; nil where the data's own hours count, because they are asked for or the
  /// calendar does not know the day.
  func sessions(on day: TradingDay, by calendar: TradingCalendar) -> [Session]? {
    let sessionClass = terms.terms(on: day).sessionClass
    guard sessions == .calendar, let covered = calendar.coverage(of: sessionClass), covered.contains(day) else {
      return nil
    }
    let known = Session.all(calendar, sessionClass, on: day)
    return known.isEmpty && calendar.unknownHours(of: sessionClass, on: day) != nil ? nil : known
  }

  /// Days with bars on which trading is known to have been open, but not when: `2019-10-27 (Muhurat trading)`.
  package func daysOfUnknownHours(by calendar: TradingCalendar) -> [String] {
    guard sessions == .calendar else { return [] }
    var days: [String] = []
    var walk = DayWalk(bars)
    while let (day, _, _) = walk.next() {
      guard let name = calendar.unknownHours(of: terms.terms(on: day).sessionClass, on: day) else { continue }
      days.append("\(day) (\(name))")
    }
    return days
  }
}

extension TradingCalendar {
  /// The name of a day that trades at hours nobody wrote down; nil on any other day.
  fileprivate func unknownHours(of sessionClass: SessionClass, on day: TradingDay) -> String? {
    let noon = Timestamp(day: day, time: TimeOfDay(12, 0))
    guard case .hoursUnknown(let name)? = reasonClosed(sessionClass, at: noon) else { return nil }
    return name
  }
}

/// Whose word counts on when trading was open.
package enum SessionSource: String, Hashable, Sendable, Codable {
  /// The calendar's where it covers the day (bars outside are left out and counted), the data's own elsewhere.
  case calendar
  /// Every day that has bars traded from 09:15 to 15:30, or from its first to its last bar if that is wider.
  case data
}

/// Contract terms by the date from which they hold, ascending; never empty.
package struct DatedTerms: Hashable, Sendable {
  package private(set) var rows: [(from: TradingDay, terms: ContractTerms)]

  package init(_ terms: ContractTerms) { rows = [(TradingDay(daysSince1970: 0), terms)] }

  package mutating func set(_ terms: ContractTerms, from day: TradingDay) {
    rows.removeAll { $0.from == day }
    rows.insert((day, terms), at: rows.firstIndex { $0.from > day } ?? rows.endIndex)
  }

  package func terms(on day: TradingDay) -> ContractTerms {
    (rows.last { $0.from <= day } ?? rows[0]).terms
  }

  package static func == (a: DatedTerms, b: DatedTerms) -> Bool {
    a.rows.elementsEqual(b.rows) { $0.from == $1.from && $0.terms == $1.terms }
  }

  package func hash(into hasher: inout Hasher) {
    for row in rows {
      hasher.combine(row.from)
      hasher.combine(row.terms)
    }
  }
}
