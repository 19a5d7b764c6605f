package import Engine
import History
import Logging
package import Market
import Simulation
package import Storage
import Trading

/// What both start paths share, ``startDay()`` of a live day and ``startReplay`` of a recorded one: snapshot →
/// journal tail → the broker's truth → guards → entries.
extension DeskLoop {
  /// Brings every account back to where its journal ends.
  ///
  /// - Parameters:
  ///   - histories: candles before today for each of ``deploymentsToRun()``, or why there are none.
  ///   - stopTheProcess: called when a paper account's own book cannot be kept.
  package func restore(
    histories: [DeploymentID: Result<CandleHistory, any Error>],
    stopTheProcess: @escaping @Sendable (StorageError) -> Never
  ) throws {
    try compareAnchors()
    try noteChangedRows()
    try adoptInstruments()
    try loadLinks()
    try loadStrategies(histories)
    for settings in setup.accounts { runtimes.append(try restore(settings, stopTheProcess)) }
    try journal.commit(CommitBatch([], storeRows: setup.accounts.map { .account($0, at: lastJournalTime) }))
  }

  /// Starts or resumes a recorded day.
  ///
  /// - Returns: how many of `ticks` are done, and what the gate said of the last of them, which is to be looked at once
  ///   more when the brokers have answered.
  package func startReplay(
    of day: TradingDay, ticks: [Tick], instruments: [ResolvedInstrument]
  ) throws -> (done: Int, lastVerdict: MarketView.Verdict) {
    let done = try resumePoint(day, ticks)
    tapeTime = ticks.first.map { $0.time } ?? tapeTime
    openDay(day)
    for resolved in instruments { list(resolved) }
    try openTape(day, before: done)
    recoveredUntil = lastJournalTime
    try recallHoldings(of: day)
    armGuards()
    for number in 0..<max(done - 1, 0) { try warm(ticks[number], number: number + 1) }
    let lastVerdict = done > 0 ? try resume(at: ticks[done - 1], number: done) : .foreign
    // Once more, now that there are prices to value the holdings by; best prices seen meanwhile are kept.
    armGuards()
    for index in runtimes.indices { announceStart(index) }
    return (done, lastVerdict)
  }

  // MARK: Restoring an account

  private func restore(
    _ settings: AccountSettings, _ stopTheProcess: @escaping @Sendable (StorageError) -> Never
  ) throws -> AccountRuntime {
    let engine = try replayTail(try restoredEngine(settings))
    guard settings.mode == .paper else { return AccountRuntime(engine: engine, paper: nil) }
    var exchange = setup.exchange
    exchange.startingCash = settings.capital
    let paper = try PaperBroker(
      store: PaperBookStore(setup.folder.paperBook, book: settings.id.number), settings: exchange,
      seed: setup.seed, onStorageFailure: stopTheProcess)
    return AccountRuntime(engine: engine, paper: paper)
  }

  private func restoredEngine(_ settings: AccountSettings) throws -> AccountEngine {
    if starts?.willReadSnapshot(of: settings.id) == false {
      setup.logger.warning(
        "account \(settings.id.number): the last start ended over a snapshot; the journal takes its place")
      return AccountEngine(settings: settings, charges: setup.charges)
    }
    let aside = try journal.quarantines(of: settings.id)
    var state: AccountState?
    let found = try snapshots.newest(of: settings.id) { snapshot throws(StorageError) in
      guard snapshot.engineVersion == String(AccountEngine.version) else { return "it is of another version." }
      if let record = aside.first(where: { $0.excuses(snapshot.sequence) }) {
        return "it holds what record \(record.sequence) did, which was set aside since."
      }
      // An older journal was put in place: a snapshot may be ahead of it, or of records that others have replaced.
      let isOfJournal = try journal.chain(of: settings.id, at: snapshot.sequence) == snapshot.chain
      guard isOfJournal else {
        let source = "a snapshot"
        try compare(settings.id, snapshot.sequence, snapshot.chain, knownFrom: source)
        undoneSnapshots[settings.id, default: []].append(snapshot.sequence)
        return "it is not of this journal: record \(snapshot.sequence) is missing or another."
      }
      do { state = try CanonicalDecoder.decode(AccountState.self, from: snapshot.state) } catch {
        return "its contents cannot be read: \(error)."
      }
      return nil
    }
    for damage in found.skipped { setup.logger.warning("a snapshot is passed over: \(damage)") }
    guard let snapshot = found.snapshot, let state else {
      return AccountEngine(settings: settings, charges: setup.charges)
    }
    restoredSequences[settings.id] = snapshot.sequence
    return AccountEngine(restoring: state, charges: setup.charges)
  }

