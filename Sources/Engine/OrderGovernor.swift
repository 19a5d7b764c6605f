package import Market
package import Trading

/// Spends the broker's request budgets: per second, minute and day, exits first, with a reserve only they may use.
///
/// Engine state, so that after a restart the budget of the running minute is still known. It says "not now" and when;
/// it never queues.
package struct OrderGovernor: Hashable, Sendable, Codable {
  /// Times of the requests of the last second, oldest first; bounded by the per-second budget.
  private var lastSecond: [Timestamp] = []
  /// Requests by second: 61 of them, since a rolling minute touches so many.
  private var buckets = [Int](repeating: 0, count: Self.bucketCount)
  private var bucketSecond: Int64 = 0
  private var today = 0
  /// The broker told us to wait until then.
  private var silentUntil: Timestamp?
  private static let bucketCount = 61

  /// Shares of each budget kept for exits, in percent.
  package static let exitReservePercent = 30

  package init() {}

  package mutating func startDay() { self = OrderGovernor() }

  /// The broker refused a request for its rate: nothing leaves before `time`.
  package mutating func backOff(until time: Timestamp) { silentUntil = max(silentUntil ?? time, time) }

  /// Takes one request from the budgets if it may leave at `now`.
  /// - Returns: nil when it may; else when to ask again.
  package mutating func take(
    _ purpose: OrderPurpose, _ capabilities: BrokerCapabilities, at now: Timestamp
  )
    -> Timestamp?
  {
    roll(to: now)
    if let silentUntil, now < silentUntil { return silentUntil }
    func budget(_ whole: Int) -> Int {
      purpose.lowersExposure ? whole : max(1, whole - whole * Self.exitReservePercent / 100)
    }
    if lastSecond.count >= budget(capabilities.requestsPerSecond), let oldest = lastSecond.first {
      return oldest + .seconds(1)
    }
    if buckets.reduce(0, +) >= budget(capabilities.requestsPerMinute) { return now + .seconds(1) }
    if today >= budget(capabilities.requestsPerDay) { return now + .minutes(1) }
    lastSecond.append(now)
    buckets[Int(bucketSecond % Int64(Self.bucketCount))] += 1
    today += 1
    return nil
  }

  /// Requests the day still has.
  package func left(_ capabilities: BrokerCapabilities) -> Int { capabilities.requestsPerDay - today }

  /// Less than a tenth of the day's requests is left: what would only improve something waits.
  package func isScarce(_ capabilities: BrokerCapabilities) -> Bool {
    left(capabilities) * 10 < capabilities.requestsPerDay
  }

  private mutating func roll(to now: Timestamp) {
    lastSecond.removeAll { now - $0 >= .seconds(1) }
    let second = now.nanoseconds / Timestamp.nanosecondsPerSecond
    let count = Int64(Self.bucketCount)
    for passed in stride(from: max(bucketSecond + 1, second - count + 1), through: second, by: 1) {
      buckets[Int(passed % count)] = 0
    }
    bucketSecond = max(bucketSecond, second)
  }
}
