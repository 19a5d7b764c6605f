import Backtesting
import Foundation
import History
import Market
import Strategies
import Testing

@Suite("The fast and the full driver make the same trades")
struct DriverEqualityTests {
  /// - Returns: the first difference, and how many trades agreed.
  private func compare(_ seed: UInt64, _ scope: RandomSetup.Scope) throws -> (difference: String?, trades: Int) {
    let random = RandomSetup(seed, scope)
    let none = NoExitStrategy(ParameterValues(NoExitStrategy.description))
    let fast: BacktestResult
    if let exit = random.exit {
      fast = try Backtest.run(strategy: random.strategy, exit: exit, random.setup)
    } else {
      fast = try Backtest.run(strategy: random.strategy, exit: none, random.setup)
    }
    var run = try EngineBacktest(random.setup, strategy: random.strategy, exit: random.exit ?? none)
    return (ResultComparison(fast: fast, full: run.run()).firstDifference, fast.trades.count)
  }

  /// SEEDS=20000 looks further, SEED=320 at one only.
  private static var seeds: [UInt64] {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["SEED"].flatMap({ UInt64($0) }) { return [seed] }
    return Array(0..<(environment["SEEDS"].flatMap { UInt64($0) } ?? 400))
  }

  @Test("by chance: plans, candles and wishes")
  func byChance() throws { try compareAll(RandomSetup.Scope()) }

  @Test("by chance, at the limits of a price band: entries wait, and what nobody buys is not bought")
  func atTheBand() throws {
    var scope = RandomSetup.Scope()
    scope.bands = true
    scope.instruments = 1...1
    scope.fills = [.nextOpen, .ohlcPath]
    try compareAll(scope)
  }

  @Test("every built-in strategy, beside every exit strategy in turn", arguments: StrategyCatalog.all.map(\.name))
  func builtIn(_ name: String) throws {
    for (number, fill) in [BacktestPlan.FillRule.nextOpen, .sameClose, .ohlcPath].enumerated() {
      for (place, exit) in StrategyCatalog.exits.enumerated() {
        var setup = RandomSetup.walk(seed: UInt64(number * 10 + place), days: 12)
        setup.plan.fill = fill
        setup.strategy = .init(name, try StrategyCatalog.values(for: name, [String]()))
        setup.exit = .init(exit.name, try StrategyCatalog.exitValues(for: exit.name, [String]()))
        let fast = try Backtest.run(setup)
        var run = try EngineBacktest(setup)
        let difference = ResultComparison(fast: fast, full: run.run()).firstDifference
        #expect(difference == nil, "\(name) with exit \(exit.name), \(fill.rawValue)")
      }
    }
  }

  private func compareAll(_ scope: RandomSetup.Scope) throws {
    var trades = 0
    var failures = 0
    for seed in Self.seeds {
      let outcome = try compare(seed, scope)
      trades += outcome.trades
      guard let difference = outcome.difference else { continue }
      failures += 1
      if failures <= 5 { Issue.record("SEED=\(seed): \(difference)\n  \(summary(RandomSetup(seed, scope)))") }
    }
    #expect(trades >= Self.seeds.count, "the seeds hardly trade")
    #expect(failures == 0, "of \(Self.seeds.count) seeds, \(trades) trades")
  }

  private func summary(_ random: RandomSetup) -> String {
    let plan = random.setup.plan
    let interval = (random.setup.instruments.first?.bars.interval.nanoseconds ?? 0) / 60_000_000_000
    return "\(interval) min, \(random.setup.instruments.count) instruments, exit \(random.exit != nil), "
      + "volumes \(random.setup.instruments[0].bars.hasVolume), \(plan)"
  }
}
