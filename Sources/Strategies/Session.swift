package import Market

/// One stretch of continuous trading.
package struct Session: Hashable, Sendable {
  package var day: TradingDay
  package var open: Timestamp
  package var close: Timestamp

  package init(day: TradingDay, open: Timestamp, close: Timestamp) {
    self.day = day
    self.open = open
    self.close = close
  }
}

extension Session {
  package func contains(_ time: Timestamp) -> Bool { open <= time && time < close }

  /// The day's stretches of continuous trading; none on a holiday.
  package static func all(
    _ calendar: TradingCalendar, _ sessionClass: SessionClass, on day: TradingDay
  ) -> [Session] {
    calendar.sessions(of: sessionClass, on: day).map { Session(day: day, open: $0.open, close: $0.close) }
  }
}
