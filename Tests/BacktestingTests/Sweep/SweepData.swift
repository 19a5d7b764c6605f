import Backtesting
import History
import Market
import Simulation
import Strategies
import TestSupport
import Trading

/// Random one-minute bars of a share: some days of 375 bars, the same for the same seed.
enum SweepData {
  static func bars(
    _ seed: UInt64, days: Int = 4, symbol: String = "TEST", from first: TradingDay = "2022-03-01"
  ) -> BarSeries {
    var random = Seeded(seed)
    var (seconds, open, high, low, close) = ([UInt32](), [Int32](), [Int32](), [Int32](), [Int32]())
    var volume: [Int64] = []
    var price: Int32 = 100_000
    for day in 0..<days {
      let start = Timestamp(day: first.advanced(by: day), time: TimeOfDay(9, 15))
      for minute in 0..<375 {
        let opens = price
        let closes = max(opens + 5 * Int32.random(in: -12...12, using: &random), 1_000)
        seconds.append(UInt32(start.nanoseconds / Timestamp.nanosecondsPerSecond) + UInt32(minute * 60))
        open.append(opens)
        close.append(closes)
        high.append(max(opens, closes) + 5 * Int32.random(in: 0...6, using: &random))
        low.append(min(opens, closes) - 5 * Int32.random(in: 0...6, using: &random))
        volume.append(Int64.random(in: 1...10_000, using: &random))
        price = closes
      }
    }
    return BarSeries(
      symbol: symbol, interval: .minutes(1), priceUnit: 100, hasVolume: true,
      columns: BarColumns(
        seconds: Column(seconds), open: Column(open), high: Column(high), low: Column(low), close: Column(close),
        volume: Column(volume)))
  }

  static func setup(
    _ strategy: String, _ settings: [String] = [], series: [BarSeries], plan: BacktestPlan = plan()
  ) throws -> BacktestSetup {
    let terms = ContractTerms(
      lotSize: 1, tickSize: "0.05", freezeQuantity: .maximum, sessionClass: .cashWithDerivatives)
    return BacktestSetup(
      strategy: .init(strategy, try StrategyCatalog.values(for: strategy, settings)),
      instruments: series.enumerated().map { index, bars in
        BacktestInstrument(
          id: InstrumentID(Int32(index)), instrument: .equity(bars.symbol), terms: DatedTerms(terms), bars: bars,
          sessions: .data)
      }, plan: plan)
  }

  static func plan() -> BacktestPlan {
    var plan = BacktestPlan()
    plan.sizing = .quantity(10)
    plan.costs = .perBillion(300_000)
    plan.checksMargin = false
    return plan
  }

  static func grid(_ strategy: String, _ settings: [String]) throws -> ParameterGrid {
    let description = try StrategyCatalog.description(named: strategy)
    return try ParameterGrid(
      description, axes: settings.map { try ParameterAxis($0, of: description) }, base: ParameterValues(description)
    ) { values in
      do { try StrategyCatalog.check(strategy, values) } catch { return false }
      return true
    }
  }
}
