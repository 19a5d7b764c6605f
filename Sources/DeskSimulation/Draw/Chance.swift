import Market
import Simulation

/// Draws by seed. Streams of different names do not disturb each other, so that leaving one thing out of a day leaves the
/// rest as it was.
struct Chance: RandomNumberGenerator {
  private var generator: SplitMix64

  init(_ seed: UInt64, _ stream: String) {
    var state = SplitMix64.mix(seed &+ 0x5EED)
    for byte in stream.utf8 { state = SplitMix64.mix(state ^ UInt64(byte)) }
    generator = SplitMix64(seed: state)
  }

  mutating func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &generator) }
  mutating func index(_ count: Int) -> Int { Int.random(in: 0..<max(count, 1), using: &generator) }
  mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<max(count, 1), using: &generator) == 0 }
  mutating func percent(_ share: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < share }
  mutating func pick<Value>(_ values: [Value]) -> Value { values[index(values.count)] }
  mutating func interval(_ range: ClosedRange<Int64>) -> Interval { .milliseconds(number(range)) }
  mutating func next() -> UInt64 { generator.next() }
}
