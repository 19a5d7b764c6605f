/// The sum of the last `period` values, and the same with weights 1 for the oldest to `period` for the newest.
///
/// Both are added up anew each time the ring has gone round, against the pile-up of rounding errors.
struct SlidingWeightedSum: Sendable {
  private var window: SlidingWindow
  private let period: Double
  private let inverse: Double
  private let weightedInverse: Double
  private(set) var sum = 0.0
  private(set) var weighted = 0.0

  /// - Parameter period: at least 1.
  init(period: Int) {
    window = SlidingWindow(capacity: period)
    self.period = Double(period)
    inverse = 1 / self.period
    weightedInverse = 2 / (self.period * (self.period + 1))
  }

  @inline(__always) var isFull: Bool { window.isFull }

  /// `weighted` over `period × (period + 1) / 2`, the sum of the weights.
  @inline(__always) var weightedMean: Double { weighted * weightedInverse }
  @inline(__always) var mean: Double { sum * inverse }

  @inline(__always)
  mutating func push(_ value: Double) {
    weighted += period * value - sum
    sum += value - window.push(value)
    if window.isLapComplete { addUp() }
  }

  /// Just after a round the slots are in order of time.
  private mutating func addUp() {
    sum = 0
    weighted = 0
    for (index, value) in window.slots.enumerated() {
      sum += value
      weighted += Double(index + 1) * value
    }
  }
}
