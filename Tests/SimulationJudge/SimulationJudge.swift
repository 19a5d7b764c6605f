import DeskSimulation
import Foundation

/// Runs simulated days until one breaks an invariant, and says which. For planted bugs: Scripts/mutants.
@main
enum SimulationJudge {
  static let usage = "usage: simulation-judge FIRST-SEED DAYS EVENTS [PROFILE|any] [story|all|counts]..."

  // Not at the top level: in a release the compiler (6.3.1) loses what is given to a global there.
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let numbers = arguments.prefix(3).compactMap { UInt64($0) }
    let name = arguments.dropFirst(3).first ?? "any"
    let profile = SimulationProfile(rawValue: name)
    guard numbers.count == 3, profile != nil || name == "any" else {
      print(usage)
      exit(64)
    }
    let simulation = DeskSimulation(events: Int(numbers[2]), profile: profile)
    judge(simulation, numbers[0]..<numbers[0] + numbers[1], wishes: arguments.dropFirst(4))
  }

  private static func judge(_ simulation: DeskSimulation, _ seeds: Range<UInt64>, wishes: ArraySlice<String>) -> Never {
    var broken = 0
    var counts = SimulationCounts()
    for seed in seeds {
      let outcome = simulation.run(seed: seed, keepsStory: wishes.contains("story"))
      counts.add(outcome.counts)
      for line in outcome.story { print(line) }
      guard let failure = outcome.failure else { continue }
      broken += 1
      print("seed \(seed) (\(outcome.profile.rawValue)), step \(failure.step): \(failure.violation)")
      if !wishes.contains("all") { exit(1) }
    }
    if wishes.contains("counts") {
      for (name, count) in counts.events.sorted(by: { $0.key < $1.key }) { print(name, count) }
      for fault in Fault.allCases { print("fault \(fault)", counts.faults[fault, default: 0]) }
      let covered = FaultMatrix(counts).covered
      print("cells \(covered.cells) of \(covered.of)")
    }
    guard broken == 0 else {
      print("\(broken) of \(seeds.count) days are broken")
      exit(1)
    }
    print("no invariant was broken in \(seeds.count) days")
    exit(0)
  }
}
