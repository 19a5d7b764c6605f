import Foundation
package import Market
import Synchronization

/// The wall's clock, without its steps back.
///
/// Deadlines are times of day: were the clock taken back an hour, an exit that is tried again in three seconds would wait
/// an hour. So a step forward is taken at once, and after a step back this clock goes on at half speed until the wall's
/// has caught up with it. It never shows an earlier time than before.
package final class DeskClock: Sendable {
  private struct Reading {
    var time: Timestamp
    /// Nanoseconds of a clock nobody can set.
    var elapsed: Int64
    var isBehindKnown = false
  }

  private let wall: @Sendable () -> Timestamp
  private let elapsed: @Sendable () -> Int64
  private let wasSetBack: @Sendable (Interval) -> Void
  private let last: Mutex<Reading>

  /// Less is the everyday work of time synchronisation.
  package static let notableStep = Interval.seconds(1)

  /// - Parameters:
  ///   - elapsed: nanoseconds since some fixed moment, whatever is done to the wall's clock.
  ///   - wasSetBack: told once of each notable step, with its length.
  package init(
    wall: @escaping @Sendable () -> Timestamp = { .wallClock },
    elapsed: @escaping @Sendable () -> Int64 = DeskClock.monotonic,
    wasSetBack: @escaping @Sendable (Interval) -> Void
  ) {
    self.wall = wall
    self.elapsed = elapsed
    self.wasSetBack = wasSetBack
    last = Mutex(Reading(time: wall(), elapsed: elapsed()))
  }

  package func now() -> Timestamp {
    let (time, step) = last.withLock { last in
      let (wall, elapsed) = (wall(), elapsed())
      let passed = elapsed - last.elapsed
      let behind = last.time + Interval(nanoseconds: passed) - wall
      let isNotable = behind > Self.notableStep
      let step = isNotable && !last.isBehindKnown ? behind : nil
      last = Reading(
        time: max(wall, last.time + Interval(nanoseconds: passed / 2)), elapsed: elapsed, isBehindKnown: isNotable)
      return (last.time, step)
    }
    if let step { wasSetBack(step) }
    return time
  }

  @Sendable package static func monotonic() -> Int64 { nanoseconds(of: CLOCK_MONOTONIC) }

  fileprivate static func nanoseconds(of clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * Timestamp.nanosecondsPerSecond + Int64(time.tv_nsec)
  }
}

extension Timestamp {
  package static var wallClock: Timestamp { Timestamp(nanoseconds: DeskClock.nanoseconds(of: CLOCK_REALTIME)) }
}