  /// Applies the records behind the snapshot again, each with the quotes it saw, and compares what follows.
  private func replayTail(_ engine: AccountEngine) throws -> AccountEngine {
    var engine = engine
    var view = MarketView()
    var effects = Effects()
    let account = engine.account
    var difference: Int64?
    var marked: Int64 = 0
    let aside = try journal.quarantines(of: account)
    try noteEndOfJournal(account)
    try journal.forEachEntry(of: account, after: restoredSequences[account] ?? 0) { entry in
      if let starts, entry.sequence > marked { marked = starts.willApply(entry.sequence, of: account) }
      engine.reapply(entry, view: &view, effects: &effects)
      // Without a record that was set aside, what came after it gives other effects, until the next start knew of it.
      guard difference == nil, EffectsDigest.of(effects) != entry.effectsDigest,
        !aside.contains(where: { $0.excuses(entry.sequence) })
      else { return }
      difference = entry.sequence
    }
    for record in aside {
      setup.logger.warning(
        "account \(account.number): record \(record.sequence) (\(record.kind)) was set aside by \(record.person): \(record.reason)"
      )
    }
    if let difference {
      setup.logger.critical(
        "account \(account.number): record \(difference) now gives other effects than when it was written")
      divergedAccounts.append(account)
    }
    return engine
  }

  /// Where the journal ends, whether or not a snapshot covers its last record.
  private func noteEndOfJournal(_ account: AccountID) throws(StorageError) {
    let head = journal.head(of: account)
    guard head > 0, let last = try journal.entries(of: account, after: head - 1, limit: 1).first else { return }
    // Ticks are numbered by day: an account that was idle since says nothing about the newest day's tape.
    if last.time.istDay == lastJournalTime.istDay {
      lastTapeNumber = max(lastTapeNumber, last.tapeNumber)
    } else if last.time > lastJournalTime {
      lastTapeNumber = last.tapeNumber
    }
    lastJournalTime = max(lastJournalTime, last.time)
  }

  func announceStart(_ index: Int) {
    let id = runtimes[index].id
    guard !announced.contains(id) else { return }
    announced.append(id)
    let settings = setup.accounts[index]
    if runtimes[index].engine.state.settings != settings || journal.head(of: id) == 0 {
      enqueue(id, .settings(settings))
    }
    // Before anything that sends: what was on its way is in doubt, and what leaves now bears tags of this start.
    enqueue(id, .started(incarnation: setup.incarnation()))
    announceDoubts(id)
    syncLinks(index)
    enqueueDay(index)
    if divergedAccounts.contains(id) {
      enqueue(
        id, .command(.halt("the journal was written by another version and gives other effects now"), by: "recovery"))
    }
  }

  /// The account's stream holds the links it trades, as they are now.
  private func syncLinks(_ index: Int) {
    let id = runtimes[index].id
    let wanted = router.all.filter { $0.accounts.contains(id) }
    let known = runtimes[index].engine.state.links
    // A changed row is damage, not somebody's wish: the link stays as the journal knows it.
    for link in wanted where !known.contains(link) && !changedRows.contains("links \(link.id.number)") {
      enqueue(id, .link(link))
    }
    for link in known where !wanted.contains(where: { $0.id == link.id }) { enqueue(id, .linkRemoved(link.id)) }
  }

  // MARK: Links and instruments

  /// Adds or changes links before the desk starts. A nil secret keeps the one there is.
  package func define(_ links: [(link: Link, secret: String?)], at time: Timestamp) throws {
    try journal.commit(
      CommitBatch([], storeRows: links.map { .link($0.link, secret: $0.secret, at: time) }))
  }

