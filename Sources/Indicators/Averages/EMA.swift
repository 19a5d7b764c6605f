/// Exponential moving average: `e += k × (x − e)` with `k = 2 / (period + 1)`.
package struct EMA: Indicator {
  /// Where the average starts.
  package enum Seed: Sendable {
    /// The mean of the first `period` values, given at the last of them. TA-Lib's way.
    case simpleMean
    /// The first value itself; there is an output from the first input on.
    case firstValue
  }

  private let weight: Double
  private let period: Double
  private var average = 0.0
  /// Values the seed still lacks.
  private var missing: Int

  /// - Parameter period: at least 1.
  package init(period: Int, seed: Seed = .simpleMean) {
    precondition(period >= 1, "a period is at least 1")
    weight = 2 / Double(period + 1)
    switch seed {
    case .simpleMean: missing = period
    case .firstValue: missing = 1
    }
    self.period = Double(missing)
  }

  @inline(__always)
  package mutating func update(_ value: Double) -> Double? {
    if missing == 0 {
      average += weight * (value - average)
      return average
    }
    missing -= 1
    average += value
    guard missing == 0 else { return nil }
    average /= period
    return average
  }
}
