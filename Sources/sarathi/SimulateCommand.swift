import ArgumentParser
import DeskSimulation
import Foundation
import Synchronization

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Run simulated days with faults and check that the invariants hold.",
    usage: "sarathi simulate [<options>]",
    discussion: """
      Each seed is one trading day: the real engine, journal and desk on virtual time and a virtual disk, brokers that \
      lose, repeat and delay what passes, people who trade beside us, crashes at any moment. After every step the \
      invariants of docs/reliability.md are checked against the broker's true book.

      The first day that breaks one is told with the command that plays it again, and made smaller. Exit code 1 then.
      """)

  @Option(help: "How many days, one for each seed.") var seeds = 100
  @Option(help: "The first seed; random when left out.") var seed: UInt64?
  @Option(help: "Approximate events a day.") var events = DeskSimulation.defaultEvents
  @Option(help: "Faults to draw from: calm, broker, feed, people, crash, storm. Each seed draws its own when left out.")
  var profile: SimulationProfile?
  @Option(help: "Days at the same time; all cores when left out.") var workers: Int?
  @Flag(help: "Tell the whole day; with --seeds 1.") var story = false
  @Flag(help: "Go on after a violation and list every seed that breaks.") var all = false
  @Flag(help: "Do not make the broken day smaller.") var noShrink = false
  @Flag(help: "Print the counts as JSON.") var json = false
  @Flag(help: "Print the fault matrix: message, deviation and moment, with how often each was.") var matrix = false

  func validate() throws {
    guard (1...10_000_000).contains(seeds) else { throw ValidationError("--seeds must be 1 to 10000000.") }
    guard (20...100_000).contains(events) else { throw ValidationError("--events must be 20 to 100000.") }
    guard !story || seeds == 1 else { throw ValidationError("--story tells one day: add --seeds 1.") }
    guard !story || !json else { throw ValidationError("--story is not JSON: leave one of the two out.") }
    guard (workers ?? 1) >= 1 else { throw ValidationError("--workers must be at least 1.") }
  }

  func run() throws {
    let simulation = DeskSimulation(events: events, profile: profile)
    let first = seed ?? UInt64.random(in: 1...1_000_000_000_000)
    let started = ContinuousClock.now
    let results = Results()
    let workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
    let progress = Progress(total: seeds, isShown: !json && isatty(STDERR_FILENO) == 1)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while let number = results.next(below: seeds, stopAtFailure: !all) {
        let outcome = simulation.run(seed: first &+ UInt64(number), keepsStory: story)
        for line in outcome.story { print(line) }
        progress.show(results.add(outcome))
      }
    }
    progress.clear()
    let elapsed = ContinuousClock.now - started
    let summary = SimulationSummary(
      first: first, simulation: simulation, days: results.days, counts: results.counts, elapsed: elapsed,
      failures: results.failures, showsMatrix: matrix)
    print(json ? try summary.json() : summary.text)
    guard let failure = results.failures.first else { return }
    if !noShrink, !json {
      print("\nMaking the day smaller …")
      print(SimulationSummary.smaller(simulation.shrink(seed: failure.seed)))
    }
    throw ExitCode.failure
  }

  /// What the workers share.
  private final class Results: Sendable {
    private struct State {
      var started = 0
      var days = 0
      var counts = SimulationCounts()
      var failures: [DeskSimulation.Outcome] = []
    }
    private let state = Mutex(State())

    func next(below count: Int, stopAtFailure: Bool) -> Int? {
      state.withLock { state in
        guard state.started < count, !(stopAtFailure && !state.failures.isEmpty) else { return nil }
        state.started += 1
        return state.started - 1
      }
    }

    func add(_ outcome: DeskSimulation.Outcome) -> Int {
      state.withLock { state in
        state.days += 1
        state.counts.add(outcome.counts)
        if outcome.failure != nil {
          state.failures.append(outcome)
          state.failures.sort { $0.seed < $1.seed }
        }
        return state.days
      }
    }

    var days: Int { state.withLock { $0.days } }
    var counts: SimulationCounts { state.withLock { $0.counts } }
    var failures: [DeskSimulation.Outcome] { state.withLock { $0.failures } }
  }

  /// A line that counts up on a terminal.
  private struct Progress {
    let total: Int
    let isShown: Bool

    func show(_ done: Int) {
      guard isShown, done % 20 == 0 else { return }
      FileHandle.standardError.write(Data("\r\(done) of \(total) days".utf8))
    }

    func clear() {
      if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
  }
}

extension SimulationProfile: ExpressibleByArgument {}
