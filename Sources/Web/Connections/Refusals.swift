package import Logging
import Synchronization

/// Why a listener turned somebody away.
package enum RefusalReason: String, CaseIterable, Sendable {
  case unknownSecret = "unknown_secret"
  case tooManyGuesses = "too_many_guesses"
  case linkRate = "link_rate"
  case unavailable = "unavailable"
  case unreadable = "unreadable"
  case otherStrategy = "other_strategy"
  case tooLarge = "too_large"
  case malformed = "malformed"
  case tooSlow = "too_slow"
  case unread = "answer_not_read"
  case crowdedOut = "connections"
  case foreign = "foreign_page_or_proxy"
  case wrongToken = "wrong_token"
  case wrongCode = "wrong_code"
  case tooManyStreams = "streams"

  /// For the log and the page.
  var words: String {
    switch self {
    case .unknownSecret: "unknown address or secret"
    case .tooManyGuesses: "too many wrong addresses from one sender"
    case .linkRate: "more alerts than one link may send"
    case .unavailable: "the desk could not take an alert in time"
    case .unreadable: "an alert that could not be read"
    case .otherStrategy: "an alert of another strategy than its link's"
    case .tooLarge: "a body that was too large"
    case .malformed: "a request that is not HTTP, or was cut off"
    case .tooSlow: "a request that came too slowly"
    case .unread: "an answer nobody read"
    case .crowdedOut: "too many connections"
    case .foreign: "another site, or a proxy"
    case .wrongToken: "a command without the right token"
    case .wrongCode: "a wrong code for the page"
    case .tooManyStreams: "too many open pages"
    }
  }
}

/// Counts what a listener refuses, by reason; says so in the log at most once a minute for each.
package final class Refusals: Sendable {
  private struct Tally {
    var total = 0
    var untold = 0
    var told: ContinuousClock.Instant?
    /// Counts of the last ten minutes, by the number of the minute.
    var minutes: [(minute: Int64, count: Int)] = []
  }

  /// `webhook` or `desk`.
  let listener: String
  private let logger: Logger
  private let start = ContinuousClock.now
  private let tallies = Mutex<[RefusalReason: Tally]>([:])

  package init(_ listener: String, logger: Logger) {
    self.listener = listener
    self.logger = logger
  }

  package func count(_ reason: RefusalReason) { count(reason, at: .now) }

  func count(_ reason: RefusalReason, at now: ContinuousClock.Instant) {
    let minute = (now - start).components.seconds / 60
    let told = tallies.withLock { tallies -> Int? in
      var tally = tallies[reason] ?? Tally()
      defer { tallies[reason] = tally }
      tally.total += 1
      tally.untold += 1
      if tally.minutes.last?.minute == minute {
        tally.minutes[tally.minutes.count - 1].count += 1
      } else {
        tally.minutes.append((minute, 1))
        if tally.minutes.count > 10 { tally.minutes.removeFirst() }
      }
      if let told = tally.told, now - told < .seconds(60) { return nil }
      defer {
        tally.told = now
        tally.untold = 0
      }
      return tally.untold
    }
    guard let told else { return }
    logger.warning(
      "\(listener): refused \(told == 1 ? "a request" : "\(told) requests"): \(reason.words). Counted in /metrics.")
  }

  /// Since the start, in the order of ``RefusalReason``.
  var totals: [(reason: RefusalReason, count: Int)] {
    tallies.withLock { tallies in
      RefusalReason.allCases.map { reason in (reason, tallies[reason]?.total ?? 0) }
    }
  }

  /// One line about the last ten minutes; nil when nothing was refused.
  func notice(at now: ContinuousClock.Instant = .now) -> String? {
    let minute = (now - start).components.seconds / 60
    let recent = tallies.withLock { tallies in
      RefusalReason.allCases.compactMap { reason -> (String, Int)? in
        let count = tallies[reason]?.minutes.filter { $0.minute > minute - 10 }.reduce(0) { $0 + $1.count } ?? 0
        return count > 0 ? (reason.words, count) : nil
      }
    }
    guard !recent.isEmpty else { return nil }
    let list = recent.map { "\($0.0) (\($0.1))" }.joined(separator: ", ")
    return "Refused by the \(listener) in the last ten minutes: \(list)."
  }
}
