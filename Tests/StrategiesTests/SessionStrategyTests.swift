import Indicators
import Market
import Strategies
import TestSupport
import Testing

@Suite("Strategies of one session")
struct SessionStrategyTests {
  /// The first three candles range from 98 to 102.
  static let opening: [(Double, Double, Double, Double)] = [
    (100, 102, 99, 101), (101, 102, 98, 99), (99, 101, 98.5, 100),
  ]

  @Test("opening range: the first close beyond the range enters, the other side is the stop, the height the measure")
  func breakout() throws {
    let strategy = try OpeningRangeBreakout("target=1.5")
    let bars = Chart.ohlc(
      Self.opening + [
        (100, 103, 100, 102), (102, 104, 102, 103), (103, 106, 103, 105), (105, 105, 96, 97), (97, 97, 95, 96),
        (96, 104, 96, 104),
      ])
    let seen = wishes(of: strategy, on: bars)
    // A high above the range is no break, nor a close at it; each side is taken once.
    #expect(seen.map(\.index) == [4, 6])
    #expect(seen.map(\.action) == [.buy, .short])
    #expect(seen.map(\.stop) == [98, 102])
    #expect(seen.map(\.target) == [103 + 6, 97 - 6])
  }

  @Test("opening range: stop in the middle or none, no target")
  func stops() throws {
    let bars = Chart.ohlc(Self.opening + [(102, 104, 102, 103)])
    let middle = wishes(of: try OpeningRangeBreakout("stop=middle", "target=0"), on: bars)
    #expect(middle.map(\.stop) == [100])
    #expect(middle.map(\.target) == [nil])
    #expect(wishes(of: try OpeningRangeBreakout("stop=none"), on: bars).map(\.stop) == [nil])
  }

  @Test("opening range: nothing is taken after the last time for it")
  func until() throws {
    let bars = Chart.ohlc(Self.opening + [(102, 104, 102, 103)])
    // The breaking candle ends at 09:35.
    #expect(wishes(of: try OpeningRangeBreakout("until=09:35"), on: bars).count == 1)
    #expect(wishes(of: try OpeningRangeBreakout("until=09:34"), on: bars).isEmpty)
  }

  @Test("opening range: long only, a break downwards closes and sets no levels")
  func longOnly() throws {
    let bars = Chart.ohlc(Self.opening + [(98, 98, 95, 96)])
    let seen = wishes(of: try OpeningRangeBreakout("direction=long"), on: bars)
    #expect(seen.map(\.action) == [.sell])
    #expect(seen.first?.stop == nil && seen.first?.target == nil)
  }

  @Test("opening range: every day has its own")
  func nextDay() throws {
    let day = Self.opening + [(102, 104, 102, 103)]
    let higher = day.map { ($0.0 + 50, $0.1 + 50, $0.2 + 50, $0.3 + 50) }
    let bars = Chart.ohlc(day, on: "2021-06-01") + Chart.ohlc(higher, on: "2021-06-02")
    let seen = wishes(of: try OpeningRangeBreakout(), on: bars)
    #expect(seen.map(\.index) == [3, 7])
    #expect(seen.map(\.stop) == [98, 148])
  }

  @Test("VWAP pullback: after closes above it, a candle that touches it and turns up enters; a close below leaves")
  func pullback() throws {
    let strategy = try VWAPPullback("trend=3", "touch=0.1", "reward=2")
    let bars = Chart.ohlc([
      (100, 100, 100, 100), (100, 102, 100, 102), (102, 104, 102, 104), (104, 104, 103, 103.5),
      (102.5, 103, 102, 102.8), (102.8, 103, 99, 99),
    ])
    let seen = wishes(of: strategy, on: bars)
    #expect(seen.map(\.index) == [4, 5])
    #expect(seen.map(\.action) == [.buy, .sell])
    #expect(seen.first?.stop == 102)
    #expect(seen.first?.target == 102.8 + 2 * (102.8 - 102))
  }

  @Test("VWAP pullback: the trend is counted anew each day")
  func pullbackNextDay() throws {
    let strategy = try VWAPPullback("trend=3", "touch=0.1")
    let trend: [(Double, Double, Double, Double)] = [
      (100, 100, 100, 100), (100, 102, 100, 102), (102, 104, 102, 104), (104, 104, 103, 103.5),
    ]
    let bars = Chart.ohlc(trend, on: "2021-06-01") + Chart.ohlc([(102.5, 103, 102, 102.8)], on: "2021-06-02")
    #expect(wishes(of: strategy, on: bars).isEmpty)
  }

  @Test("VWAP pullback: without volume there is no VWAP and no trade")
  func index() throws {
    let bars = Chart.randomDays(seed: 1).map { bar in
      var bar = bar
      bar.volume = 0
      return bar
    }
    #expect(wishes(of: try VWAPPullback("trend=1", "touch=5"), on: bars).isEmpty)
    #expect(!wishes(of: try VWAPPullback("trend=1", "touch=5"), on: Chart.randomDays(seed: 1)).isEmpty)
  }
}
