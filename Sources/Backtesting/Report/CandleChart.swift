package import History
import Market

/// The candles of one instrument that a report carries: few enough to embed, enough to look at every recent trade.
///
/// A short series is embedded as it is. Of a long one: a candle a day for the whole range, and the bars themselves for
/// the days of the latest trades.
package struct CandleChart: Hashable, Sendable {
  package let symbol: String
  /// The whole range: the bars themselves when ``isComplete``, else one a day.
  let overview: [ChartBar]
  let isComplete: Bool
  /// Bars of single days, ascending; none when ``isComplete``.
  let days: [Day]
  /// Rupees in one step of the prices.
  let unit: Double
  /// Length of the bars of ``days``.
  let interval: Interval

  struct Day: Hashable, Sendable {
    var day: TradingDay
    var bars: [ChartBar]
  }

  /// How much one report embeds, all instruments together.
  package struct Budget: Hashable, Sendable {
    /// A series up to this length is embedded whole.
    package var wholeBars = 15_000
    /// Days of single bars of a longer one, and bars on these days.
    package var days = 40
    package var dayBars = 15_000

    package init() {}

    /// The share of one of `count` instruments.
    package func divided(by count: Int) -> Budget {
      var share = self
      share.wholeBars /= max(count, 1)
      share.days = max(days / max(count, 1), 1)
      share.dayBars /= max(count, 1)
      return share
    }
  }

  /// - Parameter trades: those in this instrument; the latest ones get their days embedded.
  package init(_ series: BarSeries, trades: [RecordedTrade], budget: Budget = Budget()) {
    symbol = series.symbol
    interval = series.interval
    let step = ChartBar.commonStep(series)
    unit = Double(series.priceUnit * Int64(step)) / Double(Price.unitsPerRupee)
    // A daily series is its own overview.
    isComplete = series.count <= budget.wholeBars || series.isDaily
    overview = isComplete ? ChartBar.bars(series, 0..<series.count, step: step) : ChartBar.daily(series, step: step)
    days = isComplete ? [] : Self.days(of: trades, in: series, step: step, budget)
  }

  private static func days(of trades: [RecordedTrade], in series: BarSeries, step: Int32, _ budget: Budget) -> [Day] {
    var chosen: [TradingDay: [ChartBar]] = [:]
    var room = budget.dayBars
    for day in trades.reversed().flatMap({ [$0.closed.istDay, $0.opened.istDay] }) where chosen[day] == nil {
      let start = series.index(from: Timestamp(day: day, time: TimeOfDay(0, 0)))
      let end = series.index(from: Timestamp(day: day.advanced(by: 1), time: TimeOfDay(0, 0)))
      guard end - start <= room, chosen.count < budget.days else { break }
      chosen[day] = ChartBar.bars(series, start..<end, step: step)
      room -= end - start
    }
    return chosen.map { Day(day: $0.key, bars: $0.value) }.sorted { $0.day < $1.day }
  }
}
