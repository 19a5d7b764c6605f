/// How many values ago the highest of the last `period` came; of several equal ones the latest counts.
///
/// Works in blocks, as ``SlidingHighest`` does, with the place of each maximum beside it.
struct SlidingPeak: Sendable {
  private struct Peak: Sendable {
    var value: Double
    /// Place in its block, less the block's length when the block is the previous one.
    var place: Int
  }

  private let period: Int
  private var slots: [Peak]
  private var position = 0
  private var blockPeak = Peak(value: -.infinity, place: 0)
  private var isPastFirstBlock = false

  /// - Parameter period: at least 1.
  init(period: Int) {
    precondition(period >= 1, "a window holds at least one value")
    self.period = period
    slots = [Peak](repeating: blockPeak, count: period)
  }

  /// True once `period` values were pushed.
  @inline(__always) var isFull: Bool { isPastFirstBlock }

  /// - Returns: 0 when `value` is the highest itself.
  @inline(__always)
  mutating func push(_ value: Double) -> Int {
    let here = position
    let isHighest = value >= blockPeak.value
    blockPeak.value = isHighest ? value : blockPeak.value
    blockPeak.place = isHighest ? here : blockPeak.place
    slots[here] = Peak(value: value, place: here)
    position += 1
    guard position < period else { return closeBlock() }
    let earlier = slots[position]
    return here - (earlier.value > blockPeak.value ? earlier.place : blockPeak.place)
  }

  private mutating func closeBlock() -> Int {
    let age = period - 1 - blockPeak.place
    var running = Peak(value: -.infinity, place: 0)
    for index in slots.indices.reversed() {
      if slots[index].value > running.value { running = Peak(value: slots[index].value, place: index - period) }
      slots[index] = running
    }
    position = 0
    blockPeak = Peak(value: -.infinity, place: 0)
    isPastFirstBlock = true
    return age
  }
}
