import Simulation

/// Random numbers that one seed replays.
package struct Seeded: RandomNumberGenerator {
  private var generator: SplitMix64

  package init(_ seed: UInt64) { generator = SplitMix64(seed: seed) }
  package init(seed: UInt64) { self.init(seed) }

  package mutating func next() -> UInt64 { generator.next() }
  package mutating func oneIn(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &self) == 0 }
}
