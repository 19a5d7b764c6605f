import ArgumentParser
import Backtesting
import Market

/// What runs the backtest.
struct BacktestDriverOptions: ParsableArguments {
  enum Driver: String, ExpressibleByArgument, CaseIterable {
    /// The fast one: rules without events.
    case runner
    /// The desk's own engine with the simulated exchange.
    case full
  }

  @Option(help: "runner (fast) or full (the desk's engine and a simulated exchange).") var driver: Driver = .runner
  @Option(help: ArgumentHelp("With full: time an order takes to reach the exchange.", valueName: "milliseconds"))
  var latency: Int?
  @Option(
    help: ArgumentHelp("With full: at most this share of a candle's volume fills.", valueName: "percent"),
    transform: OptionParsing.percent)
  var participation: Int64?

  func validate() throws {
    guard driver == .runner else {
      if let latency, !(0...60_000).contains(latency) {
        throw ValidationError("--latency must be 0 to 60000 milliseconds.")
      }
      return
    }
    if latency != nil { throw ValidationError("--latency needs --driver full.") }
    if participation != nil { throw ValidationError("--participation needs --driver full.") }
  }

  /// `runner`, or `full, latency 250 ms, at most 10 % of the volume`.
  var text: String {
    let parts: [String] = [
      driver.rawValue, latency.map { "latency \($0) ms" },
      participation.map { "at most \(Decimal4.text($0 * 100, minimumDecimals: 0)) % of the volume" },
    ].compactMap { $0 }
    return parts.joined(separator: ", ")
  }

  func run(_ setup: BacktestSetup) throws -> BacktestResult {
    switch driver {
    case .runner: return try Backtest.run(setup)
    case .full:
      var setup = setup
      var options = EngineBacktest.Options(
        latency: .milliseconds(Int64(latency ?? 0)), participation: participation ?? 10_000)
      // The full driver's slippage is the exchange's: by chance, up to so many ticks.
      if case .ticks(let count) = setup.plan.slippage {
        options.slippageTicks = count
        setup.plan.slippage = .none
      }
      var engine = try EngineBacktest(setup, options: options)
      return engine.run()
    }
  }
}
