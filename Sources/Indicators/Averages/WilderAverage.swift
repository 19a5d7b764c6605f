/// Wilder's smoothing: the mean of the first `period` values, then `a = (a × (period − 1) + x) / period`.
///
/// - Source: J. W. Wilder 1978, "New Concepts in Technical Trading Systems".
struct WilderAverage: Indicator {
  private let weight: Double
  private let keep: Double
  /// The latest average; before the seed is complete, the sum so far.
  private(set) var current = 0.0
  /// Values the seed still lacks.
  private var missing: Int

  /// - Parameter period: at least 1.
  init(period: Int) {
    precondition(period >= 1, "a period is at least 1")
    weight = 1 / Double(period)
    keep = Double(period - 1) / Double(period)
    missing = period
  }

  @inline(__always) var isSeeded: Bool { missing == 0 }

  @inline(__always)
  mutating func update(_ value: Double) -> Double? {
    if missing == 0 {
      current = current * keep + value * weight
      return current
    }
    missing -= 1
    current += value
    guard missing == 0 else { return nil }
    current *= weight
    return current
  }
}
