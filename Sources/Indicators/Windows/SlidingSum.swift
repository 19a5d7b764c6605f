/// The sum of the last `period` values.
///
/// It is added up anew each time the ring has gone round, so that rounding errors do not pile up over a long series.
/// That is one more addition per value.
struct SlidingSum: Sendable {
  private(set) var window: SlidingWindow
  private(set) var sum = 0.0

  /// - Parameter period: at least 1.
  init(period: Int) { window = SlidingWindow(capacity: period) }

  @inline(__always) var isFull: Bool { window.isFull }

  @inline(__always)
  mutating func push(_ value: Double) {
    sum += value - window.push(value)
    if window.isLapComplete { sum = window.slots.reduce(0, +) }
  }
}
