package import Strategies

/// The fast driver: history through the rules of `Trading`, bar by bar, without events.
package enum Backtest {
  /// Runs a built-in strategy.
  /// - Throws: when the setup cannot be traded: no data, no charge rates for the days, an unknown name.
  package static func run(
    _ setup: BacktestSetup, recording: RunRecorder.Detail = .everything
  ) throws(BacktestError) -> BacktestResult {
    let prepared = try PreparedBacktest(setup)
    return prepared.result(of: try prepared.runBuiltIn(setup.strategy, recording))
  }

  /// Runs any strategy; each instrument gets its own copy.
  package static func run<S: Strategy, X: ExitStrategy>(
    strategy: S, exit: X, _ setup: BacktestSetup, recording: RunRecorder.Detail = .everything
  ) throws(BacktestError) -> BacktestResult {
    let prepared = try PreparedBacktest(setup)
    return prepared.result(of: try prepared.run(strategy, exit, recording))
  }
}
