package import Market

/// Tells when commits are slow, once, and when that is over: not for each commit.
///
/// Slow is more than one commit in twenty of the last minute beyond the threshold (its 95th percentile lies above it), or
/// a single one beyond eight times that.
package struct CommitWatch {
  package enum Change: Hashable, Sendable {
    /// The longest commit of the last minute.
    case began(longest: Interval)
    case over
  }

  private let threshold: Interval
  /// Commits of the last minute, oldest first.
  private var samples: [(time: Int64, duration: Int64)] = []
  private var first = 0
  private var slow = 0
  private var stuck = 0
  package private(set) var isSlow = false
  /// Fewer commits in a minute say nothing, but for one that stood still.
  private static let fewest = 5
  private static let minute: Int64 = 60_000_000_000

  package init(threshold: Interval) { self.threshold = threshold }

  /// - Parameters:
  ///   - duration: of a commit; nil when time passed without one.
  ///   - time: nanoseconds of a clock that only goes forward.
  package mutating func note(_ duration: Interval?, at time: Int64) -> Change? {
    while first < samples.count, samples[first].time < time - Self.minute {
      count(samples[first].duration, by: -1)
      first += 1
    }
    if first > 4096, first * 2 > samples.count {
      samples.removeFirst(first)
      first = 0
    }
    if let duration {
      samples.append((time, duration.nanoseconds))
      count(duration.nanoseconds, by: 1)
    }
    let many = samples.count - first
    let wasSlow = isSlow
    isSlow = stuck > 0 || (many >= Self.fewest && slow * 20 > many)
    if isSlow, !wasSlow {
      return .began(longest: Interval(nanoseconds: samples[first...].map(\.duration).max() ?? 0))
    }
    return !isSlow && wasSlow ? .over : nil
  }

  private mutating func count(_ duration: Int64, by change: Int) {
    if duration > threshold.nanoseconds { slow += change }
    if duration > 8 * threshold.nanoseconds { stuck += change }
  }
}
