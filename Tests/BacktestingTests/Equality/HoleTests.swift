import Backtesting
import History
import Market
import Strategies
import TestSupport
import Testing
import Trading

@Suite("After a hole in the prices strategies begin anew, in both drivers")
struct HoleTests {
  /// Trades of a script that says something on its second and third candle only.
  private func trades(_ second: TradingDay) throws -> Int {
    var bars = HandMade()
    for day in [HandMade.day, second] {
      bars.add(TimeOfDay(9, 15), on: day, Array(repeating: "100 101 99 100", count: 6))
    }
    let setup = bars.setup()
    let script: [Int: Wish] = [1: .buy(), 2: .exit]
    let none = NoExitStrategy(ParameterValues(NoExitStrategy.description))
    let fast = try Backtest.run(strategy: Scripted(script), exit: none, setup)
    var driver = try EngineBacktest(setup, strategy: Scripted(script), exit: none)
    #expect(ResultComparison(fast: fast, full: driver.run()).firstDifference == nil)
    return fast.trades.count
  }

  @Test("Strategies restart after a gap of more than three sessions, not after a weekend or a short gap")
  func restart() throws {
    #expect(try trades("2024-06-04") == 1)
    #expect(try trades("2024-06-07") == 1)
    // 3 June 2024 was a Monday; Tuesday to Friday are missing.
    #expect(try trades("2024-06-10") == 2)
  }

  @Test("many parameter sets side by side restart as a single run does")
  func sweep() throws {
    var bars = HandMade(interval: .minutes(1))
    var price = 1000
    for day in ["2024-06-03", "2024-06-04", "2024-06-12"] {
      let lines = (0..<200).map { index -> String in
        price += (index * 7919 + index / 13) % 11 - 5
        return "\(price) \(price + 2) \(price - 2) \(price)"
      }
      bars.add(TimeOfDay(9, 15), on: TradingDay(stringLiteral: day), lines)
    }
    var setup = bars.setup()
    let name = EMACrossover.description.name
    setup.strategy = .init(name, try StrategyCatalog.values(for: name, ["fast=3", "slow=8"]))
    let sets = try ["fast=3", "fast=4", "fast=5"].map { try StrategyCatalog.values(for: name, [$0, "slow=8"]) }
    for row in try Sweep(setup).evaluate(sets) {
      setup.strategy.values = row.values
      let single = try Backtest.run(setup)
      #expect(single.trades.count == row.trades && single.trades.count > 5)
      #expect(single.finalEquity == row.finalEquity)
    }
  }
}
