package import Strategies
import Synchronization

/// Many runs of one strategy over the same data, each with other parameters.
///
/// The data is read once and shared by all runs; runs are spread over the processor's cores and do not touch each
/// other. The result does not depend on how many cores there were.
package struct Sweep: Sendable {
  /// What every run shares; its strategy's values are replaced.
  package let setup: BacktestSetup

  package init(_ setup: BacktestSetup) { self.setup = setup }

  /// What came out of a sweep.
  package struct Outcome: Sendable {
    /// In the grid's order.
    package var rows: [SweepRow]
    /// Combinations that do not go together, such as a fast average slower than the slow one.
    package var skipped: Int
  }

  /// Runs combinations of a grid.
  /// - Parameters:
  ///   - numbers: which; nil: all.
  ///   - jobs: how many at a time, at least 1.
  ///   - progress: told how many are done, from whichever thread finished them.
  package func run(
    _ grid: ParameterGrid, numbers: [Int]? = nil, jobs: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> Outcome {
    let numbers = numbers ?? Array(0..<grid.count)
    let queue = WorkQueue(numbers)
    let kernel = try SweepKernel(setup)
    let parts = try await withThrowingTaskGroup(of: Outcome.self) { group in
      for _ in 0..<max(jobs, 1) {
        group.addTask { try work(queue, grid, kernel, progress) }
      }
      return try await group.reduce(into: [Outcome]()) { $0.append($1) }
    }
    return Outcome(
      rows: parts.flatMap(\.rows).sorted { $0.number < $1.number }, skipped: parts.reduce(0) { $0 + $1.skipped })
  }

  /// Takes chunks until none is left.
  private func work(
    _ queue: WorkQueue, _ grid: ParameterGrid, _ kernel: SweepKernel, _ progress: @Sendable (Int) -> Void
  ) throws -> Outcome {
    var outcome = Outcome(rows: [], skipped: 0)
    while let chunk = queue.take() {
      try Task.checkCancellation()
      let sets = chunk.compactMap { number in grid.combination(number).map { (number: number, values: $0) } }
      outcome.skipped += chunk.count - sets.count
      var rows = try kernel.evaluate(sets.map(\.values))
      for index in rows.indices { rows[index].number = sets[index].number }
      outcome.rows += rows
      progress(queue.finished(chunk.count))
    }
    return outcome
  }

  /// Runs each set of values; rows in the order of the sets, numbered from 0.
  package func evaluate(_ sets: [ParameterValues]) throws -> [SweepRow] { try SweepKernel(setup).evaluate(sets) }
}

/// Hands out combinations in chunks that become smaller towards the end, so that no core waits long for another.
private final class WorkQueue: Sendable {
  private struct State {
    var next = 0
    var done = 0
  }

  private static let largestChunk = 64
  private let numbers: [Int]
  private let state = Mutex(State())

  init(_ numbers: [Int]) { self.numbers = numbers }

  func take() -> ArraySlice<Int>? {
    state.withLock { state in
      let left = numbers.count - state.next
      guard left > 0 else { return nil }
      // Whole groups: what runs side by side should have all its places taken.
      let groups = max(left / 32, 1) / EMACrossoverLanes.count + 1
      let chunk = min(groups * EMACrossoverLanes.count, Self.largestChunk, left)
      defer { state.next += chunk }
      return numbers[state.next..<state.next + chunk]
    }
  }

  /// - Returns: how many are done by all workers.
  func finished(_ count: Int) -> Int {
    state.withLock { state in
      state.done += count
      return state.done
    }
  }
}
