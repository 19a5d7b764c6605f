package import History
package import Market

/// One instrument of a stored run: which prices it saw, and from which files they came.
package struct RecordedData: Hashable, Sendable, Codable {
  package var symbol: String
  package var exchange: String
  /// Length of a bar in seconds.
  package var intervalSeconds: Int64
  package var bars: Int
  /// Days that have bars.
  package var days: Int
  /// The first and the last of these; nil without bars.
  @AsText package var firstDay: TradingDay?
  @AsText package var lastDay: TradingDay?
  package var loads: [LoadReport]
  /// What is missing or odd, in sentences: "2021-02-24 has no bars from 11:41 to 15:29".
  package var gaps: [String]

  var isDaily: Bool { intervalSeconds * Timestamp.nanosecondsPerSecond >= BarSeries.shortestDaily.nanoseconds }

  package init(
    symbol: String, exchange: String, intervalSeconds: Int64, bars: Int, days: Int, firstDay: TradingDay?,
    lastDay: TradingDay?, loads: [LoadReport] = [], gaps: [String] = []
  ) {
    self.symbol = symbol
    self.exchange = exchange
    self.intervalSeconds = intervalSeconds
    self.bars = bars
    self.days = days
    self.firstDay = firstDay
    self.lastDay = lastDay
    self.loads = loads
    self.gaps = gaps
  }

  /// Counts what `instrument` brings to a run.
  package init(_ instrument: BacktestInstrument, loads: [LoadReport] = [], gaps: [String] = []) {
    let series = instrument.bars
    var days = 0
    var day: TradingDay?
    for index in 0..<series.count where series.start(index).istDay != day {
      days += 1
      day = series.start(index).istDay
    }
    self.init(
      symbol: series.symbol, exchange: instrument.instrument.exchange.rawValue,
      intervalSeconds: series.interval.nanoseconds / Timestamp.nanosecondsPerSecond, bars: series.count, days: days,
      firstDay: series.isEmpty ? nil : series.start(0).istDay, lastDay: day, loads: loads, gaps: gaps)
  }
}
