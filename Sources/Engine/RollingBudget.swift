package import Market

/// Counts what left in the running second, minute and day.
package struct RollingBudget: Hashable, Sendable, Codable {
  /// What may leave in any second, in any minute and on one day.
  package struct Limits: Hashable, Sendable {
    package var second: Int
    package var minute: Int
    package var day: Int

    package init(second: Int, minute: Int, day: Int) {
      self.second = second
      self.minute = minute
      self.day = day
    }

    /// The part of each that somebody may use, at least one; what is kept from them is rounded down.
    package func share(percent: Int) -> Limits {
      func part(_ whole: Int) -> Int {
        let kept = 100 - percent
        return min(whole, max(1, whole - (whole / 100 * kept + whole % 100 * kept / 100)))
      }
      return Limits(second: part(second), minute: part(minute), day: part(day))
    }
  }

  /// Times of the last seconds, oldest first: as far back as ``mayHaveLeft(later:at:)`` looks.
  private var recent: [Timestamp] = []
  /// Counts by second: 61 of them, since a rolling minute touches so many.
  private var buckets = [Int](repeating: 0, count: Self.bucketCount)
  private var bucketSecond: Int64 = 0
  package private(set) var today = 0
  private static let bucketCount = 61
  private static let memory = Interval(
    nanoseconds: Timestamp.nanosecondsPerSecond + OutboxLimits.changePatience.nanoseconds)

  package init() {}

  /// - Returns: nil when one more may leave now; else when to ask again.
  package mutating func wait(_ limits: Limits, at now: Timestamp) -> Timestamp? {
    roll(to: now)
    if today >= limits.day { return now + .minutes(1) }
    if let later = minuteWait(limits.minute) { return max(later, now + .milliseconds(1)) }
    guard limits.second > 0 else { return now + .seconds(1) }
    // As many must be older than a second as are too many for one more.
    let lastSecond = recent.drop { now - $0 >= .seconds(1) }
    let surplus = lastSecond.count - limits.second
    return surplus < 0 ? nil : lastSecond[lastSecond.startIndex + surplus] + .seconds(1)
  }

  /// When enough of the last minute's seconds are out of it.
  private func minuteWait(_ limit: Int) -> Timestamp? {
    var surplus = buckets.reduce(0, +) - limit
    guard surplus >= 0 else { return nil }
    let oldest = bucketSecond - Int64(Self.bucketCount) + 1
    for second in oldest..<bucketSecond {
      surplus -= buckets[Self.bucket(second)]
      if surplus < 0 {
        return Timestamp(nanoseconds: (second + Int64(Self.bucketCount)) * Timestamp.nanosecondsPerSecond)
      }
    }
    return Timestamp(nanoseconds: (bucketSecond + Int64(Self.bucketCount)) * Timestamp.nanosecondsPerSecond)
  }

  package mutating func spend(at now: Timestamp) {
    roll(to: now)
    recent.append(now)
    buckets[Self.bucket(bucketSecond)] += 1
    today += 1
  }

  /// What was counted may have left up to `wait` later than that, until now: it counts as late as it can have been.
  package mutating func mayHaveLeft(later wait: Interval, at now: Timestamp) {
    roll(to: now)
    recent = recent.map { max($0, min($0 + wait, now)) }
    let seconds = (wait.nanoseconds + Timestamp.nanosecondsPerSecond - 1) / Timestamp.nanosecondsPerSecond
    let known = buckets
    buckets = [Int](repeating: 0, count: Self.bucketCount)
    for second in (bucketSecond - Int64(Self.bucketCount) + 1)...bucketSecond {
      buckets[Self.bucket(min(second + seconds, bucketSecond))] += known[Self.bucket(second)]
    }
  }

  /// What was counted at `time` has certainly not left.
  package mutating func refund(_ time: Timestamp) {
    if let index = recent.lastIndex(of: time) { recent.remove(at: index) }
    today = max(0, today - 1)
    let second = Self.second(of: time)
    guard bucketSecond - second < Int64(Self.bucketCount), second <= bucketSecond else { return }
    let bucket = Self.bucket(second)
    buckets[bucket] = max(0, buckets[bucket] - 1)
  }

  private static func second(of time: Timestamp) -> Int64 {
    time.nanoseconds / Timestamp.nanosecondsPerSecond
  }

  private static func bucket(_ second: Int64) -> Int {
    let count = Int64(bucketCount)
    return Int((second % count + count) % count)
  }

  private mutating func roll(to now: Timestamp) {
    recent.removeAll { now - $0 >= Self.memory }
    let second = Self.second(of: now)
    let count = Int64(Self.bucketCount)
    for passed in stride(from: max(bucketSecond + 1, second - count + 1), through: second, by: 1) {
      buckets[Self.bucket(passed)] = 0
    }
    bucketSecond = max(bucketSecond, second)
  }
}
