import Backtesting
import History
import Market

/// The candles of a series that a backtest trades: those inside the sessions of their days.
struct SessionCandles {
  let series: BarSeries
  let indices: [Int]
  /// Those of ``indices`` that follow a hole in the prices: indicators begin again there.
  let restarts: Set<Int>
  /// What was left out, in words.
  let note: String?
  /// What is missing, in sentences.
  let gaps: [String]

  init(_ series: BarSeries, _ options: BacktestDataOptions, _ calendar: TradingCalendar) {
    self.series = series
    let instrument = Self.instrument(series, options)
    let kept = instrument.map { $0.barsInSession(calendar) } ?? Array(0..<series.count)
    indices = kept
    restarts = Self.restarts(series, kept, instrument, calendar)
    gaps = instrument.map { MissingBars($0, calendar: calendar).sentences } ?? []
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
    restarts = []
    gaps = []
    note = nil
  }

  private static func restarts(
    _ series: BarSeries, _ indices: [Int], _ instrument: BacktestInstrument?, _ calendar: TradingCalendar
  ) -> Set<Int> {
    guard let instrument else { return [] }
    var restarts: Set<Int> = []
    for (last, next) in zip(indices, indices.dropFirst()) {
      let (before, day) = (series.start(last).istDay, series.start(next).istDay)
      guard before < day else { continue }
      let sessionClass = instrument.terms.terms(on: day).sessionClass
      if calendar.isHole(of: sessionClass, after: before, before: day) { restarts.insert(next) }
    }
    return restarts
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
