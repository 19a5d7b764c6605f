import Foundation
import Market

extension Timestamp {
  /// The machine's clock. Only the command line reads it; the rules are given the time.
  static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * nanosecondsPerSecond + Int64(time.tv_nsec))
  }
}
