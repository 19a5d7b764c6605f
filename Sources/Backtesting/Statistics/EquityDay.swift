package import Market

/// One trading day of an equity curve.
package struct EquityDay: Hashable, Sendable {
  package var day: TradingDay
  /// What the day began with: the close of the day before, at first the capital.
  package var open: Money
  /// The highest and lowest of ``open`` and of equity after each bar of the day.
  package var high: Money
  package var low: Money
  /// Equity after the day's last bar.
  package var close: Money

  package init(day: TradingDay, open: Money, high: Money, low: Money, close: Money) {
    self.day = day
    self.open = open
    self.high = high
    self.low = low
    self.close = close
  }

  /// The day's return on what it began with; nil when that was nothing or less.
  package var simpleReturn: Double? {
    open > .zero ? Double(close.raw) / Double(open.raw) - 1 : nil
  }
}

/// Equity at one moment.
package struct EquityPoint: Hashable, Sendable {
  /// The last second of the bar after which it was looked at.
  package var time: Timestamp
  package var equity: Money

  package init(time: Timestamp, equity: Money) {
    self.time = time
    self.equity = equity
  }
}
