import Indicators
import Market
import Strategies
import TestSupport

/// Candles of five minutes from 09:15 on, written down as a trader reads them off a chart.
enum Chart {
  static let candle = Interval.minutes(5)

  /// Candles without shadows: each opens where the one before closed.
  static func closes(_ closes: [Double], on day: TradingDay = "2021-06-01") -> [Bar] {
    var open = closes.first ?? 0
    return ohlc(
      closes.map { close in
        defer { open = close }
        return (open, max(open, close), min(open, close), close)
      }, on: day)
  }

  /// Each with 100 units traded.
  static func ohlc(_ rows: [(Double, Double, Double, Double)], on day: TradingDay = "2021-06-01") -> [Bar] {
    rows.enumerated().map { index, row in
      let start = Timestamp(day: day, time: TimeOfDay(9, 15)) + .minutes(Int64(index) * 5)
      return Bar(
        start: start, end: start + candle, open: row.0, high: row.1, low: row.2, close: row.3, volume: 100)
    }
  }

  /// Three days of 75 candles on a grid of five paise, wild enough for every strategy to act.
  static func randomDays(seed: UInt64) -> [Bar] {
    var random = Seeded(seed)
    var price = 1000.0
    return (0..<3).flatMap { day in
      let rows = (0..<75).map { _ in
        let open = price
        price = max(100, price + step(&random))
        let high = max(open, price) + abs(step(&random)) / 2
        return (open, high, min(open, price) - abs(step(&random)) / 2, price)
      }
      return ohlc(rows, on: TradingDay(daysSince1970: 18_779 + Int32(day)))
    }
  }

  private static func step(_ random: inout Seeded) -> Double {
    Double(Int.random(in: -100...100, using: &random)) / 20
  }
}

/// A wish in a form that tests can compare.
struct Seen: Hashable, CustomStringConvertible {
  var index: Int
  var action: Wish.Action
  var confidence: UInt8
  var reason: String
  var stop: Double?
  var target: Double?

  var description: String { "\(index): \(action) \(reason), stop \(stop ?? .nan), target \(target ?? .nan)" }
}

/// What a strategy wishes for, candle by candle, without the candles at which it wishes nothing. A session opens
/// before the first candle of each day.
func wishes(of strategy: some Strategy, on bars: [Bar]) -> [Seen] {
  var strategy = strategy
  var day: TradingDay?
  return bars.indices.compactMap { index in
    let bar = bars[index]
    if bar.start.istDay != day {
      day = bar.start.istDay
      strategy.sessionOpened(session(of: bar))
    }
    let wish = strategy.candleClosed(bar)
    guard wish.action != .none else { return nil }
    return Seen(
      index: index, action: wish.action, confidence: wish.confidence, reason: wish.reason.description,
      stop: wish.stop, target: wish.target)
  }
}

/// The same without the words: `[3: .buy]`.
func actions(of strategy: some Strategy, on bars: [Bar]) -> [Int: Wish.Action] {
  Dictionary(uniqueKeysWithValues: wishes(of: strategy, on: bars).map { ($0.index, $0.action) })
}

private func session(of bar: Bar) -> Session {
  let day = bar.start.istDay
  return Session(
    day: day, open: Timestamp(day: day, time: TimeOfDay(9, 15)), close: Timestamp(day: day, time: TimeOfDay(15, 30)))
}

extension Parameterised {
  /// Made from settings as a person writes them: `Self("fast=2", "slow=3")`.
  init(_ settings: String...) throws {
    self = try Self(checking: ParameterValues(settings, of: Self.description))
  }
}
