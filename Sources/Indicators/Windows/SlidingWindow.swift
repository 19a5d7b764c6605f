/// The last `capacity` values of a series, in a ring allocated once.
///
/// Copies share the ring until one of them is pushed to.
struct SlidingWindow: Sendable {
  let capacity: Int
  /// The ring; slots not pushed yet hold 0. In no particular order: right for sums, not for positions.
  private(set) var slots: [Double]
  /// Values pushed so far, up to ``capacity``.
  private(set) var count = 0
  private var next = 0

  /// - Parameter capacity: at least 1.
  init(capacity: Int) {
    precondition(capacity >= 1, "a window holds at least one value")
    self.capacity = capacity
    slots = [Double](repeating: 0, count: capacity)
  }

  @inline(__always) var isFull: Bool { count == capacity }
  /// True just after the ring went round once more.
  @inline(__always) var isLapComplete: Bool { next == 0 }
  /// The value that the next push drops; 0 while not full.
  @inline(__always) var oldest: Double { slots[next] }

  /// Takes `value` in.
  /// - Returns: the value it pushed out; 0 while not full.
  @inline(__always)
  mutating func push(_ value: Double) -> Double {
    let dropped = slots[next]
    slots[next] = value
    next += 1
    if next == capacity { next = 0 }
    if count < capacity { count += 1 }
    return dropped
  }
}
