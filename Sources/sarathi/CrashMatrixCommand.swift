import ArgumentParser
import DeskSimulation
import Foundation

struct CrashMatrixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crash-matrix",
    abstract: "End the demo day at every moment that matters, take it up again and compare the report.",
    usage: "sarathi crash-matrix [<options>]",
    discussion: """
      The demo day is played on a virtual disk. Before, in and after every commit, and after every request to the \
      broker, the process is ended: by itself, with the power, once more soon after its start, and again and again. Each time the day is \
      taken up again from the disk as it was, and must end with the same report, order numbers included.

      Exit code 1 when one differs.
      """, shouldDisplay: false)

  @Option(help: "Test every n-th crash point.") var every = 1
  @Option(help: "The first crash point to test.") var offset = 0
  @Option(help: "Random seed for torn writes and the second crash.")
  var seed: UInt64 = 1
  @Option(help: "How the process ends: death, powerLoss, twice, often. All when left out.") var ending:
    CrashMatrix.Ending?
  @Option(help: "Recorded day (default: the sample that comes with Sarathi).") var sample: String?

  func validate() throws {
    guard every >= 1, offset >= 0 else { throw ValidationError("--every must be at least 1, --offset at least 0.") }
  }

  func run() throws {
    let started = ContinuousClock.now
    let matrix = CrashMatrix(
      try DemoDay.recorded(sample), every: every, offset: offset,
      endings: ending.map { [$0] } ?? CrashMatrix.Ending.allCases, seed: seed)
    let outcome = try matrix.run { print($0) }
    let seconds = (ContinuousClock.now - started).components.seconds
    print(
      "\(outcome.moments) moments, \(outcome.crashes) crashes, \(outcome.findings.count) other reports, \(seconds) s")
    if !outcome.findings.isEmpty { throw ExitCode.failure }
  }
}

extension CrashMatrix.Ending: ExpressibleByArgument {}
