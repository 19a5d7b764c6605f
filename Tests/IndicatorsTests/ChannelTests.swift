import Indicators
import Testing

@Suite("Channels and extremes equal their slow twins")
struct ChannelTests {
  static let seeds: [UInt64] = [1, 2, 3]
  static let periods = [1, 2, 5, 20]

  @Test("highest and lowest", arguments: seeds, periods)
  func extremes(seed: UInt64, period: Int) {
    let closes = randomWalk(seed: seed).map(\.close)
    let windows = closes.indices.map { NaiveTwin.window(closes, $0, period) }
    expectEqual(
      Highest(period: period).values(of: closes), windows.map { $0?.max() }, "highest, seed \(seed)", tolerance: 0)
    expectEqual(
      Lowest(period: period).values(of: closes), windows.map { $0?.min() }, "lowest, seed \(seed)", tolerance: 0)
  }

  @Test("Donchian channels", arguments: seeds, periods)
  func donchian(seed: UInt64, period: Int) {
    let bars = randomWalk(seed: seed)
    let windows = bars.indices.map { NaiveTwin.window(bars, $0, period) }
    let actual = DonchianChannels(period: period).values(of: bars)
    expectEqual(actual.map { $0?.upper }, windows.map { $0?.map(\.high).max() }, "upper, seed \(seed)", tolerance: 0)
    expectEqual(actual.map { $0?.lower }, windows.map { $0?.map(\.low).min() }, "lower, seed \(seed)", tolerance: 0)
    expectEqual(
      actual.map { $0?.middle }, actual.map { $0.map { ($0.upper + $0.lower) / 2 } }, "middle, seed \(seed)")
  }

  @Test("Aroon, with equal highs and lows", arguments: seeds, [1, 4, 14])
  func aroon(seed: UInt64, period: Int) {
    let bars = randomWalk(seed: seed)
    let actual = Aroon(period: period).values(of: bars)
    let windows = bars.indices.map { NaiveTwin.window(bars, $0, period + 1) }
    let up = windows.map { window in
      window.map { bars in
        let highest = bars.map(\.high).max()
        let place = bars.lastIndex { $0.high == highest } ?? 0
        return 100 * Double(place - bars.startIndex) / Double(period)
      }
    }
    let down = windows.map { window in
      window.map { bars in
        let lowest = bars.map(\.low).min()
        let place = bars.lastIndex { $0.low == lowest } ?? 0
        return 100 * Double(place - bars.startIndex) / Double(period)
      }
    }
    expectEqual(actual.map { $0?.up }, up, "up, seed \(seed)")
    expectEqual(actual.map { $0?.down }, down, "down, seed \(seed)")
  }

  @Test("Keltner channels, with the average the longer one and the shorter one", arguments: seeds, [(20, 10), (5, 12)])
  func keltner(seed: UInt64, periods: (Int, Int)) {
    let bars = randomWalk(seed: seed)
    let averages = NaiveTwin.ema(bars.map(\.close), periods.0)
    let ranges = NaiveTwin.atr(bars, periods.1)
    let expected = zip(averages, ranges).map { average, range in
      average.flatMap { average in range.map { (average, 1.5 * $0) } }
    }
    let actual = KeltnerChannels(period: periods.0, multiplier: 1.5, rangePeriod: periods.1).values(of: bars)
    expectEqual(actual.map { $0?.upper }, expected.map { $0.map { $0.0 + $0.1 } }, "upper, seed \(seed)")
    expectEqual(actual.map { $0?.middle }, expected.map { $0.map { $0.0 } }, "middle, seed \(seed)")
    expectEqual(actual.map { $0?.lower }, expected.map { $0.map { $0.0 - $0.1 } }, "lower, seed \(seed)")
  }

  @Test("supertrend, and it turns", arguments: seeds, [(10, 3.0), (7, 1.0), (1, 0.5)])
  func supertrend(seed: UInt64, parameters: (Int, Double)) {
    let bars = randomWalk(seed: seed)
    let actual = Supertrend(period: parameters.0, multiplier: parameters.1).values(of: bars)
    let expected = NaiveTwin.supertrend(bars, parameters.0, parameters.1)
    expectEqual(actual.map { $0?.line }, expected.map { $0?.line }, "line, seed \(seed)")
    expectEqual(
      actual.map { $0.map { $0.isUp ? 1 : -1 } }, expected.map { $0.map { $0.isUp ? 1 : -1 } }, "side, seed \(seed)")
    #expect(Set(actual.compactMap { $0?.isUp }).count == 2)
  }
}
