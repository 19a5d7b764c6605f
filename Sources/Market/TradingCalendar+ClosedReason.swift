/// Why continuous trading is not running.
package enum ClosedReason: Hashable, Sendable {
  case holiday(String)
  case weekend
  /// Announced, but its hours are in no row: add them to the user's calendar.
  case hoursUnknown(String)
  case before(TimeOfDay)
  case after(TimeOfDay)
  case between(TimeOfDay, TimeOfDay)
  case closingAuction(until: TimeOfDay)
  /// The calendar has no hours for that date at all.
  case noHours
}

extension ClosedReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .holiday(let name): name.isEmpty ? "holiday" : "holiday: \(name)"
    case .weekend: "weekend"
    case .hoursUnknown(let name): "\(name): hours not known; add them to your calendar file"
    case .before(let open): "before \(open.hourAndMinute)"
    case .after(let close): "after \(close.hourAndMinute)"
    case .between(let close, let open): "between sessions, \(close.hourAndMinute) to \(open.hourAndMinute)"
    case .closingAuction(let end): "closing auction until \(end.hourAndMinute)"
    case .noHours: "the calendar has no trading hours for this date"
    }
  }
}

extension TradingCalendar {
  /// Why `sessionClass` is not in continuous trading at `time`; nil when it is.
  package func reasonClosed(_ sessionClass: SessionClass, at time: Timestamp) -> ClosedReason? {
    let day = time.istDay
    let clock = time.istTime
    let hours = hours(of: sessionClass, on: day)
    var lastClose: TimeOfDay?
    for part in hours {
      if part.phase == .closingAuction, part.open <= clock, clock < part.close {
        return .closingAuction(until: part.close)
      }
      guard part.phase == .continuous else { continue }
      if clock < part.open { return lastClose.map { .between($0, part.open) } ?? .before(part.open) }
      if clock < part.close { return nil }
      lastClose = part.close
    }
    return lastClose.map { .after($0) } ?? reasonWithoutSession(sessionClass, on: day)
  }

  private func reasonWithoutSession(_ sessionClass: SessionClass, on day: TradingDay) -> ClosedReason {
    switch timetables[sessionClass.position].exception(on: day) {
    case .holiday(let name): .holiday(name)
    case .special(let name, _): .hoursUnknown(name)
    case .openAsUsual: .noHours
    case nil: day.isWeekend ? .weekend : .noHours
    }
  }
}

extension TimeOfDay {
  /// `09:15`, as people say it.
  var hourAndMinute: String { String(description.prefix(5)) }
}
