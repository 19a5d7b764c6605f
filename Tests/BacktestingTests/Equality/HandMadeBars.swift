import Backtesting
import History
import Indicators
import Market
import Strategies
import TestSupport
import Trading

/// Candles as written on a screen, of one share on one day or more.
struct HandMade {
  /// Open, high, low, close; and volume where it matters.
  struct Row {
    var time: Timestamp
    var prices: [Price]
    var volume: Int64 = 1000
  }

  var rows: [Row] = []
  var interval = Interval.minutes(5)
  var hasVolume = false
  static let day: TradingDay = "2024-06-03"

  init(interval: Interval = .minutes(5)) { self.interval = interval }

  /// Adds candles one after the other from `start`: `"100 101 99 100.5"`; `-` leaves one out, a fifth number is volume.
  init(_ start: TimeOfDay, on day: TradingDay = Self.day, interval: Interval = .minutes(5), _ lines: String...) {
    self.interval = interval
    add(start, on: day, lines)
  }

  mutating func add(_ start: TimeOfDay, on day: TradingDay = Self.day, _ lines: [String]) {
    var time = Timestamp(day: day, time: start)
    for line in lines {
      let fields = line.split(separator: " ")
      if fields.count >= 4 {
        var row = Row(time: time, prices: fields.prefix(4).map { Price(stringLiteral: String($0)) })
        if fields.count > 4 {
          hasVolume = true
          row.volume = Int64(fields[4]) ?? 0
        }
        rows.append(row)
      }
      time = time + interval
    }
  }

  var series: BarSeries {
    func column(_ index: Int) -> Column<Int32> { Column(rows.map { Int32($0.prices[index].raw / 100) }) }
    return BarSeries(
      symbol: "SBIN", interval: interval, priceUnit: 100, hasVolume: hasVolume,
      columns: BarColumns(
        seconds: Column(rows.map { UInt32($0.time.nanoseconds / 1_000_000_000) }), open: column(0), high: column(1),
        low: column(2), close: column(3), volume: Column(rows.map(\.volume))))
  }

  static let terms = ContractTerms(
    lotSize: 1, tickSize: "0.05", freezeQuantity: .maximum, sessionClass: .cashWithDerivatives)

  func setup(_ change: (inout BacktestPlan) -> Void = { _ in }) -> BacktestSetup {
    var plan = BacktestPlan()
    plan.costs = .none
    plan.sizing = .quantity(10)
    plan.squareOff = TimeOfDay(15, 15)
    change(&plan)
    return BacktestSetup(
      strategy: .init("scripted", ParameterValues(Scripted.description)),
      instruments: [
        BacktestInstrument(
          id: InstrumentID(0), instrument: .equity("SBIN"), terms: DatedTerms(Self.terms), bars: series)
      ], plan: plan)
  }
}

/// Wishes by the number of the candle, from 0.
struct Scripted: Strategy {
  static let description = StrategyDescription(name: "scripted", title: "Scripted", idea: "", parameters: [])
  var script: [Int: Wish] = [:]
  private var count = 0

  init(_ values: ParameterValues) {}
  init(_ script: [Int: Wish]) { self.script = script }

  var warmUp: Int { 0 }

  mutating func candleClosed(_ bar: Bar) -> Wish {
    defer { count += 1 }
    return script[count] ?? .none
  }
}

extension Wish {
  static func buy(stop: Double? = nil, target: Double? = nil) -> Wish {
    Wish(.buy, reason: "up", stop: stop, target: target)
  }
  static func short(stop: Double? = nil, target: Double? = nil) -> Wish {
    Wish(.short, reason: "down", stop: stop, target: target)
  }
  static let sell = Wish(.sell, reason: "down")
  static let exit = Wish(.exit, reason: "enough")
}

/// A trade in a line: `long 10 101.00@09:25:00 → 99.00@09:30:00.001 stopLoss`.
func line(_ trade: Trade) -> String {
  func at(_ time: Timestamp) -> String { String(time.description.dropFirst(11).dropLast(6)) }
  return "\(trade.direction == .buy ? "long" : "short") \(trade.quantity) \(trade.entryPrice)@\(at(trade.opened)) → "
    + "\(trade.exitPrice)@\(at(trade.closed)) \(trade.exitReason?.rawValue ?? "?")"
}
