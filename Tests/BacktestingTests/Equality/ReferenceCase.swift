import Backtesting
import Foundation
import History
import Market
import Strategies
import Testing
import Trading

/// A backtest in the words of the fast driver and of the reference.
struct ReferenceCase: Sendable, CustomTestStringConvertible {
  var strategy: String
  var settings: [String]
  var costs = "zerodha"
  /// In percent of the entry price.
  var stop: String?
  var target: String?
  var quantity: Int64 = 100

  static let crossover = ReferenceCase(strategy: "ema-crossover", settings: ["fast=9", "slow=21", "seed=first"])
  static let breakout = ReferenceCase(
    strategy: "opening-range-breakout", settings: ["minutes=15", "stop=opposite", "target=1.5"])
  static let swing = ReferenceCase(strategy: "rsi-swing", settings: ["rsi=14", "ema=9"])

  static let all: [ReferenceCase] =
    [crossover, breakout, swing].flatMap { [$0, $0.with { $0.costs = "percent:0.03" }] } + [
      crossover.with { $0.settings = ["fast=5", "slow=13", "seed=sma"] },
      crossover.with { ($0.stop, $0.target) = ("0.2", "0.35") },
      breakout.with { $0.settings = ["minutes=30", "stop=middle", "target=0.5"] },
      breakout.with { ($0.settings, $0.stop) = (["minutes=5", "stop=none", "target=0.7"], "0.15") },
      swing.with { ($0.settings, $0.target) = (["rsi=7", "ema=20"], "0.1") },
    ]

  var testDescription: String {
    ([strategy] + settings + [costs, stop, target].compactMap { $0 }).joined(separator: " ")
  }

  func setup(_ bars: BarSeries, _ sessions: SessionSource) throws -> BacktestSetup {
    var plan = BacktestPlan()
    plan.sizing = .quantity(Quantity(quantity))
    plan.costs = costs == "percent:0.03" ? .perBillion(300_000) : .plan(costs)
    plan.exitPlan.stop = try stop.map { .distance(.basisPoints(try Self.basisPoints($0))) }
    plan.exitPlan.target = try target.map { .distance(.basisPoints(try Self.basisPoints($0))) }
    // The reference has no account that could be too small.
    plan.checksMargin = false
    let instrument = BacktestInstrument(
      id: InstrumentID(0), instrument: .equity(bars.symbol), terms: DatedTerms(HandMade.terms), bars: bars,
      sessions: sessions)
    return BacktestSetup(
      strategy: .init(strategy, try StrategyCatalog.values(for: strategy, settings)), instruments: [instrument],
      plan: plan)
  }

  /// - Parameter charges: the table of rates.
  func arguments(symbol: String, charges: URL) -> [String] {
    var arguments = ["--strategy", strategy] + settings.flatMap { ["--set", $0] }
    arguments += ["--quantity", "\(quantity)", "--costs", costs, "--symbol", symbol, "--charges", charges.path]
    if let stop { arguments += ["--stop-percent", stop] }
    if let target { arguments += ["--target-percent", target] }
    return arguments
  }

  private func with(_ change: (inout ReferenceCase) -> Void) -> ReferenceCase {
    var changed = self
    change(&changed)
    return changed
  }

  private static func basisPoints(_ percent: String) throws -> Int64 {
    try #require(Price(parsing: percent)).raw / 100
  }
}
