import History
package import Market
import Strategies

/// What is missing of an instrument's prices: trading days without bars, and days with too few.
package struct MissingBars {
  /// Trading days without bars, in stretches; ascending.
  package private(set) var stretches: [Stretch] = []
  private let instrument: BacktestInstrument
  private let calendar: TradingCalendar

  /// Trading days one after the other that have no bars.
  package struct Stretch: Hashable, Sendable {
    package var first: TradingDay
    package var last: TradingDay
    package var days: Int

    /// `2020-03-13` or `2018-04-18 to 2018-04-20`.
    package var text: String { first == last ? "\(first)" : "\(first) to \(last)" }
  }

  /// After more missing sessions than this, what an indicator remembers is of another market: it warms up again.
  static let fewSessions = 3
  /// Stretches and days that a sentence names.
  private static let named = 12

  package init(_ instrument: BacktestInstrument, calendar: TradingCalendar) {
    self.instrument = instrument
    self.calendar = calendar
    var walk = DayWalk(instrument.bars)
    var last: TradingDay?
    while let (day, _, _) = walk.next() {
      if let last {
        note(calendar.missingDays(of: instrument.terms.terms(on: day).sessionClass, after: last, before: day))
      }
      last = day
    }
  }

  private mutating func note(_ days: [TradingDay]) {
    guard let first = days.first, let last = days.last else { return }
    stretches.append(Stretch(first: first, last: last, days: days.count))
  }

  private var symbol: String { instrument.bars.symbol }

  /// Everything that is missing, in sentences.
  package var sentences: [String] { [missingDays, holes, shortDays].compactMap { $0 } }

  /// `BANKNIFTY: no bars on 5 trading days: 2018-02-08, 2018-04-18 to 2018-04-20, 2019-10-25`
  package var missingDays: String? {
    guard !stretches.isEmpty else { return nil }
    let count = stretches.reduce(0) { $0 + $1.days }
    let texts = stretches.prefix(Self.named).map(\.text).joined(separator: ", ")
    let more = stretches.count > Self.named ? " and \(stretches.count - Self.named) more times" : ""
    return "\(symbol): no bars on \(count.counted("trading day")): \(texts)\(more)"
  }

  /// Which stretches made indicators warm up again.
  package var holes: String? {
    let long = stretches.filter { $0.days > Self.fewSessions }
    guard !long.isEmpty else { return nil }
    let texts = long.prefix(Self.named).map { "\($0.text) (\($0.days) trading days)" }.joined(separator: ", ")
    let more = long.count > Self.named ? " and \(long.count - Self.named) more" : ""
    return
      "\(symbol): indicators warm up again after the hole\(long.count == 1 ? "" : "s") \(texts)\(more); yearly figures "
      + "count the missing time too"
  }

  /// Days that have fewer bars than their sessions are long.
  private var shortDays: String? {
    guard !instrument.bars.isDaily else { return nil }
    var days: [(day: TradingDay, bars: Int, expected: Int)] = []
    var count = 0
    var first = 0
    let bars = instrument.bars
    while first < bars.count {
      let day = bars.start(first).istDay
      let next = bars.index(from: Timestamp(day: day.advanced(by: 1), time: TimeOfDay(0, 0)))
      days.append((day, next - first, expectedBars(on: day)))
      first = next
      count += 1
    }
    let short = days.filter { $0.bars < $0.expected }.sorted { ($0.bars, $0.day) < ($1.bars, $1.day) }
    guard !short.isEmpty else { return nil }
    let expected = Set(short.map(\.expected))
    let fewer = expected.count == 1 ? "than \(expected.first ?? 0) bars" : "bars than their sessions have"
    let worst = short.prefix(3).map { "\($0.day) (\($0.bars))" }.joined(separator: ", ")
    return
      "\(symbol): \(short.count) of \(count.counted("day")) \(short.count == 1 ? "has" : "have") fewer \(fewer); fewest: \(worst)"
  }

  /// The last bar of a session may be shorter than the others.
  private func expectedBars(on day: TradingDay) -> Int {
    let interval = max(instrument.bars.interval.nanoseconds, 1)
    guard let sessions = instrument.sessions(on: day, by: calendar), !sessions.isEmpty else {
      return Int((Interval.minutes(375).nanoseconds + interval - 1) / interval)
    }
    return sessions.reduce(0) { sum, session in
      sum + Int((session.close.nanoseconds - session.open.nanoseconds + interval - 1) / interval)
    }
  }
}

extension TradingCalendar {
  /// Whether so many sessions are missing between two days that indicators warm up again.
  package func isHole(of sessionClass: SessionClass, after last: TradingDay, before day: TradingDay) -> Bool {
    missingDays(of: sessionClass, after: last, before: day).count > MissingBars.fewSessions
  }

  /// The trading days between two days. Where holidays are not known, a week without bars may be one of them.
  func missingDays(of sessionClass: SessionClass, after last: TradingDay, before day: TradingDay) -> [TradingDay] {
    guard day - last > 1 else { return [] }
    let isKnown = coverage(of: sessionClass).map { $0.contains(last) && $0.contains(day) } ?? false
    guard isKnown || day - last > 7 else { return [] }
    return (1..<(day - last)).map { last.advanced(by: $0) }.filter { isTradingDay($0, for: sessionClass) }
  }
}
