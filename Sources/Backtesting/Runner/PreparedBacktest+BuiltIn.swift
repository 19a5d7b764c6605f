import Strategies

extension PreparedBacktest {
  /// Runs a built-in strategy and the setup's exit strategy as the types they are: each gets a loop of its own.
  func runBuiltIn(
    _ choice: BacktestSetup.Choice, _ recording: RunRecorder.Detail
  ) throws(BacktestError) -> RunAccount {
    let (strategy, exit) = try setup.strategies(choice)
    return switch strategy {
    case let strategy as EMACrossover: try run(strategy, beside: exit, recording)
    case let strategy as RSIReversal: try run(strategy, beside: exit, recording)
    case let strategy as RSISwing: try run(strategy, beside: exit, recording)
    case let strategy as OpeningRangeBreakout: try run(strategy, beside: exit, recording)
    case let strategy as SupertrendFlip: try run(strategy, beside: exit, recording)
    case let strategy as VWAPPullback: try run(strategy, beside: exit, recording)
    case let strategy as BollingerReversion: try run(strategy, beside: exit, recording)
    case let strategy as DonchianBreakout: try run(strategy, beside: exit, recording)
    default: try run(strategy, beside: exit, recording)
    }
  }

  private func run<S: Strategy>(
    _ strategy: S, beside exit: AnyExitStrategy?, _ recording: RunRecorder.Detail
  ) throws(BacktestError) -> RunAccount {
    guard let exit else { return try run(strategy, NoExitStrategy(), recording) }
    return try run(strategy, exit, recording)
  }
}
