package import Market

/// What time a series covers and where bars are missing.
package struct DataCoverage: Hashable, Sendable, Codable {
  package struct ShortDay: Hashable, Sendable, Codable {
    package var day: TradingDay
    package var bars: Int

    package init(day: TradingDay, bars: Int) {
      self.day = day
      self.bars = bars
    }
  }

  package var symbol: String
  package var interval: Interval
  /// Beginning of the first bar.
  package var from: Timestamp
  /// End of the last bar.
  package var to: Timestamp
  package var bars: Int
  /// Days that have at least one bar. A day without any is not counted as missing: it may be a holiday.
  package var days: Int
  /// Days with fewer bars than ``expectedBarsPerDay``.
  package var shortDayCount: Int
  /// The worst of them, at most ``maximumShortDays``, fewest bars first.
  package var shortDays: [ShortDay]
  package var expectedBarsPerDay: Int

  package static let maximumShortDays = 20

  package init(
    symbol: String, interval: Interval, from: Timestamp, to: Timestamp, bars: Int, days: Int, shortDayCount: Int,
    shortDays: [ShortDay], expectedBarsPerDay: Int
  ) {
    self.symbol = symbol
    self.interval = interval
    self.from = from
    self.to = to
    self.bars = bars
    self.days = days
    self.shortDayCount = shortDayCount
    self.shortDays = shortDays
    self.expectedBarsPerDay = expectedBarsPerDay
  }
}
