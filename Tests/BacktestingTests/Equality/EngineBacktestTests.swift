import Backtesting
import History
import Market
import Strategies
import TestSupport
import Testing
import Trading

@Suite("The full driver trades candles as the desk would")
struct EngineBacktestTests {
  private func trades(
    _ bars: HandMade, _ script: [Int: Wish], options: EngineBacktest.Options = .init(),
    _ change: (inout BacktestPlan) -> Void = { _ in }
  ) throws -> [String] { try result(bars, script, options: options, change).trades.map(line) }

  private func result(
    _ bars: HandMade, _ script: [Int: Wish], options: EngineBacktest.Options = .init(),
    _ change: (inout BacktestPlan) -> Void = { _ in }
  ) throws -> BacktestResult {
    let none = NoExitStrategy(ParameterValues(NoExitStrategy.description))
    var run = try EngineBacktest(bars.setup(change), strategy: Scripted(script), exit: none, options: options)
    return run.run()
  }

  @Test("an entry fills at the next open, and so does the exit")
  func nextOpen() throws {
    let bars = HandMade(TimeOfDay(9, 15), "100 101 99 100", "102 103 101 102", "104 105 103 104", "105 106 104 105")
    #expect(try trades(bars, [0: .buy(), 1: .sell]) == ["long 10 102.00@09:20:00 → 104.00@09:25:00 signal"])
  }

