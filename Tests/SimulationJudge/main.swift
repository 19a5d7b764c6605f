import DeskSimulation
import Foundation

// Runs simulated days until one breaks an invariant, and says which. For planted bugs: Scripts/mutants.
//
// usage: simulation-judge FIRST-SEED DAYS EVENTS [PROFILE|any] [story|all]
let arguments = CommandLine.arguments.dropFirst()
let numbers = arguments.prefix(3).compactMap { UInt64($0) }
guard numbers.count == 3 else {
  print("usage: simulation-judge FIRST-SEED DAYS EVENTS [PROFILE|any] [story|all]")
  exit(64)
}
let rest = Array(arguments.dropFirst(3))
let simulation = DeskSimulation(
  events: Int(numbers[2]), profile: rest.first.flatMap { SimulationProfile(rawValue: $0) })
var broken = 0
var counts = SimulationCounts()
for seed in numbers[0]..<numbers[0] + numbers[1] {
  let outcome = simulation.run(seed: seed, keepsStory: rest.contains("story"))
  counts.add(outcome.counts)
  guard let failure = outcome.failure else { continue }
  broken += 1
  for line in outcome.story { print(line) }
  print("seed \(seed) (\(outcome.profile.rawValue)), step \(failure.step): \(failure.violation)")
  if !rest.contains("all") { exit(1) }
}
if rest.contains("counts") {
  for (name, count) in counts.events.sorted(by: { $0.key < $1.key }) { print(name, count) }
  for fault in Fault.allCases { print("fault \(fault)", counts.faults[fault, default: 0]) }
}
print(broken == 0 ? "no invariant was broken in \(numbers[1]) days" : "\(broken) of \(numbers[1]) days are broken")
exit(broken == 0 ? 0 : 1)
