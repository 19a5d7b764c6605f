/// The highest of the last `period` values, in constant time on average and without a branch on the data.
///
/// The series is cut into blocks of `period`. A window is the end of the previous block and the beginning of the
/// current one: of the first the maxima from each position to its end are known, of the second the maximum so far. One
/// array holds both, since a slot of the previous block is not looked at again once its successor has arrived.
/// - Source: M. van Herk 1992; J. Gil and M. Werman 1993, "Computing 2-D min, median, and max filters".
struct SlidingHighest: Sendable {
  private let period: Int
  /// Before `position` the current block's values, from `position` on the previous block's maxima to its end.
  private var slots: [Double]
  private var position = 0
  private var blockHighest = -Double.infinity
  private var isPastFirstBlock = false

  /// - Parameter period: at least 1.
  init(period: Int) {
    precondition(period >= 1, "a window holds at least one value")
    self.period = period
    slots = [Double](repeating: -.infinity, count: period)
  }

  /// - Returns: the highest of the last `period` values; of all so far while there are fewer.
  @inline(__always)
  mutating func push(_ value: Double) -> Double {
    blockHighest = blockHighest.orHigher(value)
    slots[position] = value
    position += 1
    guard position < period else { return closeBlock() }
    return blockHighest.orHigher(slots[position])
  }

  /// True once `period` values were pushed.
  @inline(__always) var isFull: Bool { isPastFirstBlock }

  private mutating func closeBlock() -> Double {
    let highest = blockHighest
    var running = -Double.infinity
    for index in slots.indices.reversed() {
      running = running.orHigher(slots[index])
      slots[index] = running
    }
    position = 0
    blockHighest = -.infinity
    isPastFirstBlock = true
    return highest
  }
}
