import Backtesting
import History
import Market

/// The candles of a series that a backtest trades: those inside the sessions of their days.
struct SessionCandles {
  let series: BarSeries
  let indices: [Int]
  /// What was left out, in words.
  let note: String?

  init(_ series: BarSeries, _ options: BacktestDataOptions, _ calendar: TradingCalendar) {
    self.series = series
    let instrument = Self.instrument(series, options)
    let kept = instrument.map { $0.barsInSession(calendar) } ?? Array(0..<series.count)
    indices = kept
    let left = series.count - kept.count
    note =
      left == 0
      ? nil
      : "\(series.symbol): \(left) of \(series.count) candles lie outside the sessions and are left out "
        + "(--sessions data takes all)"
  }

  /// Every candle of the series, whenever it was.
  init(whole series: BarSeries) {
    self.series = series
    indices = Array(0..<series.count)
    note = nil
  }

  /// Nil for what is not traded, such as INDIAVIX: then all candles count.
  private static func instrument(
    _ series: BarSeries, _ options: BacktestDataOptions
  ) -> BacktestInstrument? {
    do throws(BacktestError) {
      var overrides = options.overrides
      // Indicators need neither lot nor price step.
      overrides.lot = overrides.lot ?? Quantity(1)
      overrides.tick = overrides.tick ?? Price(rupees: 0, paise: 5)
      let traded = try TradedInstrument(series, overrides: overrides)
      return BacktestInstrument(
        id: InstrumentID(0), instrument: traded.instrument, terms: traded.terms, bars: series,
        sessions: options.sessions)
    } catch {
      return nil
    }
  }
}
