import Backtesting
import History
import Market
import Strategies
import TestSupport
import Testing
import Trading

@Suite("A sweep")
struct SweepTests {
  @Test(
    "A sweep gives each combination the figures of a separate run",
    arguments: [
      ("ema-crossover", ["fast=3..9", "slow=8..20:3", "direction=both,long"]), ("rsi-reversal", ["period=5..12"]),
      ("supertrend", ["period=7..9"]),
    ], [1, 2] as [UInt64])
  func sameAsSingleRuns(_ sweep: (strategy: String, settings: [String]), _ seed: UInt64) async throws {
    let setup = try SweepData.setup(sweep.strategy, series: [SweepData.bars(seed)])
    let grid = try SweepData.grid(sweep.strategy, sweep.settings)
    let outcome = try await Sweep(setup).run(grid, jobs: 2)
    #expect(outcome.rows.count + outcome.skipped == grid.count)
    #expect(outcome.rows.reduce(0) { $0 + $1.trades } > 0, "seed \(seed)")
    for row in outcome.rows {
      var single = setup
      single.strategy.values = row.values
      let result = try Backtest.run(single)
      #expect(row.trades == result.trades.count, "seed \(seed), \(row.values)")
      #expect(row.finalEquity == result.finalEquity, "seed \(seed), \(row.values)")
      #expect(row.net == result.trades.reduce(.zero) { $0 + $1.net })
      #expect(row.wins == result.trades.count { $0.net > .zero })
    }
  }

  @Test("A sweep does not depend on the number of jobs", arguments: [2, 5])
  func jobs(_ jobs: Int) async throws {
    let setup = try SweepData.setup("ema-crossover", series: [SweepData.bars(3)])
    let grid = try SweepData.grid("ema-crossover", ["fast=2..20", "slow=5..40:5"])
    let alone = try await Sweep(setup).run(grid, jobs: 1)
    let many = try await Sweep(setup).run(grid, jobs: jobs)
    #expect(alone.rows == many.rows)
    #expect(alone.skipped == many.skipped && alone.skipped > 0)
    #expect(alone.rows.map(\.number) == alone.rows.map(\.number).sorted())
  }

  @Test(
    "The Sharpe ratio in a sweep equals that of the report for a strategy that closes every day",
    arguments: [4, 5] as [UInt64], [1, 3])
  func sharpe(_ seed: UInt64, _ instruments: Int) throws {
    let series = (0..<instruments).map { SweepData.bars(seed * 10 + UInt64($0), days: 32, symbol: "S\($0)") }
    let setup = try SweepData.setup("ema-crossover", series: series)
    let row = try #require(try Sweep(setup).evaluate([setup.strategy.values]).first)
    let result = try Backtest.run(setup)
    let curve = EquityCurve(result: result, instruments: setup.instruments)
    let statistics = BacktestStatistics(result: result, curve: curve, instruments: setup.instruments)
    let expected = try #require(statistics.returns.sharpe)
    let sharpe = try #require(row.sharpe)
    #expect(abs(sharpe - expected) < 1e-9 * max(1, abs(expected)), "seed \(seed)")
    #expect(row.drawdown.map { $0 <= (statistics.deepestDrawdown?.share ?? 0) + 1e-12 } == true)
  }

  @Test("A sweep ranks the best combination first and rows without the figure last")
  func ranking() throws {
    let values = ParameterValues(EMACrossover.description)
    var rows = (0..<4).map { SweepRow(number: $0, values: values) }
    rows[0].sharpe = 1
    rows[1].sharpe = 2
    rows[2].sharpe = 1
    rows[2].net = "10"
    #expect(SweepMetric.sharpe.ranked(rows).map(\.number) == [1, 2, 0, 3])
    #expect(SweepMetric.net.ranked(rows).first?.number == 2)
  }

  @Test("An in-sample split uses every bar once and puts no day on both sides", arguments: [10, 50, 90])
  func split(_ percent: Int) throws {
    let setup = try SweepData.setup("ema-crossover", series: [SweepData.bars(1, days: 10), SweepData.bars(2, days: 6)])
    let split = try InSampleSplit(setup, percent: percent)
    let counts = [split.inSample, split.outOfSample].map { $0.instruments.reduce(0) { $0 + $1.bars.count } }
    #expect(counts[0] + counts[1] == 16 * 375)
    for instrument in split.inSample.instruments {
      #expect(instrument.bars.start(instrument.bars.count - 1).istDay < split.firstDayOutside)
    }
    for instrument in split.outOfSample.instruments {
      #expect(instrument.bars.start(0).istDay >= split.firstDayOutside)
    }
  }

  @Test("A sweep of a single day cannot be split")
  func splitOfOneDay() throws {
    let setup = try SweepData.setup("ema-crossover", series: [SweepData.bars(1, days: 1)])
    #expect(throws: BacktestError.self) { try InSampleSplit(setup, percent: 50) }
  }
}
