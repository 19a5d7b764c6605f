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
