import History
import Market
import Strategies
import Trading

/// A setup with its calendar, terms and charges looked up: what many runs over the same history share.
struct PreparedBacktest: Sendable {
  let setup: BacktestSetup
  let schedules: [SpanSchedule]

  init(_ setup: BacktestSetup) throws(BacktestError) {
    try Self.check(setup)
    self.setup = setup
    var schedules: [SpanSchedule] = []
    for instrument in setup.instruments { schedules.append(try SpanSchedule(instrument, setup)) }
    guard schedules.contains(where: { $0.barCount > 0 }) else {
      throw BacktestError.noBarInSession(isDaily: schedules.allSatisfy(\.isDaily))
    }
    self.schedules = schedules
  }

  private static func check(_ setup: BacktestSetup) throws(BacktestError) {
    guard let first = setup.instruments.first else {
      throw BacktestError("There are no bars to run on.", fix: "Name a file with --bars.")
    }
    guard setup.plan.fill != .ticks else {
      throw BacktestError("Ticks are run by the engine itself.", fix: "Add --driver full.")
    }
    if let other = setup.instruments.first(where: { $0.bars.interval != first.bars.interval }) {
      throw BacktestError(
        "\(first.bars.symbol) and \(other.bars.symbol) have bars of different lengths.",
        fix: "Bring them to one length, such as --interval 5m.")
    }
  }

  /// Runs `strategy` on every instrument, each with its own copy.
  func run<S: Strategy, X: ExitStrategy>(
    _ strategy: S, _ exit: X, _ recording: RunRecorder.Detail
  ) throws(BacktestError) -> RunAccount {
    var account = RunAccount(
      setup.plan, recording: recording, bars: schedules.reduce(0) { $0 + $1.barCount })
    var runners = zip(setup.instruments, schedules).map { InstrumentRunner(strategy, exit, $0, $1, setup.plan) }
    if runners.count == 1 || !account.isCoupled {
      for index in runners.indices { runners[index].run(&account) }
    } else {
      Self.runInTime(&runners, &account)
    }
    account.finish()
    return account
  }

  /// All instruments side by side: first all opens of an instant, then what followed, then the decisions at its end.
  private static func runInTime<S: Strategy, X: ExitStrategy>(
    _ runners: inout [InstrumentRunner<S, X>], _ account: inout RunAccount
  ) {
    var due: [Int] = []
    while let time = runners.lazy.compactMap(\.nextStart).min() {
      due.removeAll(keepingCapacity: true)
      for index in runners.indices where runners[index].nextStart == time { due.append(index) }
      for index in due { runners[index].meetOpen(&account) }
      for index in due { runners[index].meetRange(&account) }
      let end = due.map { runners[$0].nextEnd }.min() ?? time
      for index in runners.indices { runners[index].expireEntry(at: end, &account) }
      for index in due { runners[index].close(&account) }
    }
  }

  func result(of account: RunAccount) -> BacktestResult {
    var result = BacktestResult()
    result.trades = account.recorder.trades
    result.fills = account.recorder.fills
    // One instrument's come in order of time; several one after the other do not.
    if schedules.count > 1 {
      result.trades.sort { ($0.closed, $0.instrument) < ($1.closed, $1.instrument) }
      result.fills.sort { ($0.time, $0.instrument) < ($1.time, $1.instrument) }
    }
    result.capital = setup.plan.capital
    result.finalEquity = setup.plan.capital + account.recorder.summary.net
    result.bars = schedules.reduce(0) { $0 + $1.barCount }
    result.denials = account.recorder.denials
    result.firstStops = account.recorder.firstStops
    result.barsOutsideSessions = schedules.reduce(0) { $0 + $1.barsOutside }
    return result
  }
}