  func loadLinks() throws {
    let rows = try journal.links().filter { $0.removed == nil }
    for row in rows { router.set(row.link) }
    hub.setLinks(rows.filter { $0.link.isEnabled }.map { ($0.secretHash, $0.link) })
  }

  private static let registrationPiece = 10_000

  /// Ids never change their meaning: what the database knows comes first, what is new is appended to it.
  private func adoptInstruments() throws {
    let known = try journal.instruments()
    let wanted = registry
    if !known.isEmpty {
      registry = try InstrumentRegistry(restoring: known.lazy.map { $0.1 })
      merge(wanted)
    }
    try registerInstruments(from: known.count)
  }

  func merge(_ wanted: InstrumentRegistry) {
    for id in wanted.ids {
      guard let instrument = wanted.instrument(for: id) else { continue }
      let newID = registry.register(instrument)
      for day in wanted.daysWithTerms {
        if let terms = wanted.terms(of: id, on: day) { registry.setTerms(terms, for: newID, on: day) }
      }
    }
  }

  /// In pieces, because a transaction of a whole master takes many times the memory. A start that is cut off in between
  /// leaves the first of them, which is what the next one goes on from.
  func registerInstruments(from known: Int) throws(StorageError) {
    for start in stride(from: known, to: registry.count, by: Self.registrationPiece) {
      let ids = registry.ids.dropFirst(start).prefix(Self.registrationPiece)
      try journal.registerInstruments(ids.compactMap { id in registry.instrument(for: id).map { (id, $0) } })
    }
  }

  package func resolved(_ instrument: Instrument, on day: TradingDay) -> ResolvedInstrument? {
    guard let id = registry.id(of: instrument), let terms = registry.terms(of: id, on: day) else { return nil }
    return ResolvedInstrument(id: id, instrument: instrument, terms: terms)
  }

  // MARK: Day

  func openDay(_ day: TradingDay) {
    let classes = SessionClass.allCases.map { sessionClass in
      let sessions = calendar.sessions(of: sessionClass, on: day)
      let noon = Timestamp(day: day, time: TimeOfDay(12, 0))
      return DaySessions.ClassSessions(
        sessionClass: sessionClass, sessions: sessions.map { DaySessions.Session(open: $0.open, close: $0.close) },
        closedBecause: sessions.isEmpty
          ? calendar.reasonClosed(sessionClass, at: noon).map { "\($0)" } ?? "no session" : nil)
    }
    let sessions = DaySessions(day: day, classes: classes)
    if let earlier = self.day, earlier.day != day { market.startDay() }
    // The orders of an earlier day end here, and the engine hears of it before the new day.
    for runtime in runtimes {
      for report in runtime.paper?.startDay(day) ?? [] { enqueue(runtime.id, .report(report)) }
    }
    self.day = sessions
    host.startDay(sessions)
    listDeployed(on: day)
    for index in runtimes.indices where announced.contains(runtimes[index].id) {
      enqueueDay(index)
    }
  }

  /// The day's terms come first: what the day sends at once is cut and priced by them.
  private func enqueueDay(_ index: Int) {
    enqueueTerms(index)
    if let day, runtimes[index].engine.state.day != day { enqueue(runtimes[index].id, .dayStarted(day)) }
  }

  /// Tells an account today's terms of what it has in hand, where they are not those it knows, or none are in on a new day.
  func enqueueTerms(_ index: Int) {
    guard let day else { return }
    let known = runtimes[index].engine.state.contracts
    let today = known.compactMap { resolved($0.instrument, on: day.day) }
    let isNewDay = runtimes[index].engine.state.day?.day != day.day
    if known != today, !known.isEmpty, isNewDay || !today.allSatisfy(known.contains) {
      enqueue(runtimes[index].id, .terms(today))
    }
  }

  // MARK: Resuming a recorded day

  /// The last tick that anything durable depends on: in an engine's journal or in a simulated exchange's book.
  private func resumePoint(_ day: TradingDay, _ ticks: [Tick]) throws -> Int {
    guard runtimes.contains(where: { $0.engine.state.day?.day == day }) else { return 0 }
    let exchange = runtimes.compactMap { $0.paper?.lastTick(on: day) }.max() ?? 0
    let committed = lastJournalTime.istDay == day ? Int(lastTapeNumber) : 0
    let done = max(committed, Int(max(exchange, 0)))
    guard done <= ticks.count else {
      throw DeskError("the data folder is at tick \(done) of \(day), the recorded day has only \(ticks.count)")
    }
    return done
  }

