import Strategies

/// Runs parameter sets over history that was prepared once: several at a time where the strategy allows, else one after
/// the other.
struct SweepKernel: Sendable {
  private let prepared: PreparedBacktest
  private let lanes: EMACrossoverSweep?

  init(_ setup: BacktestSetup) throws(BacktestError) {
    prepared = try PreparedBacktest(setup)
    lanes = EMACrossoverSweep(prepared)
  }

  /// Rows in the order of the sets, numbered from 0.
  func evaluate(_ sets: [ParameterValues]) throws(BacktestError) -> [SweepRow] {
    var rows: [SweepRow] = []
    for (values, recorder) in zip(sets, try recorders(of: sets)) {
      rows.append(
        SweepRow(number: rows.count, values: values, capital: prepared.setup.plan.capital, recorder: recorder))
    }
    return rows
  }

  private func recorders(of sets: [ParameterValues]) throws(BacktestError) -> [RunRecorder] {
    if let lanes { return lanes.run(sets) }
    var recorders: [RunRecorder] = []
    for values in sets {
      recorders.append(try prepared.runBuiltIn(.init(prepared.setup.strategy.name, values), .summary).recorder)
    }
    return recorders
  }
}
