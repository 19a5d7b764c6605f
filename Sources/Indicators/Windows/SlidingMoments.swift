/// Mean and population variance of the last `period` values.
///
/// The values are taken relative to a reference near them: squares of whole prices would leave few digits for a small
/// variance. Once per round of the ring, and when the reference has become a bad one, it is set to the mean and both
/// sums are added up anew.
struct SlidingMoments: Sendable {
  private var window: SlidingWindow
  private let inverse: Double
  private var reference = 0.0
  private var sum = 0.0
  private var squares = 0.0

  /// - Parameter period: at least 1.
  init(period: Int) {
    window = SlidingWindow(capacity: period)
    inverse = 1 / Double(period)
  }

  @inline(__always) var isFull: Bool { window.isFull }
  @inline(__always) var mean: Double { reference + sum * inverse }
  /// Never negative.
  @inline(__always) var variance: Double {
    let offset = sum * inverse
    return (squares * inverse - offset * offset).orHigher(0)
  }

  @inline(__always)
  mutating func push(_ value: Double) {
    let old = window.push(value) - reference
    let new = value - reference
    sum += new - old
    squares += new * new - old * old
    if window.isLapComplete || hasCancelled { addUp() }
  }

  /// Whether the variance is what is left of much larger numbers: too few of its digits would be right.
  @inline(__always) private var hasCancelled: Bool { isFull && variance * 1e6 < squares * inverse }

  private mutating func addUp() {
    reference = window.slots.reduce(0, +) * inverse
    sum = 0
    squares = 0
    for value in window.slots {
      sum += value - reference
      squares += (value - reference) * (value - reference)
    }
  }
}
