import Indicators
import Testing

@Suite("A market that does not move has finite indicators")
struct FlatMarketTests {
  /// What TA-Lib gives once warm, for bars of four equal prices.
  static let expected: [(indicator: String, row: [Double])] = [
    ("rsi:14", [0]), ("stochastic:14,3,3", [0, 0]), ("stochrsi:14,5,3", [0, 0]), ("cci:20", [0]), ("williams:14", [0]),
    ("roc:10", [0]), ("momentum:10", [0]), ("trix:5", [0]), ("atr:14", [0]), ("natr:14", [0]), ("stddev:20", [0]),
    ("adx:14", [0]), ("adxr:14", [0]), ("dmi:14", [0, 0, 0]), ("mfi:14", [0]), ("aroon:14", [100, 100]),
    ("sma:20", [100.1]), ("kama:10", [100.1]), ("macd:12,26,9", [0, 0, 0]), ("ad", [0]),
  ]

  @Test("and the ones TA-Lib gives", arguments: expected)
  func flat(indicator: String, row: [Double]) throws {
    let bars = (0..<100).map { bar(minute: $0, high: 100.1, low: 100.1, close: 100.1, volume: 50) }
    let last = try IndicatorCatalog.make(indicator).compute(bars).map { try #require($0.last) }
    expectEqual(last, row, indicator)
  }

  @Test("every indicator, on a market that falls asleep, stays finite", arguments: IndicatorCatalog.entries.map(\.name))
  func asleep(name: String) throws {
    let moving = randomWalk(seed: 11, count: 200)
    let price = try #require(moving.last).close
    let flat = (0..<300).map { bar(day: 10, minute: $0, high: price, low: price, close: price, volume: 0) }
    for column in try IndicatorCatalog.make(name).compute(moving + flat) {
      #expect(column.allSatisfy { $0?.isFinite ?? true }, "\(name)")
    }
  }

  @Test("the deviation of equal prices is none, however far away the prices before them were")
  func deviationAfterJump() {
    let closes = [1.0, 2, 3, 5, 2, 50_000.1, 50_000.1, 50_000.1, 50_000.1]
    let deviations = StandardDeviation(period: 4).values(of: closes)
    expectEqual([deviations[8]], [0], "stddev")
  }

  @Test("ADX keeps its value when nothing at all is left of the movement")
  func standstill() {
    let rising = (0..<10).map {
      bar(minute: $0, high: 102 + Double($0), low: 100 + Double($0), close: 101 + Double($0))
    }
    // Halved at each of these bars, the sums end as exact zeros.
    let still = (0..<1500).map { bar(day: 1, minute: $0, high: 111, low: 111, close: 111) }
    expectEqual([ADX(period: 2).values(of: rising + still).last ?? nil], [100], "adx")
  }
}
