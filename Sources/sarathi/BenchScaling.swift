import ArgumentParser
import Backtesting
import Foundation
import History
import Indicators
import Market
import Strategies

/// `sarathi bench scaling`: what a trade costs when there are few and when there are a million; and the full driver.
struct BenchScaling: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scaling",
    abstract: "A backtest with ten thousand, a hundred thousand and nearly a million trades; and the full driver.")

  @Flag(help: "Print JSON.") var json = false

  func run() async throws { try await backtesting { try Self.measure().show(json: json) } }

  struct Report: BenchReport {
    struct Run: Encodable {
      var trades: Int
      var milliseconds: Double
    }
    /// Of 900 000 bars each.
    var runs: [Run]
    var fullDriver: Run
    var bars: Int

    var rows: [BenchRow] {
      runs.map { run in
        BenchRow("backtest of \(bars) bars, \(run.trades) trades", "\(run.milliseconds.rounded(to: 1)) ms")
      } + [
        BenchRow(
          "the same rules by the full driver (W1), \(fullDriver.trades) trades",
          "\(fullDriver.milliseconds.rounded(to: 0)) ms, "
            + "\((fullDriver.milliseconds * 1e6 / Double(bars)).rounded(to: 0)) ns a bar, "
            + "\((fullDriver.milliseconds * 1e3 / Double(max(fullDriver.trades, 1))).rounded(to: 0)) µs a trade")
      ]
    }
  }

  static func measure() throws -> Report {
    let folder = try BenchFolder()
    defer { folder.remove() }
    let file = folder.url.appending(path: "w1.csv")
    try BenchBars.write(to: file)
    let crossover = BenchCrossover()
    let setup = try crossover.setup(try crossover.instruments([file]), capital: Money(rupees: 1_000_000_000))
    let runs = try [90, 9, 1].map { candles in
      try time {
        try Backtest.run(strategy: Flip(every: candles), exit: NoExitStrategy(), setup, recording: .trades).trades.count
      }
    }
    let full = try time {
      var engine = try EngineBacktest(setup)
      return engine.run().trades.count
    }
    return Report(runs: runs, fullDriver: full, bars: setup.instruments[0].bars.count)
  }

  private static func time(_ work: () throws -> Int) rethrows -> Report.Run {
    let start = BenchClock.processor
    let trades = try work()
    return Report.Run(trades: trades, milliseconds: BenchClock.seconds(BenchClock.processor - start) * 1000)
  }
}

/// Turns its position around every few candles, for the sake of the trades.
private struct Flip: Strategy {
  static let description = StrategyDescription(
    name: "flip", title: "Flip", idea: "Turns around every few candles, to make trades.", parameters: [])
  private let interval: Int
  private var candles = 0
  private var isUp = false

  init(_ values: ParameterValues) { self.init(every: 1) }
  init(every candles: Int) { interval = candles }

  var warmUp: Int { 0 }

  mutating func candleClosed(_ bar: Bar) -> Wish {
    candles += 1
    guard candles % interval == 0 else { return .none }
    isUp.toggle()
    return Wish(isUp ? .buy : .short, reason: "its turn")
  }
}
