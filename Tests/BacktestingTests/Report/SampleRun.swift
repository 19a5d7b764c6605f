import Backtesting
import History
import Market
import Strategies
import TestSupport
import Trading

/// A small made-up run: a share that goes up and down for some days, traded once a day.
struct SampleRun {
  var symbol = "RELIANCE"
  var title = "Every morning"
  var file = "RELIANCE.csv"
  var days = 30
  var plan = BacktestPlan()

  private static let first: TradingDay = "2021-06-01"
  private static let barsPerDay = 25

  var series: BarSeries {
    var seconds: [UInt32] = []
    var closes: [Int32] = []
    for day in weekdays {
      for bar in 0..<Self.barsPerDay {
        let start = Timestamp(day: day, time: TimeOfDay(9, 15)) + .minutes(Int64(bar) * 15)
        seconds.append(UInt32(start.nanoseconds / Timestamp.nanosecondsPerSecond))
        closes.append(Int32(200_000 + (closes.count * 7919) % 4_000 / 5 * 5))
      }
    }
    let columns = BarColumns(
      seconds: Column(seconds), open: Column(closes.map { $0 - 50 }), high: Column(closes.map { $0 + 100 }),
      low: Column(closes.map { $0 - 150 }), close: Column(closes),
      volume: Column([Int64](repeating: 10, count: closes.count)))
    return BarSeries(symbol: symbol, interval: .minutes(15), priceUnit: 100, hasVolume: true, columns: columns)
  }

  private var weekdays: [TradingDay] {
    let all = (0..<days * 2 + 2).map { Self.first.advanced(by: $0) }
    return Array(all.filter { $0.weekday <= 5 }.prefix(days))
  }

  /// Long at 09:30, out at 10:30; every third day short.
  private func result(_ series: BarSeries) -> BacktestResult {
    var result = BacktestResult()
    result.capital = plan.capital
    for (number, start) in stride(from: 0, to: series.count, by: Self.barsPerDay).enumerated() {
      let direction: Side = number % 3 == 0 ? .sell : .buy
      var position = Position(
        id: PositionID(Int32(number)), owner: LinkID(1), instrument: InstrumentID(0), product: .mis,
        direction: direction)
      let (entry, exit) = (series.candle(start + 1), series.candle(start + 5))
      position.enter(100, at: entry.open, time: entry.start)
      _ = position.exit(100, at: exit.open, time: exit.start)
      position.charges.brokerage = "40"
      position.exitReason = number % 2 == 0 ? .signal : .stopLoss
      if let trade = Trade(position) { result.trades.append(trade) }
      for (side, candle, reason) in [
        (direction, entry, nil), (direction.opposite, exit, position.exitReason),
      ] as [(Side, Candle, ExitReason?)] {
        result.fills.append(
          BacktestFill(
            instrument: InstrumentID(0), side: side, quantity: 100, price: candle.open,
            charges: Charges(brokerage: "20"), time: candle.start, exitReason: reason))
      }
    }
    result.finalEquity = result.trades.reduce(result.capital) { $0 + $1.net }
    result.denials = [.margin: 3]
    return result
  }

  var record: BacktestRecord {
    let series = series
    let terms = ContractTerms(
      lotSize: 1, tickSize: "0.05", freezeQuantity: .maximum, sessionClass: .cashWithDerivatives)
    let instrument = BacktestInstrument(
      id: InstrumentID(0), instrument: .equity("RELIANCE"), terms: DatedTerms(terms), bars: series, sessions: .data)
    let result = result(series)
    let curve = EquityCurve(result: result, instruments: [instrument])
    let description = StrategyDescription(
      name: "every-morning", title: title, idea: "",
      parameters: [Parameter("minutes", .integer(1...60), default: 15, "How long to wait")])
    let load = LoadReport(file: file, format: "csv", symbols: [symbol], rows: series.count, notes: ["1 row left out"])
    return BacktestRecord(
      BacktestSetup(
        strategy: .init("every-morning", ParameterValues(description)), instruments: [instrument], plan: plan),
      result, curve: curve,
      statistics: BacktestStatistics(result: result, curve: curve, instruments: [instrument]), strategy: description,
      loads: [[load]],
      circumstances: .init(
        created: Timestamp(day: "2026-11-21", time: TimeOfDay(15, 30, 12)), programVersion: "0.3.0",
        commandLine: "sarathi backtest every-morning \(file)", driver: "fast runner", secondsTaken: 0.1))
  }

  var report: String {
    let record = record
    return BacktestReport(record, charts: [CandleChart(series, trades: record.trades)]).html()
  }
}