  @Test("with same-close fills both happen at the deciding candle's close")
  func sameClose() throws {
    let bars = HandMade(TimeOfDay(9, 15), "100 101 99 100", "102 103 101 102.5", "104 105 103 104")
    #expect(
      try trades(bars, [0: .buy(), 1: .sell]) { $0.fill = .sameClose }
        == ["long 10 100.00@09:20:00 → 102.50@09:25:00 signal"])
  }

  @Test("a stop inside a candle fills at its level")
  func stopInside() throws {
    let bars = HandMade(TimeOfDay(9, 15), "100 101 99 100", "100 101 97 100", "100 101 99 100")
    #expect(
      try trades(bars, [0: .buy(stop: 98)]) == ["long 10 100.00@09:20:00 → 98.00@09:20:00.001 stopLoss"])
  }

  @Test("a gap through the stop fills at the open")
  func gap() throws {
    let bars = HandMade(TimeOfDay(9, 15), "100 101 99 100", "100 101 99 100", "95 96 94 95", "95 96 94 95")
    #expect(try trades(bars, [0: .buy(stop: 98)]) == ["long 10 100.00@09:20:00 → 95.00@09:25:00 stopLoss"])
  }

  @Test("an entry that opens beyond its own stop is closed at once")
  func gapAtEntry() throws {
    let bars = HandMade(TimeOfDay(9, 15), "100 101 99 100", "97 101 96 100", "100 101 99 100")
    #expect(try trades(bars, [0: .buy(stop: 98)]) == ["long 10 97.00@09:20:00 → 97.00@09:20:00 stopLoss"])
  }

  @Test("a target inside a candle fills at its level; a stop in the same candle comes first")
  func target() throws {
    let up = HandMade(TimeOfDay(9, 15), "100 101 99 100", "100 104 99 103", "103 104 102 103")
    #expect(
      try trades(up, [0: .buy(stop: 98, target: 103)]) == ["long 10 100.00@09:20:00 → 103.00@09:21:40.001 target"])
    let both = HandMade(TimeOfDay(9, 15), "100 101 99 100", "100 104 97 103", "103 104 102 103")
    #expect(
      try trades(both, [0: .buy(stop: 98, target: 103)]) == ["long 10 100.00@09:20:00 → 98.00@09:20:00.001 stopLoss"])
    #expect(
      try trades(both, [0: .buy(stop: 98, target: 103)]) { $0.fill = .ohlcPath }
        == ["long 10 100.00@09:20:00 → 98.00@09:20:00.001 stopLoss"])
    let near = HandMade(TimeOfDay(9, 15), "100 101 99 100", "102 104 97 103", "103 104 102 103")
    #expect(
      try trades(near, [0: .buy(stop: 98, target: 103)]) { $0.fill = .ohlcPath }
        == ["long 10 102.00@09:20:00 → 103.00@09:20:00.001 target"])
  }

  @Test("a trailing stop follows inside the candle and is met on the way back")
  func trailing() throws {
    let bars = HandMade(TimeOfDay(9, 15), "100 101 99 100", "100 110 99.5 105", "105 106 104 105")
    #expect(
      try trades(bars, [0: .buy()]) { $0.exitPlan.trailing = .distance(.points("2.00")) }
        == ["long 10 100.00@09:20:00 → 108.00@09:23:20.001 trailingStop"])
  }

  @Test("a reversal closes and enters at the same open")
  func reversal() throws {
    let bars = HandMade(TimeOfDay(9, 15), "100 101 99 100", "100 101 99 100", "102 103 101 102", "103 104 102 103")
    #expect(
      try trades(bars, [0: .buy(), 1: .short()]) == [
        "long 10 100.00@09:20:00 → 102.00@09:25:00 signal", "short 10 102.00@09:25:00 → 103.00@09:30:00 squareOff",
      ])
  }

  @Test("the square-off closes at the first price at its time, and nothing opens after it")
  func squareOff() throws {
    let bars = HandMade(
      TimeOfDay(15, 5), "100 101 99 100", "100 101 99 100", "102 103 101 102", "103 104 102 103", "104 105 103 104")
    let result = try result(bars, [0: .buy(), 1: .exit, 2: .buy()])
    #expect(result.trades.map(line) == ["long 10 100.00@15:10:00 → 102.00@15:15:00 squareOff"])
    #expect(result.denials == [.entryWindowClosed: 1])
  }

  @Test("entries are denied for the reasons of the desk")
  func denials() throws {
    let bars = HandMade(
      TimeOfDay(9, 15), "100 101 99 100", "100 101 99 100", "102 103 101 102", "103 104 102 103", "104 105 103 104")
    let result = try result(bars, [0: .short(), 1: .buy(stop: 101), 2: .buy(target: 90)]) { $0.mayShort = false }
    #expect(result.trades.isEmpty)
    #expect(result.denials == [.shortNotAllowed: 1, .stopOnWrongSide: 2])
  }

  @Test("a SHORT that may not open closes the long all the same", arguments: [Product.mis, .cnc])
  func shortCloses(_ product: Product) throws {
    let bars = HandMade(
      TimeOfDay(9, 15), "100 101 99 100", "100 101 99 100", "102 103 101 102", "103 104 102 103", "104 105 103 104")
    let result = try result(bars, [0: .buy(), 1: .short(), 2: .short()]) {
      $0.product = product
      $0.mayShort = product == .cnc
    }
    #expect(result.trades.map(line) == ["long 10 100.00@09:20:00 → 102.00@09:25:00 signal"])
    #expect(result.denials == [.shortNotAllowed: 1])
  }

  @Test("an entry whose candle does not come in time is withdrawn")
  func staleEntry() throws {
    let bars = HandMade(
      TimeOfDay(9, 15), "100 101 99 100", "-", "102 103 101 102", "103 104 102 103", "104 105 103 104")
    let result = try result(bars, [0: .buy()])
    #expect(result.trades.isEmpty)
    #expect(result.denials == [.stale: 1])
  }

  @Test("nothing fills on a carried price")
  func carriedPrice() throws {
    let bars = HandMade(
      TimeOfDay(9, 15), "100 101 99 100 500", "100 100 100 100 0", "102 103 101 102 500", "103 104 102 103 500",
      "104 105 103 104 500")
    #expect(
      try trades(bars, [0: .buy()]) { $0.entryLifetime = .minutes(10) }
        == ["long 10 102.00@09:25:00 → 104.00@09:35:00 squareOff"])
  }

  @Test("what may stay over night keeps its stop")
  func carriedPosition() throws {
    var bars = HandMade(TimeOfDay(15, 20), "100 101 99 100", "100 101 99 100")
    bars.add(TimeOfDay(9, 15), on: "2024-06-04", ["99 100 97 98", "98 99 97 98", "98 99 97 98"])
    let change: (inout BacktestPlan) -> Void = {
      $0.product = .cnc
      $0.squareOff = nil
    }
    #expect(
      try trades(bars, [0: .buy(stop: 97.5)], change) == ["long 10 100.00@15:25:00 → 97.50@09:15:00.001 stopLoss"])
    #expect(try trades(bars, [0: .buy(), 1: .sell], change) == ["long 10 100.00@15:25:00 → 99.00@09:15:00 signal"])
  }

  @Test("latency lets the price run away")
  func latency() throws {
    let bars = HandMade(TimeOfDay(9, 15), "100 101 99 100", "102 103 101 102", "104 105 103 104", "105 106 104 105")
    let trades = try trades(
      bars, [0: .buy(), 1: .sell], options: .init(latency: .milliseconds(50))
    ) {
      $0.entryLifetime = .minutes(5)
    }
    #expect(trades == ["long 10 101.00@09:21:40 → 103.00@09:26:40 signal"])
  }

  @Test("what the full driver cannot do is refused in words")
  func refusals() {
    let bars = HandMade(TimeOfDay(9, 15), "100 101 99 100", "102 103 101 102")
    #expect(throws: BacktestError.self) { try trades(bars, [:]) { $0.slippage = .ticks(1) } }
    #expect(throws: BacktestError.self) { try trades(bars, [:]) { $0.fill = .ticks } }
    #expect(throws: BacktestError.self) { try trades(bars, [:]) { $0.costs = .plan("nobody") } }
    #expect(throws: BacktestError.self) {
      try trades(bars, [:]) {
        $0.checksMargin = false
        $0.sizing = .riskToStop(basisPoints: 50)
      }
    }
  }

  @Test("the same run twice gives the same fills, slippage by chance included")
  func repeatable() throws {
    let bars = HandMade(TimeOfDay(9, 15), "100 101 99 100", "102 103 101 102", "104 105 103 104", "105 106 104 105")
    let options = EngineBacktest.Options(slippageTicks: 4, seed: 7)
    let first = try result(bars, [0: .buy(), 1: .sell], options: options)
    #expect(try result(bars, [0: .buy(), 1: .sell], options: options).fills == first.fills)
    #expect(first.fills.map(\.price) != ["102.00", "104.00"])
  }
}
