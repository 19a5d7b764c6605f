import Backtesting
import History
import Indicators
import Market
import Strategies
import Testing

/// Buys when the price will be higher some bars later: it was handed the whole series.
private struct Cheat: Strategy {
  static let description = StrategyDescription(name: "cheat", title: "Cheat", idea: "", parameters: [])

  /// Closes in rupees by the start of their bars.
  private var closes: [Timestamp: Double] = [:]
  private let reach: Int64

  init(_ values: ParameterValues) { reach = 0 }

  init(_ setup: BacktestSetup, reach: Int64) {
    self.reach = reach
    for instrument in setup.instruments {
      let bars = instrument.bars
      for index in 0..<bars.count { closes[bars.start(index)] = bars.candle(index).close.rupees }
    }
  }

  var warmUp: Int { 0 }

  mutating func candleClosed(_ bar: Bar) -> Wish {
    guard let later = closes[bar.start + .minutes(reach)] else { return Wish(.exit, reason: "the end is near") }
    return later > bar.close ? Wish(.buy, reason: "it will rise") : Wish(.short, reason: "it will fall")
  }
}

@Suite("The look-ahead check")
struct LookaheadCheckTests {
  @Test("The look-ahead check finds no look-ahead in any built-in strategy", arguments: StrategyCatalog.all.map(\.name))
  func builtIn(_ name: String) throws {
    let setup = try SweepData.setup(name, series: [SweepData.bars(1), SweepData.bars(2, symbol: "OTHER")])
    let check = try LookaheadCheck(setup)
    #expect(check.cuts.count == 20)
    #expect(check.isClean, "\(check.differences)")
  }

  @Test(
    "The look-ahead check compares more than zero signals and fills",
    arguments: [BacktestPlan.FillRule.nextOpen, .sameClose, .ohlcPath])
  func compares(_ fill: BacktestPlan.FillRule) throws {
    var plan = SweepData.plan()
    plan.fill = fill
    let check = try LookaheadCheck(
      try SweepData.setup("ema-crossover", ["fast=3", "slow=8"], series: [SweepData.bars(3)], plan: plan))
    #expect(check.isClean, "\(check.differences)")
    #expect(check.wishesCompared > 100)
    #expect(check.fillsCompared > 100)
  }

  @Test("The look-ahead check catches a strategy that uses later prices", arguments: [1, 2, 60] as [Int64])
  func cheat(_ reach: Int64) throws {
    let setup = try SweepData.setup("ema-crossover", series: [SweepData.bars(4)])
    let check = try LookaheadCheck(setup) { Cheat($0, reach: reach) }
    #expect(!check.isClean)
    for difference in check.differences { #expect(difference.time <= difference.cut) }
  }

  @Test("The look-ahead check passes the same strategy without look-ahead")
  func honest() throws {
    let setup = try SweepData.setup("ema-crossover", series: [SweepData.bars(4)])
    #expect(try LookaheadCheck(setup) { Cheat($0, reach: -5) }.isClean)
  }
}
