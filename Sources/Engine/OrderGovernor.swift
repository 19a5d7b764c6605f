package import Market
package import Trading

/// Spends the broker's request budgets: per second, minute and day, exits first, with a reserve only they may use.
///
/// Engine state, so that after a restart the budget of the running minute is still known. It says "not now" and when;
/// it never queues.
package struct OrderGovernor: Hashable, Sendable, Codable {
  private var budget = RollingBudget()
  /// Moves of stops sent today.
  package private(set) var movesToday = 0
  /// The broker told us to wait until then.
  private var silentUntil: Timestamp?

  /// Shares of each budget kept for exits, in percent.
  package static let exitReservePercent = 30
  /// However long a broker asks us to wait, after that we ask again.
  package static let longestSilence = Interval.hours(1)

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
    if let later = wait(purpose, capabilities, at: now) { return later }
    budget.spend(at: now)
    return nil
  }

  /// When a request of this purpose may leave; nil is now. Takes nothing.
  package mutating func wait(
    _ purpose: OrderPurpose, _ capabilities: BrokerCapabilities, at now: Timestamp
  ) -> Timestamp? {
    wait(purpose.lowersExposure ? 100 : 100 - Self.exitReservePercent, capabilities, at: now)
  }

  private mutating func wait(
    _ percent: Int, _ capabilities: BrokerCapabilities, at now: Timestamp
  ) -> Timestamp? {
    if let silentUntil, now < silentUntil { return silentUntil }
    return budget.wait(Self.limits(capabilities).share(percent: percent), at: now)
  }

  private static func limits(_ capabilities: BrokerCapabilities) -> RollingBudget.Limits {
    RollingBudget.Limits(
      second: capabilities.requestsPerSecond, minute: capabilities.requestsPerMinute, day: capabilities.requestsPerDay)
  }

  /// Takes one request for the move of a stop: half of each second and minute at most, so that exits and entries leave
  /// beside it. The day's share is planned by ``TrailingBudget``.
  package mutating func takeMove(_ capabilities: BrokerCapabilities, at now: Timestamp) -> Timestamp? {
    if let silentUntil, now < silentUntil { return silentUntil }
    var limits = Self.limits(capabilities).share(percent: TrailingBudget.sharePercent)
    limits.day = capabilities.requestsPerDay
    if let later = budget.wait(limits, at: now) { return later }
    budget.spend(at: now)
    movesToday += 1
    return nil
  }

  /// Entries have used up their share of the day's requests.
  package func hasEntriesLeft(_ capabilities: BrokerCapabilities) -> Bool {
    budget.today < Self.limits(capabilities).share(percent: 100 - Self.exitReservePercent).day
  }

  /// What was taken at `time` has certainly not left.
  package mutating func giveBack(_ time: Timestamp) { budget.refund(time) }

  /// A process starts. What the one before it decided may have waited in its outbox until it ended, unknown to the outbox
  /// of this one.
  package mutating func startProcess(at now: Timestamp) {
    budget.mayHaveLeft(later: OutboxLimits.changePatience, at: now)
  }

  /// Requests the day still has.
  package func left(_ capabilities: BrokerCapabilities) -> Int { capabilities.requestsPerDay - budget.today }
}
