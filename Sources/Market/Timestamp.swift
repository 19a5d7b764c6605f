/// An instant: nanoseconds since 1970-01-01 UTC.
///
/// Indian Standard Time is UTC+05:30 all year, so a wall-clock time is plain arithmetic. Good until the year 2262.
package struct Timestamp: Hashable, Comparable, Sendable, Codable {
  package var nanoseconds: Int64

  package static var nanosecondsPerSecond: Int64 { 1_000_000_000 }
  package static var nanosecondsPerDay: Int64 { 86_400 * nanosecondsPerSecond }
  package static var istOffset: Int64 { 19_800 * nanosecondsPerSecond }
  package static var distantPast: Timestamp { Timestamp(nanoseconds: 0) }
  package static var distantFuture: Timestamp { Timestamp(nanoseconds: .max) }

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  package init(unixSeconds: Int64) { nanoseconds = unixSeconds * Self.nanosecondsPerSecond }
  /// The instant at which the clock in India shows `time` on `day`.
  package init(day: TradingDay, time: TimeOfDay) {
    nanoseconds =
      Int64(day.daysSince1970) * Self.nanosecondsPerDay + Int64(time.seconds) * Self.nanosecondsPerSecond
      - Self.istOffset
  }

  package static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }
  package static func - (a: Timestamp, b: Timestamp) -> Interval {
    Interval(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
  package static func + (a: Timestamp, b: Interval) -> Timestamp {
    Timestamp(nanoseconds: a.nanoseconds + b.nanoseconds)
  }
  package static func - (a: Timestamp, b: Interval) -> Timestamp {
    Timestamp(nanoseconds: a.nanoseconds - b.nanoseconds)
  }

  /// The calendar date in India.
  package var istDay: TradingDay {
    TradingDay(daysSince1970: Int32(local.flooredQuotient(by: Self.nanosecondsPerDay)))
  }

  /// The time on the clock in India, to the second.
  package var istTime: TimeOfDay {
    TimeOfDay(seconds: Int32(local.flooredRemainder(by: Self.nanosecondsPerDay) / Self.nanosecondsPerSecond))
  }

  /// Nanoseconds on the clock in India. The last hours before the end of time stand still: a damaged record may hold
  /// any number, and showing it must not end the process.
  private var local: Int64 { min(nanoseconds, .max - Self.istOffset) + Self.istOffset }
}

extension Timestamp: CustomStringConvertible {
  /// ISO 8601 in Indian time, with milliseconds only when there are any: `2021-06-01T09:15:50+05:30`.
  package var description: String {
    let milliseconds = local.flooredRemainder(by: Self.nanosecondsPerSecond) / 1_000_000
    let fraction = milliseconds == 0 ? "" : "." + String(1000 + milliseconds).dropFirst()
    return "\(istDay)T\(istTime)\(fraction)+05:30"
  }
}

/// A span of time in nanoseconds. (`Duration` is 128 bits wide; the engine keeps many of these.)
package struct Interval: Hashable, Comparable, Sendable, Codable {
  package var nanoseconds: Int64

  package static var zero: Interval { Interval(nanoseconds: 0) }
  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  package static func milliseconds(_ n: Int64) -> Interval { Interval(nanoseconds: n * 1_000_000) }
  package static func seconds(_ n: Int64) -> Interval { Interval(nanoseconds: n * 1_000_000_000) }
  package static func minutes(_ n: Int64) -> Interval { .seconds(n * 60) }
  package static func hours(_ n: Int64) -> Interval { .seconds(n * 3600) }

  package static func < (a: Interval, b: Interval) -> Bool { a.nanoseconds < b.nanoseconds }
}

extension Interval: CustomStringConvertible {
  /// In seconds, with milliseconds only when there are any: `90 s`, `0.250 s`.
  package var description: String {
    let milliseconds = nanoseconds.magnitude / 1_000_000
    let fraction = milliseconds % 1000 == 0 ? "" : "." + String(1000 + milliseconds % 1000).dropFirst()
    return "\(nanoseconds < 0 ? "-" : "")\(milliseconds / 1000)\(fraction) s"
  }
}

extension Int64 {
  /// Division rounding toward negative infinity. `divisor` is positive.
  func flooredQuotient(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }

  /// What is left of that division: not negative.
  func flooredRemainder(by divisor: Int64) -> Int64 {
    let remainder = self % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }
}
