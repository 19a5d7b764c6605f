package import Engine
package import Market
package import Storage
package import Trading

/// Feeds a recorded day's tape and inputs through the rules again, and compares every trigger and every effect with what
/// the journal says.
///
/// The journal alone rebuilds state (each record carries the prices it consulted); the tape shows that nothing that should
/// have been noticed was missed.
package struct DayReplay {
  package struct Difference: Hashable, Sendable {
    package var sequence: Int64
    package var time: Timestamp
    package var text: String
  }

  /// One applied record with what followed from it.
  package struct Step {
    package var entry: JournalEntry
    package var effects: Effects
    /// Of the account, after the record.
    package var state: AccountState
  }

  package let account: AccountID
  package let day: TradingDay
  package private(set) var records = 0
  package private(set) var triggers = 0
  package private(set) var decisions = 0
  package private(set) var ticks = 0
  package private(set) var firstDifference: Difference?
  /// State at the end, or at the time asked for.
  package private(set) var engine: AccountEngine

  private var view = MarketView()
  private var monitor = ExitMonitor()
  private var effects = Effects()
  /// The day's tape as far as it was read, for restarts.
  private var tape: [TapeRecord] = []
  /// Index in `tape` up to which prices are in view, and up to which guards have seen them.
  private var shown = 0
  private var observed = 0
  private var expected: [Trigger] = []
  private var aside: [Quarantine] = []

  package init(_ account: AccountID, on day: TradingDay, settings: AccountSettings, charges: ChargeSchedule) {
    self.account = account
    self.day = day
    engine = AccountEngine(settings: settings, charges: charges)
  }

  /// Runs to the end of the day, or until `until`.
  ///
  /// - Parameters:
  ///   - tape: the day's records; empty when the day had no recorded prices.
  ///   - visit: called with each record of the day after it was applied.
  package mutating func run(
    reader: DeskReader, tape: [TapeRecord], until: Timestamp?, visit: (Step) -> Void
  ) throws(StorageError) {
    self.tape = tape
    aside = try reader.quarantines(of: account)
    var after: Int64 = 0
    while true {
      let page = try reader.journalEntries(of: account, after: after, limit: 1000)
      guard let last = page.last else { break }
      for entry in page {
        if let until, entry.time > until { return }
        if entry.time.istDay > day { return finishTape() }
        take(entry, visit: visit)
      }
      after = last.sequence
    }
    finishTape()
  }

  private mutating func take(_ entry: JournalEntry, visit: (Step) -> Void) {
    let isOfTheDay = entry.time.istDay == day
    if isOfTheDay { show(upTo: entry.tapeNumber, before: entry) }
    if isOfTheDay { compareQuotes(entry) }
    if isOfTheDay, case .trigger(let trigger) = entry.input.event { match(trigger, entry) }
    if case .started = entry.input.event { restart(at: entry.tapeNumber) }
    engine.reapply(entry, view: &view, effects: &effects)
    for change in effects.guards { monitor.apply(change, market: view) }
    guard isOfTheDay else { return }
    records += 1
    if effects.decision != nil { decisions += 1 }
    if EffectsDigest.of(effects) != entry.effectsDigest { differ(entry, "its effects are other ones now") }
    visit(Step(entry: entry, effects: effects, state: engine.state))
  }

  private mutating func compareQuotes(_ entry: JournalEntry) {
    guard !tape.isEmpty else { return }
    for quote in entry.input.quotes {
      guard let ours = view.quote(quote.instrument), ours != quote else { continue }
      differ(entry, "it saw \(quote.price) of instrument \(quote.instrument.index), the tape says \(ours.price)")
    }
  }

  private mutating func differ(_ entry: JournalEntry, _ text: String) {
    guard firstDifference == nil, !aside.contains(where: { $0.excuses(entry.sequence) }) else { return }
    firstDifference = Difference(sequence: entry.sequence, time: entry.time, text: "\(entry.kind): \(text)")
  }

  // MARK: Tape

  /// Brings prices up to a tick. The guards see a tick only once something later asks, because the broker's reports of a
  /// tick come before its triggers.
  private mutating func show(upTo number: UInt32, before entry: JournalEntry) {
    while shown < tape.count, tape[shown].number <= number {
      observePending()
      complainAboutMissed(entry)
      showNext()
    }
  }

  private mutating func showNext() {
    let record = tape[shown]
    shown += 1
    guard record.verdict == MarketView.Verdict.admitted.rawValue else { return }
    ticks += 1
    let tick = record.tick
    view.restore(Quote(instrument: tick.instrument, price: tick.price, time: tick.time))
  }

  private mutating func observePending() {
    guard observed < shown else { return }
    let record = tape[observed]
    observed += 1
    guard record.verdict == MarketView.Verdict.admitted.rawValue else { return }
    monitor.observe(record.tick.instrument, price: record.tick.price, at: record.tick.time, into: &expected)
  }

  private mutating func match(_ trigger: Trigger, _ entry: JournalEntry) {
    triggers += 1
    guard !tape.isEmpty else { return }
    observePending()
    if expected.first == trigger {
      expected.removeFirst()
    } else if let first = expected.first {
      differ(entry, "the tape gives \(first) here")
    } else {
      differ(entry, "the tape gives no trigger here")
    }
  }

  private mutating func complainAboutMissed(_ entry: JournalEntry) {
    guard let missed = expected.first else { return }
    differ(entry, "before it, tick \(observed) gave \(missed), which is not in the journal")
    expected.removeAll()
  }

  /// The process had ended: what it had not committed is derived again from its last tick on.
  private mutating func restart(at number: UInt32) {
    expected.removeAll()
    monitor = ExitMonitor()
    for change in engine.guards { monitor.apply(change, market: view) }
    // After a loss of power the tape may miss numbers, so the place is searched.
    let resumed = tape.firstIndex { $0.number > number } ?? tape.count
    for record in tape.prefix(max(resumed - 1, 0)) where record.verdict == MarketView.Verdict.admitted.rawValue {
      monitor.raise(record.tick, for: engine.state)
    }
    observed = max(resumed - 1, 0)
    shown = max(shown, resumed)
  }

  private mutating func finishTape() {
    while shown < tape.count {
      observePending()
      showNext()
    }
    observePending()
    if let missed = expected.first, firstDifference == nil {
      firstDifference = Difference(
        sequence: 0, time: tape.last?.tick.time ?? .distantPast,
        text: "tick \(observed) gave \(missed), which is not in the journal")
    }
  }
}
