import Synchronization

/// A token bucket for each sender, in a table that cannot grow beyond its bound.
///
/// When the table is full, buckets that have filled up again are dropped (their owners lose nothing); if none has,
/// strangers share one bucket, so that an army of addresses limits itself and nobody already known.
final class RateLimiter<Sender: Hashable & Sendable>: Sendable {
  private struct Bucket {
    var tokens: Double
    var filled: ContinuousClock.Instant

    mutating func take(at now: ContinuousClock.Instant, _ limits: RateLimits) -> Bool {
      tokens = level(at: now, limits)
      filled = now
      guard tokens >= 1 else { return false }
      tokens -= 1
      return true
    }

    func level(at now: ContinuousClock.Instant, _ limits: RateLimits) -> Double {
      let elapsed = (now - filled).components
      let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
      return min(limits.burst, tokens + max(0, seconds) * limits.perSecond)
    }
  }

  private struct State {
    var buckets: [Sender: Bucket] = [:]
    var strangers: Bucket?
    var swept: ContinuousClock.Instant?
  }

  private let limits: RateLimits
  private let state = Mutex(State())

  init(_ limits: RateLimits) { self.limits = limits }

  func admits(_ sender: Sender, at now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      if state.buckets[sender] != nil { return state.buckets[sender]?.take(at: now, limits) ?? false }
      let fresh = Bucket(tokens: limits.burst, filled: now)
      if state.buckets.count >= limits.senders { sweep(&state, now) }
      guard state.buckets.count < limits.senders else {
        var strangers = state.strangers ?? fresh
        defer { state.strangers = strangers }
        return strangers.take(at: now, limits)
      }
      var bucket = fresh
      defer { state.buckets[sender] = bucket }
      return bucket.take(at: now, limits)
    }
  }

  /// At most once a second: a full table must not make each request walk through it.
  private func sweep(_ state: inout State, _ now: ContinuousClock.Instant) {
    if let swept = state.swept, now - swept < .seconds(1) { return }
    state.swept = now
    state.buckets = state.buckets.filter { $0.value.level(at: now, limits) < limits.burst }
  }
}

/// How fast one sender may go on, how much it may send at once, and of how many senders that is remembered.
struct RateLimits: Sendable {
  var perSecond: Double
  var burst: Double
  var senders = 4096
}
