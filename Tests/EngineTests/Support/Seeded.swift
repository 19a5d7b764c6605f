import Simulation

/// Random numbers that one seed replays.
typealias Seeded = SplitMix64

extension SplitMix64 {
  init(_ seed: UInt64) { self.init(seed: seed) }
  mutating func oneIn(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &self) == 0 }
}
