package import Market
package import Trading

/// How a broker's requests rank on their way out, most urgent first.
package enum OutboxUrgency: Int, Hashable, Sendable, CaseIterable, Comparable {
  /// Closes a position now.
  case exit
  /// A resting stop: placed, moved or resized.
  case protection
  case cancel
  case lookUp
  /// The broker's whole book.
  case book
  case entry

  package static func < (a: OutboxUrgency, b: OutboxUrgency) -> Bool { a.rawValue < b.rawValue }
}

/// The numbers of an outbox: how much is under way at once, for how long, and how often.
package struct OutboxLimits: Hashable, Sendable {
  /// How long an answer may take before the request counts as ambiguous or failed.
  package struct Deadlines: Hashable, Sendable {
    /// As long as a position may be without protection before a person is told (I11).
    package var change = Interval.seconds(5)
    package var lookUp = Interval.seconds(5)
    /// A whole book is large.
    package var book = Interval.seconds(10)
    package init() {}
  }

  /// Nil: every call answers, however long it takes.
  package var deadlines: Deadlines? = Deadlines()
  /// A change of orders that cannot leave for so long goes back to the engine, which decides anew: what waits there can
  /// still be repriced or taken back. ``AccountEngine`` counts on this bound for when a request reached the broker.
  package var changePatience = Self.changePatience
  package static let changePatience = Interval.seconds(2)
  /// The same for a read, counted from when it may leave.
  package var readPatience = Interval.seconds(5)
  /// Requests that wait, of each urgency; beyond that they are refused.
  package var waiting = 100
  /// Calls whose deadline has passed and whose late answer is still taken.
  package var overdue = 200
  /// One after another in the order they were decided, and no read waits for its time.
  package var isInOrder = false
  /// Order requests (place, modify, cancel).
  package var orders: RollingBudget.Limits
  /// Calls of every kind.
  package var calls: RollingBudget.Limits

  package init(_ capabilities: BrokerCapabilities) {
    orders = RollingBudget.Limits(
      second: capabilities.requestsPerSecond, minute: capabilities.requestsPerMinute, day: capabilities.requestsPerDay)
    calls = RollingBudget.Limits(
      second: capabilities.callsPerSecond, minute: capabilities.callsPerMinute, day: capabilities.callsPerDay)
  }

  /// For a recorded day: the tape stands still while a broker owes an answer, so nothing can wait for a later time, and
  /// what comes first must not depend on threads.
  package static func tape(_ capabilities: BrokerCapabilities) -> OutboxLimits {
    var limits = OutboxLimits(capabilities)
    limits.isInOrder = true
    limits.deadlines = nil
    limits.waiting = .max
    limits.orders = RollingBudget.Limits(second: .max, minute: .max, day: .max)
    limits.calls = limits.orders
    return limits
  }

  /// How many calls of this urgency and all less urgent ones may be under way: whatever hangs, there is room for what
  /// is more urgent, and two for exits alone.
  package func slots(_ urgency: OutboxUrgency) -> Int {
    if isInOrder { return 1 }
    return switch urgency {
    case .exit: 10
    case .protection: 8
    case .cancel: 7
    case .lookUp: 5
    case .book: 3
    case .entry: 2
    }
  }

  /// The part of each budget that an urgency may use up, in percent: reads give way first, then entries.
  package func share(_ urgency: OutboxUrgency) -> Int {
    switch urgency {
    case .exit, .protection, .cancel: 100
    case .entry: 100 - OrderGovernor.exitReservePercent
    case .lookUp, .book: 50
    }
  }

  func deadline(_ urgency: OutboxUrgency) -> Interval? {
    guard let deadlines else { return nil }
    return switch urgency {
    case .exit, .protection, .cancel, .entry: deadlines.change
    case .lookUp: deadlines.lookUp
    case .book: deadlines.book
    }
  }
}