  private func openTape(_ day: TradingDay, before done: Int) throws {
    let file = setup.folder.tape(of: day)
    let seen = UInt32(max(done - 1, 0))
    var writer = try TapeWriter(file, on: setup.folder.disk, day: day)
    // Of what was on its way to the tape when the process ended, warming up writes again what is missing; what is there
    // beyond the resume point comes again from the recorded day.
    if writer.lastNumber > seen {
      writer = try TapeWriter(file, on: setup.folder.disk, day: day, continuingAfter: seen)
    }
    tape = writer
    tickNumber = seen
  }

  func armGuards() {
    for index in runtimes.indices {
      for change in runtimes[index].engine.guards { runtimes[index].monitor.apply(change, market: market) }
    }
  }

  private func warm(_ tick: Tick, number: Int) throws(StorageError) {
    let verdict = market.admit(tick, at: tick.time)
    try appendMissing(tick, number, verdict)
    warmStrategies(tick, number: UInt32(number), isAdmitted: verdict == .admitted)
    guard verdict == .admitted else { return }
    for index in runtimes.indices {
      runtimes[index].paper?.warm(tick)
      runtimes[index].monitor.raise(tick, for: runtimes[index].engine.state)
    }
  }

  private func appendMissing(
    _ tick: Tick, _ number: Int, _ verdict: MarketView.Verdict
  ) throws(StorageError) {
    guard let tape, tape.lastNumber < number else { return }
    try tape.append(tick, receiveOffset: 0, verdict: verdict.rawValue)
  }

  /// The clock back to where it stood, with the last tick's price in view. What the simulated exchange has done between
  /// two ticks is past too, journalled or not: to act on it at an earlier time would give other times to what follows.
  private func resume(at tick: Tick, number: Int) throws(StorageError) -> MarketView.Verdict {
    let lastAtBroker = runtimes.compactMap { $0.paper?.lastChange }.max() ?? .distantPast
    tapeTime = max(tick.time, lastJournalTime, lastAtBroker)
    tickNumber = UInt32(number)
    let verdict = market.admit(tick, at: tick.time)
    try appendMissing(tick, number, verdict)
    // The tick itself is shown to the strategies when it is considered once more.
    warmStrategies(tick, number: UInt32(number), isAdmitted: false)
    if verdict == .admitted {
      for runtime in runtimes where (runtime.paper?.lastTick(on: tick.time.istDay) ?? 0) >= Int64(number) {
        runtime.paper?.warm(tick)
      }
    }
    setup.logger.info("resuming after tick \(number) at \(tapeTime)")
    return verdict
  }

  // MARK: Snapshots

  func takeSnapshotsIfDue() {
    guard recordsSinceSnapshot >= 10_000 || (recordsSinceSnapshot > 0 && now - lastSnapshot >= .minutes(5)) else {
      return
    }
    takeSnapshots()
  }

  /// A snapshot only shortens the next start: a failure is told and lived with.
  func takeSnapshots() {
    recordsSinceSnapshot = 0
    lastSnapshot = now
    for runtime in runtimes {
      let head = journal.head(of: runtime.id)
      do throws(StorageError) {
        try snapshots.setAside(of: runtime.id, undoneSnapshots.removeValue(forKey: runtime.id) ?? [])
        guard let chain = try journal.chain(of: runtime.id, at: head) else { continue }
        try snapshots.save(
          Snapshot(
            account: runtime.id, sequence: head, chain: chain, engineVersion: String(AccountEngine.version),
            state: CanonicalEncoder.encode(runtime.engine.state)))
      } catch {
        setup.logger.warning("no snapshot was taken: \(error)")
      }
    }
    do throws(StorageError) {
      try journal.checkpoint()
      for runtime in runtimes { try runtime.paper?.checkpoint() }
    } catch {
      setup.logger.warning("no checkpoint: \(error)")
    }
  }
}
