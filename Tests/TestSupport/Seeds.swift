import Foundation

/// How far a property test looks: `SEEDS=20000` tries more seeds than usual, `SEED=320` that one only.
package enum Seeds {
  package static func upTo(_ usual: UInt64) -> [UInt64] {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["SEED"].flatMap({ UInt64($0) }) { return [seed] }
    return Array(0..<(environment["SEEDS"].flatMap { UInt64($0) } ?? usual))
  }
}
