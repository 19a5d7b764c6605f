import TestSupport

/// Random values that one seed replays.
typealias SeededGenerator = Seeded

extension Seeded {
  mutating func bool() -> Bool { next() & 1 == 0 }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
  mutating func maybe<Value>(_ value: (inout SeededGenerator) -> Value) -> Value? { bool() ? value(&self) : nil }

  /// Small, large, negative and extreme numbers alike.
  mutating func number() -> Int64 {
    switch below(6) {
    case 0: Int64(below(256)) - 128
    case 1: pick([0, -1, 1, .min, .max, 63, 64, -64, -65, 127, 128])
    case 2: Int64(bitPattern: next())
    default: Int64(below(2_000_000_000)) - 1_000_000
    }
  }

  mutating func int32() -> Int32 { Int32(truncatingIfNeeded: number()) }

  mutating func text() -> String {
    let alphabet = ["A", "z", "0", " ", "-", "é", "₹", "नि", "🚀", "\"", "\n", "\0", "'"]
    return (0..<below(24)).map { _ in pick(alphabet) }.joined()
  }
}
