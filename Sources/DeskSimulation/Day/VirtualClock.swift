import Market
import Synchronization

/// The day's time, which desk and simulation share.
final class VirtualClock: Sendable {
  private let nanoseconds: Atomic<Int64>
  init(_ time: Timestamp) { nanoseconds = Atomic(time.nanoseconds) }
  var now: Timestamp {
    get { Timestamp(nanoseconds: nanoseconds.load(ordering: .relaxed)) }
    set { nanoseconds.store(newValue.nanoseconds, ordering: .relaxed) }
  }
}
