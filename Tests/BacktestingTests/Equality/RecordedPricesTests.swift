import Backtesting
import History
import Market
import Strategies
import TestSupport
import Testing
import Trading

@Suite("The full driver trades recorded prices as the desk would")
struct RecordedPricesTests {
  /// A price every ten seconds from 09:15: candles of one minute are made of six each.
  private func setup(
    _ prices: [String], from start: TimeOfDay = TimeOfDay(9, 15), volume: Int64 = 0,
    _ change: (inout BacktestPlan) -> Void = { _ in }
  ) -> BacktestSetup {
    let bars = HandMade(interval: .minutes(1))
    var setup = bars.setup {
      $0.fill = .ticks
      change(&$0)
    }
    let opening = Timestamp(day: HandMade.day, time: start)
    setup.instruments[0].ticks = TickSeries(
      symbol: "SBIN",
      entries: prices.enumerated().map { number, price in
        TickSeries.Entry(
          time: opening + .seconds(Int64(number) * 10), price: Price(stringLiteral: price),
          volume: volume * Int64(number + 1))
      })
    return setup
  }

  private func trades(
    _ setup: BacktestSetup, _ script: [Int: Wish], _ options: EngineBacktest.Options = .init()
  ) throws -> [String] {
    let none = NoExitStrategy(ParameterValues(NoExitStrategy.description))
    var run = try EngineBacktest(setup, strategy: Scripted(script), exit: none, options: options)
    return run.run().trades.map(line)
  }

  private let rising = (0..<24).map { "\(100 + $0 / 10).\($0 % 10)0" }

  @Test("a wish at the end of a candle fills at the next price")
  func nextTick() throws {
    #expect(
      try trades(setup(rising), [0: .buy(), 1: .sell]) == ["long 10 100.60@09:16:00 → 101.20@09:17:00 signal"])
  }

  @Test("latency costs the prices that pass meanwhile")
  func latency() throws {
    #expect(
      try trades(setup(rising), [0: .buy(), 1: .sell], .init(latency: .milliseconds(50)))
        == ["long 10 100.70@09:16:10 → 101.30@09:17:10 signal"])
  }

  @Test("a resting stop fills at the price that reaches it, a target at the price after it")
  func guards() throws {
    let falling = ["100", "100", "100", "100", "100", "100", "100", "99", "98", "97", "96", "95"]
    #expect(
      try trades(setup(falling), [0: .buy(stop: 98.5)]) == ["long 10 100.00@09:16:00 → 98.00@09:16:20 stopLoss"])
    #expect(
      try trades(setup(rising), [0: .buy(target: 100.8)]) == ["long 10 100.60@09:16:00 → 100.90@09:16:30 target"])
  }

  @Test("our share of the volume fills a large order in parts")
  func participation() throws {
    let result = try trades(
      setup(rising, volume: 100) { $0.sizing = .quantity(25) }, [0: .buy(), 1: .sell], .init(participation: 1000))
    #expect(result == ["long 25 100.68@09:16:00 → 101.28@09:17:20 signal"])
  }

  @Test("the square-off and the end of the data close what is open")
  func ends() throws {
    let late = try trades(setup(rising, from: TimeOfDay(15, 13)), [0: .buy()])
    #expect(late == ["long 10 100.60@15:14:00 → 101.20@15:15:00 squareOff"])
    #expect(try trades(setup(rising), [0: .buy()]) == ["long 10 100.60@09:16:00 → 102.30@09:18:50 squareOff"])
  }
}
