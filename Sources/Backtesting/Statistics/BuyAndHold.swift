import Foundation
import History
import Market

/// What the capital would have become in the same prices without a strategy: split evenly, bought at the first candle's
/// open, held to the last close, without charges and without borrowing.
package struct BuyAndHold: Codable, Hashable, Sendable {
  /// Final worth ÷ capital − 1.
  package var total: Double
  /// The yearly growth; nil below ``BacktestStatistics/daysForYearlyFigures`` days.
  package var cagr: Double?
  /// The largest loss from an earlier peak at the ends of days, as a share of that peak.
  package var drawdown: Double

  /// Nil without prices.
  init?(_ instruments: [BacktestInstrument], years: Double?) {
    var growths: [TradingDay: Double] = [:]
    var walks: [(closes: [(day: TradingDay, growth: Double)], place: Int, growth: Double)] = []
    for instrument in instruments {
      let closes = Self.closes(instrument.bars)
      guard !closes.isEmpty else { continue }
      walks.append((closes, 0, 1))
      for close in closes { growths[close.day] = 0 }
    }
    guard !walks.isEmpty else { return nil }
    var (worth, peak, drawdown) = (1.0, 1.0, 0.0)
    for day in growths.keys.sorted() {
      for index in walks.indices {
        let place = walks[index].place
        guard place < walks[index].closes.count, walks[index].closes[place].day == day else { continue }
        walks[index].growth = walks[index].closes[place].growth
        walks[index].place += 1
      }
      worth = walks.reduce(0) { $0 + $1.growth } / Double(walks.count)
      peak = max(peak, worth)
      drawdown = max(drawdown, (peak - worth) / peak)
    }
    total = worth - 1
    self.drawdown = drawdown
    if let years, years > 0, worth > 0, growths.count >= BacktestStatistics.daysForYearlyFigures {
      let rate = pow(worth, 1 / years) - 1
      cagr = rate.isFinite ? rate : nil
    }
  }

  /// The last close of each day over the very first open.
  private static func closes(_ bars: BarSeries) -> [(day: TradingDay, growth: Double)] {
    guard !bars.isEmpty, bars.columns.open[0] > 0 else { return [] }
    let first = Double(bars.columns.open[0])
    var closes: [(day: TradingDay, growth: Double)] = []
    var place = 0
    while place < bars.count {
      let day = bars.start(place).istDay
      place = bars.index(from: Timestamp(day: day.advanced(by: 1), time: TimeOfDay(0, 0)), after: place)
      closes.append((day, Double(bars.columns.close[place - 1]) / first))
    }
    return closes
  }
}
