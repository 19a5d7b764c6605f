import DeskSimulation
import Foundation
import Market

/// What `sarathi simulate` prints.
struct SimulationSummary {
  var first: UInt64
  var simulation: DeskSimulation
  var days: Int
  var counts: SimulationCounts
  var elapsed: Duration
  var failures: [DeskSimulation.Outcome]
  var showsMatrix = false

  private var seconds: Double {
    Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
  }

  var daysPerMinute: Double { seconds > 0 ? Double(days) / seconds * 60 : 0 }

  /// So many days of the default profiles bring everything about.
  private static let telling = 60

  /// What the default profiles should have done and did not: the run shows nothing about it.
  var missing: [String] {
    guard simulation.profile == nil, days >= Self.telling else { return [] }
    return Fault.allCases.filter { counts.faults[$0, default: 0] == 0 }.map { "fault \($0.rawValue)" }
      + CrashPoint.allCases.filter { counts.crashes[$0, default: 0] == 0 }.map { "crash \($0.rawValue)" }
      + Invariant.allCases.filter { counts.checks[$0, default: 0] == 0 && $0 != .staysAlive }
      .map { "check \($0.rawValue) \($0)" }
  }

  var text: String {
    var lines = [
      "\(days.counted("day")) from seed \(first), \(simulation.events) events each: "
        + String(format: "%.1f s, %.0f days a minute", seconds, daysPerMinute)
    ]
    if days > failures.count { lines += tables }
    if showsMatrix { lines.append(FaultMatrixText(matrix: FaultMatrix(counts)).text) }
    for failure in failures { lines += ["", Self.broken(failure, simulation)] }
    if failures.isEmpty { lines += ["", "No invariant was broken."] }
    return lines.joined(separator: "\n")
  }

  /// What whole days did: one that broke has counted only in part.
  private var tables: [String] {
    var lines = ["", "Happened"]
    lines += Self.table(counts.events.map { ($0.key, $0.value) })
    lines += ["", "Faults"] + Self.table(Fault.allCases.map { ($0.rawValue, counts.faults[$0, default: 0]) })
    lines += ["", "Ends of the process"]
    lines += Self.table(CrashPoint.allCases.map { ($0.rawValue, counts.crashes[$0, default: 0]) })
    lines += ["", "Checks"]
    lines += Self.table(
      Invariant.allCases.filter { $0 != .staysAlive }.map { ("\($0.rawValue) \($0)", counts.checks[$0, default: 0]) })
    if !missing.isEmpty { lines += ["", "Never happened: " + missing.joined(separator: ", ")] }
    return lines
  }

  /// One day's violation and how to see it again.
  static func broken(_ outcome: DeskSimulation.Outcome, _ simulation: DeskSimulation) -> String {
    guard let failure = outcome.failure else { return "" }
    return """
      BROKEN \(failure.violation)
        seed \(outcome.seed) (\(outcome.profile.rawValue)), step \(failure.step), \(failure.time.istTime)
        again: sarathi simulate --seeds 1 --seed \(outcome.seed) --events \(simulation.events)\
      \(simulation.profile.map { " --profile \($0.rawValue)" } ?? "") --story
      """
  }

  static func smaller(_ outcome: DeskSimulation.Outcome) -> String {
    guard let failure = outcome.failure else { return "It cannot be made smaller." }
    return """
      \(failure.violation)
      \(failure.prices) prices and \(failure.happenings.count) other happenings are enough:
      \(failure.happenings.prefix(40).joined(separator: "\n"))
      … and the end of the story:
      \(outcome.story.suffix(60).joined(separator: "\n"))
      """
  }

  private static func table(_ rows: [(String, Int)]) -> [String] {
    let sorted = rows.sorted { $0.0.compare($1.0, options: .numeric) == .orderedAscending }
    return sorted.map { name, count in
      "  " + name.padding(toLength: 36, withPad: " ", startingAt: 0) + String(format: "%11d", count)
    }
  }

  func json() throws -> String {
    struct Failed: Encodable {
      var seed: UInt64
      var profile, invariant, text: String
      var step: Int
    }
    struct Output: Encodable {
      var days: Int
      var firstSeed: UInt64
      var events: Int
      var seconds: Double
      var daysPerMinute: Double
      var happened, faults, crashes, checks: [String: Int]
      var missing: [String]
      var failures: [Failed]
      var matrix: [FaultMatrixText.Row]?
    }
    let output = Output(
      days: days, firstSeed: first, events: simulation.events, seconds: seconds, daysPerMinute: daysPerMinute,
      happened: counts.events,
      faults: Dictionary(uniqueKeysWithValues: Fault.allCases.map { ($0.rawValue, counts.faults[$0, default: 0]) }),
      crashes: Dictionary(
        uniqueKeysWithValues: CrashPoint.allCases.map { ($0.rawValue, counts.crashes[$0, default: 0]) }),
      checks: Dictionary(
        uniqueKeysWithValues: Invariant.allCases.map { ($0.rawValue, counts.checks[$0, default: 0]) }),
      missing: missing,
      failures: failures.compactMap { outcome in
        outcome.failure.map {
          Failed(
            seed: outcome.seed, profile: outcome.profile.rawValue, invariant: $0.violation.invariant.rawValue,
            text: $0.violation.text, step: $0.step)
        }
      }, matrix: showsMatrix ? FaultMatrixText(matrix: FaultMatrix(counts)).rows : nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(output), as: UTF8.self)
  }
}
