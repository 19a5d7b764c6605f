package import Engine
package import Market
package import Storage

/// A recorded day, which is the clock, step by step. After each step the owner lets the brokers answer until
/// ``isQuiet``, and only then takes the next: the clock stands still until all that a price or a deadline caused is done.
extension DeskLoop {
  /// One price of a recorded day on its way through the desk.
  package struct Passage {
    fileprivate enum Stage {
      case coming
      case admitted(MarketView.Verdict)
      case matched, watched, done
    }

    fileprivate let tick: Tick
    fileprivate var stage: Stage

    /// A price that comes for the first time.
    package init(_ tick: Tick) {
      self.tick = tick
      stage = .coming
    }

    /// The last price before the process ended, looked at once more, since it may not have been finished: for what was,
    /// doing it twice changes nothing.
    package init(again tick: Tick, _ verdict: MarketView.Verdict) {
      self.tick = tick
      stage = .admitted(verdict)
    }
  }

  /// Takes one step with a price: first the deadlines before it one by one, then gate, exchange, guards, strategies.
  ///
  /// - Returns: false when the price was done already.
  package func step(_ passage: inout Passage) throws(StorageError) -> Bool {
    switch passage.stage {
    case .coming:
      guard !meetNextDeadline(until: passage.tick.time) else { return true }
      let verdict = try take(passage.tick)
      return consider(&passage, verdict)
    case .admitted(let verdict):
      return consider(&passage, verdict)
    case .matched:
      watch(passage.tick)
      passage.stage = .watched
    case .watched:
      showStrategies(passage.tick)
      passage.stage = .done
    case .done: return false
    }
    return true
  }

  private func consider(_ passage: inout Passage, _ verdict: MarketView.Verdict) -> Bool {
    guard lets(verdict) else {
      passage.stage = .done
      return false
    }
    match(passage.tick)
    passage.stage = .matched
    return true
  }

  /// Moves the clock to the first deadline up to `limit`; what is due then waits for the loop.
  ///
  /// - Returns: false when there is none.
  package func meetNextDeadline(until limit: Timestamp) -> Bool {
    guard let due = nextDue, due <= limit else { return false }
    meetDeadline(at: due)
    return true
  }
}

/// Where the cues of a recorded day fall between its prices.
package struct CuePlan: Sendable {
  /// Prices to be played, and the cue that follows them; nil for the rest of the day.
  package struct Stretch: Hashable, Sendable {
    package var ticks: Range<Int>
    package var cue: Int?
  }

  private let ticks: [Tick]
  private let cues: [Timestamp]

  /// - Parameter cues: in order of time.
  package init(ticks: [Tick], cues: [Timestamp]) {
    self.ticks = ticks
    self.cues = cues
  }

  /// What is left of the day. A cue comes after every tick of its second or earlier, and again if the process ended
  /// before the next tick.
  package func stretches(after done: Int) -> [Stretch] {
    var done = done
    var stretches: [Stretch] = []
    for (index, time) in cues.enumerated() {
      let place = partition(time)
      guard place >= done else { continue }
      stretches.append(Stretch(ticks: done..<place, cue: index))
      done = place
    }
    return stretches + [Stretch(ticks: done..<ticks.count, cue: nil)]
  }

  /// Index of the first tick after `time`.
  private func partition(_ time: Timestamp) -> Int {
    var low = 0
    var high = ticks.count
    while low < high {
      let middle = (low + high) / 2
      if ticks[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
