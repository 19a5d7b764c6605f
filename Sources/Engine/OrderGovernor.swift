package import Market
package import Trading

/// Spends the broker's request budgets: per second, minute and day, exits first, with a reserve only they may use.
///
/// Engine state, so that after a restart the budget of the running minute is still known. It says "not now" and when;
/// it never queues.
package struct OrderGovernor: Hashable, Sendable, Codable {
  /// Times of the requests of the last second, oldest first; bounded by the per-second budget.
  private var lastSecond: [Timestamp] = []
  /// Requests by second over the last minute.
  private var buckets = [Int](repeating: 0, count: 60)
  private var bucketSecond: Int64 = 0
  private var today = 0

  /// Shares of each budget kept for exits, in percent.
  package static let exitReservePercent = 30

  package init() {}

  package mutating func startDay() { self = OrderGovernor() }

  /// Takes one request from the budgets if it may leave at `now`.
  /// - Returns: nil when it may; else when to ask again.
  package mutating func take(_ purpose: OrderPurpose, _ capabilities: BrokerCapabilities, at now: Timestamp)
    -> Timestamp?
  {
    roll(to: now)
    func budget(_ whole: Int) -> Int {
      purpose.lowersExposure ? whole : max(1, whole - whole * Self.exitReservePercent / 100)
    }
    if lastSecond.count >= budget(capabilities.requestsPerSecond), let oldest = lastSecond.first {
      return oldest + .seconds(1)
    }
    if buckets.reduce(0, +) >= budget(capabilities.requestsPerMinute) { return now + .seconds(1) }
    if today >= budget(capabilities.requestsPerDay) { return now + .minutes(1) }
    lastSecond.append(now)
    buckets[Int(bucketSecond % 60)] += 1
    today += 1
    return nil
  }

  private mutating func roll(to now: Timestamp) {
    lastSecond.removeAll { now - $0 >= .seconds(1) }
    let second = now.nanoseconds / Timestamp.nanosecondsPerSecond
    for passed in stride(from: max(bucketSecond + 1, second - 59), through: second, by: 1) {
      buckets[Int(passed % 60)] = 0
    }
    bucketSecond = max(bucketSecond, second)
  }
}
