import Engine
package import Market
import Simulation

/// Many simulated days, one for each seed.
package struct DeskSimulation: Sendable {
  /// About how many things happen to the desk in a day.
  package var events: Int
  /// Nil: each seed draws its own.
  package var profile: SimulationProfile?

  package static let defaultEvents = 240

  package init(events: Int = Self.defaultEvents, profile: SimulationProfile? = nil) {
    self.events = events
    self.profile = profile
  }

  /// What became of a day.
  package struct Outcome: Sendable {
    package var seed: UInt64
    package var profile: SimulationProfile
    package var counts: SimulationCounts
    /// Of every event, in order: equal for equal runs.
    package var digest: UInt64
    /// What happened, oldest first, if that was to be kept.
    package var story: [String] = []
    package var failure: Failure?
  }

  /// A day that broke an invariant.
  package struct Failure: Sendable {
    package var violation: Violation
    /// Step at which it was seen.
    package var step: Int
    package var time: Timestamp
    /// How many prices it takes to break, and what else has to happen; empty before ``shrink(seed:attempts:)``.
    package var prices = 0
    package var happenings: [String] = []
  }

  package func profile(of seed: UInt64) -> SimulationProfile {
    if let profile { return profile }
    let kinds = SimulationProfile.allCases + [.storm, .storm]
    return kinds[Int(SplitMix64.hash(seed, 11, 7) % UInt64(kinds.count))]
  }

  package func run(seed: UInt64, keepsStory: Bool = false) -> Outcome {
    let profile = profile(of: seed)
    let drawn = DrawnDay(seed: seed, profile: profile, events: events)
    return Self.run(drawn, keepsStory: keepsStory)
  }

  private static func run(_ drawn: DrawnDay, keepsStory: Bool) -> Outcome {
    var outcome = Outcome(seed: drawn.seed, profile: drawn.profile, counts: SimulationCounts(), digest: 0)
    do {
      let day = try SimulatedDay(drawn, keepsStory: keepsStory)
      do {
        try day.run()
      } catch is UndecidableDay {
        // Judged up to there.
      } catch {
        let violation = error as? Violation ?? Violation(.staysAlive, "\(error)")
        outcome.failure = Failure(violation: violation, step: day.step, time: day.now)
      }
      outcome.counts = day.counts
      outcome.story = day.story
      let digest = day.digest
      outcome.digest = digest.finish()
    } catch {
      outcome.failure = Failure(violation: Violation(.staysAlive, "\(error)"), step: 0, time: .distantPast)
    }
    return outcome
  }

  /// Leaves happenings out as long as the same invariant still breaks.
  ///
  /// - Parameter attempts: days to run at most.
  package func shrink(seed: UInt64, attempts: Int = 400) -> Outcome {
    var drawn = DrawnDay(seed: seed, profile: profile(of: seed), events: events)
    let whole = Self.run(drawn, keepsStory: true)
    guard let wanted = whole.failure?.violation.invariant else { return whole }
    if let time = whole.failure?.time { drawn.happenings.removeAll { $0.time > time } }
    var left = attempts
    var piece = max(drawn.happenings.count / 2, 1)
    while piece >= 1, left > 0 {
      var start = 0
      var removed = false
      while start < drawn.happenings.count, left > 0 {
        var smaller = drawn
        smaller.happenings.removeSubrange(start..<min(start + piece, drawn.happenings.count))
        left -= 1
        if Self.run(smaller, keepsStory: false).failure?.violation.invariant == wanted {
          drawn = smaller
          removed = true
        } else {
          start += piece
        }
      }
      if !removed || piece > 1 { piece /= 2 }
    }
    var outcome = Self.run(drawn, keepsStory: true)
    let teller = Storyteller(desk: drawn.desk)
    let others = drawn.happenings.filter { !$0.isPrice }
    outcome.failure?.prices = drawn.happenings.count - others.count
    outcome.failure?.happenings = others.map { "\(teller.clock($0.time)) \(teller.words($0))" }
    return outcome
  }
}
