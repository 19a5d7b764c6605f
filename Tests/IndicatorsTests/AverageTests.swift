import Indicators
import Testing

@Suite("Averages")
struct AverageTests {
  @Test("an EMA seeded with its first value has an output from the first input on")
  func firstValueSeed() {
    // k = 2 / (3 + 1)
    #expect(EMA(period: 3, seed: .firstValue).values(of: [10, 20, 30, 30]) == [10, 15, 22.5, 26.25])
  }

  @Test("an EMA seeded with the mean starts with its period")
  func meanSeed() {
    #expect(EMA(period: 3).values(of: [10, 20, 30, 30]) == [nil, nil, 20, 25])
  }

  @Test("a period of 1 repeats the input")
  func periodOne() {
    let inputs = [3.0, 1, 4, 1, 5]
    for text in ["sma:1", "ema:1", "wma:1", "dema:1", "tema:1", "linreg:1", "highest:1", "lowest:1"] {
      let bars = inputs.enumerated().map { bar(minute: $0, high: $1, low: $1, close: $1) }
      #expect(throws: Never.self, "\(text)") {
        let columns = try IndicatorCatalog.make(text).compute(bars)
        #expect(columns == [inputs], "\(text)")
      }
    }
  }

  @Test("rounding errors do not pile up over a long series with an outlier", arguments: [3, 20])
  func noDrift(period: Int) {
    var closes = randomWalk(seed: 9, count: 20_000).map(\.close)
    closes[100] = 1e12
    let windows = closes.indices.map { NaiveTwin.window(closes, $0, period) }
    // While the outlier is in the window and until the next lap after it, no small digit survives.
    let from = 100 + 2 * period
    let means = windows.map { $0.map(NaiveTwin.mean) }
    let deviations = zip(windows, means).map { window, mean in
      window.flatMap { window in
        mean.map { mean in NaiveTwin.mean(window.map { ($0 - mean) * ($0 - mean) }).squareRoot() }
      }
    }
    expectEqual(Array(SMA(period: period).values(of: closes)[from...]), Array(means[from...]), "sma")
    expectEqual(
      Array(StandardDeviation(period: period).values(of: closes)[from...]), Array(deviations[from...]), "stddev",
      tolerance: 1e-6)
    let weights = Double(period * (period + 1) / 2)
    let weighted = windows.map { window in
      window.map { window in zip(window, 1...).map { $0 * Double($1) }.reduce(0, +) / weights }
    }
    expectEqual(Array(WMA(period: period).values(of: closes)[from...]), Array(weighted[from...]), "wma")
  }

  @Test("MACD takes its periods in either order, as TA-Lib does")
  func exchangedPeriods() {
    let closes = randomWalk(seed: 10).map(\.close)
    let straight = MACD(fast: 5, slow: 9, signal: 4).values(of: closes)
    let exchanged = MACD(fast: 9, slow: 5, signal: 4).values(of: closes)
    expectEqual(exchanged.map { $0?.signal }, straight.map { $0?.signal }, "signal", tolerance: 0)
    #expect(straight.compactMap(\.self).count == closes.count - 11)
  }
}
