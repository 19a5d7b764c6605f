import Indicators
import Market
import Strategies
import TestSupport
import Testing

@Suite("Exit strategies")
struct ExitStrategyTests {
  /// The candles at whose close the advice is to close a position held from `opening` on.
  private func closings(
    _ exit: some ExitStrategy, _ bars: [Bar], _ direction: Side, from opening: Int, at entry: Double = 100
  ) -> [Int] {
    var exit = exit
    return bars.indices.filter { index in
      let held = HeldPosition(direction: direction, entry: entry, opened: bars[opening].start)
      if case .close = exit.candleClosed(bars[index], held: index >= opening ? held : nil) { return true }
      return false
    }
  }

  @Test("EMA exit: the candle that crosses against the position, not those that stay there")
  func ema() throws {
    let bars = Chart.closes([100, 100, 102, 103, 100, 99, 103, 104])
    #expect(closings(try EMAExit("period=2"), bars, .buy, from: 2) == [4])
    #expect(closings(try EMAExit("period=2"), bars, .sell, from: 2) == [2, 6])
    #expect(closings(try EMAExit("period=2"), bars, .buy, from: 5).isEmpty, "it was below before the entry")
  }

  @Test("RSI exit: the candle at which the RSI crosses its level against the position")
  func rsi() throws {
    // RSI of 2: 50, 75, 38, 19, 69.
    let bars = Chart.closes([100, 101, 100, 101, 100, 99, 101])
    #expect(closings(try RSIExit("period=2"), bars, .buy, from: 1) == [4])
    #expect(closings(try RSIExit("period=2"), bars, .sell, from: 1) == [3, 6])
  }

  @Test("ATR exit: the distance is measured when the position opens, and stays")
  func atr() throws {
    let calm = [(100.0, 101.0, 99.0, 100.0)]
    let bars = Chart.ohlc(
      calm + calm + calm + [(100, 101, 95, 97), (97, 97, 90, 96.1), (96.1, 97, 95, 95.9), (95.9, 96, 90, 91)])
    // The range before the opening candle is 2, so 4 from the entry of 100.
    #expect(closings(try ATRExit("period=2", "multiple=2"), bars, .buy, from: 3) == [5, 6])
    #expect(closings(try ATRExit("period=2", "multiple=2"), bars, .sell, from: 3, at: 91.8) == [3, 4, 5])
    #expect(closings(try ATRExit("period=2", "multiple=20"), bars, .buy, from: 3).isEmpty)
  }

  @Test("ATR exit: a second position has its own distance")
  func atrAgain() throws {
    var exit = try ATRExit("period=1", "multiple=1")
    let bars = Chart.ohlc([
      (100, 101, 99, 100), (100, 101, 99, 100), (100, 101, 99, 100), (100, 105, 95, 100), (100, 100, 97, 97),
      (97, 97, 90, 89),
    ])
    var advice: [Bool] = []
    for (index, bar) in bars.enumerated() {
      let opened = index < 4 ? bars[2].start : bars[4].start
      let held = index >= 2 ? HeldPosition(direction: .buy, entry: 100, opened: opened) : nil
      if case .close = exit.candleClosed(bar, held: held) { advice.append(true) } else { advice.append(false) }
    }
    // 3 below the second entry is within its 10, and would not be within the first position's 2.
    #expect(advice == [false, false, false, false, false, true])
  }

  @Test("Chandelier exit: hangs from the best price since the entry, not before it")
  func chandelier() throws {
    let bars = Chart.ohlc([
      (100, 130, 99, 100), (100, 101, 99, 100), (100, 101, 99, 100), (100, 101, 99, 100), (100, 104, 100, 104),
      (104, 108, 104, 108), (108, 108, 105, 105), (105, 105, 101, 101),
    ])
    // With a period of one the range is the candle's own: 3 at 105, 4 at 101. The high of 130 is older than the entry.
    #expect(closings(try ChandelierExit("period=1", "multiple=1.5"), bars, .buy, from: 3) == [7])
    #expect(closings(try ChandelierExit("period=1", "multiple=1.5"), bars, .buy, from: 7).isEmpty)
    #expect(closings(try ChandelierExit("period=1", "multiple=1"), bars, .sell, from: 3) == [4, 5, 6])
  }

  @Test("no exit strategy advises anything without a position or before its indicators are defined")
  func quiet() throws {
    for description in StrategyCatalog.exits {
      let values = ParameterValues(description)
      var exit = try StrategyCatalog.makeExit(description.name, values)
      for bar in Chart.randomDays(seed: 3) {
        if case .close = exit.candleClosed(bar, held: nil) { Issue.record("\(description.name) without a position") }
      }
      let early = Array(Chart.randomDays(seed: 3).prefix(max(0, exit.warmUp - 1)))
      let first = try StrategyCatalog.makeExit(description.name, values)
      #expect(closings(first, early, .buy, from: 0, at: 1e6).isEmpty, "\(description.name) at once")
    }
  }

  @Test("made by name it gives the advice of its own type")
  func byName() throws {
    for seed in UInt64(0)..<10 {
      let bars = Chart.randomDays(seed: seed)
      func same(_ name: String, _ exit: some ExitStrategy) throws {
        let boxed = try StrategyCatalog.makeExit(name, ParameterValues(StrategyCatalog.exit(named: name)))
        #expect(boxed.warmUp == exit.warmUp)
        let expected = closings(exit, bars, .buy, from: 40, at: 1000)
        #expect(closings(boxed, bars, .buy, from: 40, at: 1000) == expected, "\(name), seed \(seed)")
      }
      try same("ema-exit", EMAExit())
      try same("rsi-exit", RSIExit())
      try same("atr-exit", ATRExit())
      try same("chandelier-exit", ChandelierExit())
      try same("none", NoExitStrategy())
    }
  }
}
