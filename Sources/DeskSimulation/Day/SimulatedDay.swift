import Desk
import Engine
import Foundation
import Logging
import Market
import Simulation
import Storage
import Trading

/// One trading day of one seed: the production desk on virtual time, a virtual disk and brokers with a bad line, judged
/// after every step.
///
/// Everything happens on the caller's thread and follows from the seed: the same day twice is the same to the byte.
final class SimulatedDay {
  private static let days: [DaySessions] = [DrawnDesk.day, DrawnDesk.nextDay].map { day in
    let calendar = TradingCalendar.bundled
    return DaySessions(
      day: day,
      classes: SessionClass.allCases.map { sessionClass in
        let sessions = calendar.sessions(of: sessionClass, on: day)
        return DaySessions.ClassSessions(
          sessionClass: sessionClass,
          sessions: sessions.map { DaySessions.Session(open: $0.open, close: $0.close) })
      })
  }

  static func isOpen(_ sessionClass: SessionClass, at time: Timestamp) -> Bool {
    days.first { $0.day == time.istDay }?.isOpen(sessionClass, at: time) ?? false
  }

  /// Of shares, on the day of `time`.
  static func sessions(at time: Timestamp) -> [DaySessions.Session] {
    days.first { $0.day == time.istDay }?.sessions(of: .cashWithDerivatives) ?? []
  }

  /// A desk's disk before its first day. Made once: to lay out the tables takes as long as fifteen commits. The journal
  /// stays open, so that what is on the disk is as after laying them out, not as after closing.
  private static let freshDisk: (disk: VirtualDisk, journal: Journal) = {
    let disk = VirtualDisk()
    do {
      let folder = try DataFolder(disk.root, on: disk)
      return (disk, try Journal(folder.database, on: disk, engineVersion: String(AccountEngine.version)))
    } catch {
      preconditionFailure("an empty disk without faults takes the tables: \(error)")
    }
  }()

  let drawn: DrawnDay
  let disk: VirtualDisk
  var now: Timestamp { clock.now }
  private let clock: VirtualClock
  var referee: Referee
  var counts = SimulationCounts()
  var brokers: [SimulatedBroker]
  /// What leaves for each broker, and when: the rule of the running desk.
  private var outboxes: [OutboxPolicy]
  private(set) var desk: DeskLoop?
  var queue = EventQueue()
  var tickNumber: Int64 = -1
  var volumes: [InstrumentID: Int64] = [:]
  /// The same at the time of each tick.
  var volumesTold: [InstrumentID: [Timestamp: Int64]] = [:]
  /// When a price came last that nobody traded at.
  var lastFreak: [InstrumentID: Timestamp] = [:]
  var chance: Chance
  /// Steps so far; what a replay counts by.
  private(set) var step = 0
  private(set) var digest = CanonicalHash()
  /// What happened, oldest first; of a long day the last thousands of lines.
  private(set) var story: [String] = []
  private let keepsStory: Bool
  private let teller: Storyteller

  // Where the process is to end.
  var crash: (point: CrashPoint, number: Int, down: Interval, planned: Int)?
  var isDead = false
  /// How many operations of the next start succeed.
  var restartFault: Int?
  var isHealed = false
  /// A person has sent the very order that we send a moment later, where tags do not show: should ours get lost, nobody
  /// could tell (see Limits). Such a day ends there.
  private var isUndecidable = false
  private var needsFinish = false
  private var starts = 0
  var networkDownUntil = Timestamp.distantPast
  /// The process takes nothing in before then.
  var stalledUntil = Timestamp.distantPast
  /// As in the settings file; what a start reads.
  var accounts: [AccountSettings]

  init(_ drawn: DrawnDay, keepsStory: Bool = false) throws {
    self.drawn = drawn
    self.keepsStory = keepsStory
    teller = Storyteller(desk: drawn.desk)
    disk = Self.freshDisk.disk.fork()
    clock = VirtualClock(Timestamp(day: DrawnDesk.day, time: TimeOfDay(9, 5)))
    referee = Referee(drawn.desk)
    chance = Chance(drawn.seed, "run")
    accounts = drawn.desk.accounts
    brokers = drawn.desk.accounts.map {
      SimulatedBroker(account: $0, desk: drawn.desk, seed: drawn.seed, profile: drawn.profile)
    }
    outboxes = brokers.map { OutboxPolicy(OutboxLimits($0.capabilities)) }
    listAtBrokers()
  }

  /// What is traded today.
  func listAtBrokers() {
    guard let today = Self.days.first(where: { $0.day == now.istDay }) else { return }
    for index in brokers.indices {
      for listed in drawn.desk.instruments where listed.isTraded(on: today.day) {
        brokers[index].list(listed, on: today.day, sessions: today.sessions(of: listed.terms.sessionClass))
      }
    }
  }

  // MARK: The day

  /// - Throws: the first ``Violation``.
  func run() throws {
    try start()
    for happening in drawn.happenings {
      if happening.time >= DrawnDay.healed, !isHealed { try heal() }
      // Healing took a while, in which nothing else happened.
      guard !isHealed || happening.time >= now else { continue }
      try advance(to: happening.time)
      tell { teller.words(happening) }
      perform(happening)
      try settleStep()
    }
    try heal()
    try close()
    try night()
    try end()
  }

  /// Meets everything that is due up to `time`, in order.
  func advance(to time: Timestamp) throws {
    while let due = nextDue, due <= time {
      clock.now = max(now, due)
      try meet()
      try settleStep()
    }
    clock.now = max(now, time)
  }

  private var nextDue: Timestamp? {
    var earliest = queue.nextDue
    func consider(_ due: Timestamp?) { if let due { earliest = min(earliest ?? due, due) } }
    consider(desk?.nextDue.map { max($0, stalledUntil) })
    for broker in brokers { consider(broker.exchange.nextDue) }
    if desk != nil { for outbox in outboxes { consider(outbox.nextDue.map { max($0, stalledUntil) }) } }
    return earliest
  }

  private func meet() throws {
    for index in brokers.indices where brokers[index].exchange.nextDue.map({ $0 <= now }) ?? false {
      brokers[index].advance(to: now)
      brokerMoved(index)
    }
    while let next = queue.pop(until: now) { try perform(next) }
    for index in outboxes.indices where now >= stalledUntil {
      if let due = outboxes[index].nextDue, due <= now { runOutbox(index) }
    }
    if let desk, let due = desk.nextDue, due <= now, now >= stalledUntil {
      attempt { () throws(StorageError) in try desk.wake() }
    }
  }

  // MARK: Steps

  /// Looks at everything after a step; restarts a process that ended.
  func settleStep() throws {
    step += 1
    collectFaults()
    if let desk, isDead || needsCrashNow { try die(desk) }
    // As the running desk does it: each account as soon as its own broker has answered.
    if let desk, needsFinish {
      needsFinish = desk.hasUnfinished
      attempt { () throws(StorageError) in try desk.takeUpUnfinished() }
      if isDead {
        try die(desk)
      } else if let account = desk.silentAccounts.first(where: { !desk.awaitsBroker($0) }) {
        throw Violation(.nothingIsStuck, "account \(account.number) waits at the start for another account's broker")
      }
    }
    if let desk = self.desk { look(desk) }
    if let violation = referee.violation { throw violation }
    if isUndecidable {
      counts.note("days that ended undecided")
      throw UndecidableDay()
    }
    guard step < 200_000 else { throw Violation(.nothingIsStuck, "the day does not end: the clock stands at \(now)") }
  }

  private func look(_ desk: DeskLoop) {
    for broker in brokers {
      guard let state = desk.state(of: broker.account) else { continue }
      referee.look(
        state, quote: { desk.quote($0) },
        isReachable: broker.isReachable(at: now) && now >= max(networkDownUntil, stalledUntil), at: now)
      referee.checkClosedByHand(lately: state, broker, at: now)
    }
  }

  func brokerMoved(_ index: Int) {
    let reports = brokers[index].drainReports()
    if !reports.isEmpty { brokers[index].remember(at: now) }
    for report in reports {
      if brokers[index].isMute {
        brokers[index].untold.append(brokers[index].shown(report))
        continue
      }
      counts.note("pushes")
      var delay = Interval.zero
      let isEntry = report.tag.flatMap { referee.ledgers[brokers[index].account]?.tags[$0.text] }?.purpose == .entry
      if isEntry, let early = brokers[index].shownEarly(report) {
        queue.add(.push(index, brokers[index].shown(early.report)), at: now)
        delay = early.truthAfter
      }
      for passage in brokers[index].passages(of: report, at: now) {
        queue.add(
          .push(index, brokers[index].shown(report)),
          at: now + Interval(nanoseconds: delay.nanoseconds + passage.nanoseconds))
      }
    }
    referee.look(brokers[index], at: now)
  }

  /// Runs a part of the desk; storage that fails ends the process, as it does in production.
  func attempt(_ body: () throws(StorageError) -> Void) {
    do throws(StorageError) {
      try body()
    } catch {
      tell { "storage: \(error)" }
      isDead = true
    }
  }

  func tell(_ text: () -> String) {
    guard keepsStory else { return }
    story.append("\(teller.clock(now)) #\(step) \(text())")
    if story.count > 4000 { story.removeFirst(2000) }
  }

  // MARK: The process

  private var needsCrashNow: Bool {
    guard let crash else { return false }
    return crash.point == .idle || crash.point == .powerLoss
  }

  private func start() throws {
    starts += 1
    isDead = false
    if let fault = restartFault {
      restartFault = nil
      crash = (.duringStart, 0, .seconds(2), step)
      disk.fail(afterOperations: fault, with: .death(sectors: Int(chance.number(0...4))))
    }
    let folder = try DataFolder(disk.root, on: disk)
    var setup = DeskSetup(
      folder: folder, clock: .wall, accounts: accounts, registry: drawn.desk.registry,
      version: "simulation", logger: Logger(label: "simulation", factory: { _ in SwiftLogNoOpLogHandler() }))
    setup.wallTime = { [clock] in clock.now }
    let number = UInt64(starts)
    let seed = drawn.seed
    setup.incarnation = { UInt32(truncatingIfNeeded: SplitMix64.hash(seed, Int64(number), 4) % 1_679_616) }
    do {
      let desk = try DeskLoop(setup) { [weak self] account, requests, _ in
        self?.send(requests, from: account) ?? []
      }
      desk.committed = { [weak self] entries in self?.committed(entries) }
      if starts == 1 {
        let links = drawn.desk.allLinks
        try desk.define(links.map { ($0, "secret of link \($0.id.number)") }, at: now)
      }
      try desk.restore(histories: [:]) { preconditionFailure("no account is on paper: \($0)") }
      self.desk = desk
      if starts > 1 { checkRestored(desk) }
      for index in referee.ledgers.keys { referee.ledgers[index]?.lastOutage = now }
      try desk.startDay()
      try desk.drain()
      needsFinish = true
    } catch let violation as Violation {
      throw violation
    } catch {
      guard disk.isDead || crash != nil else {
        throw Violation(.staysAlive, "the desk does not start: \(error)")
      }
      tell { "start failed: \(error)" }
      isDead = true
      if let desk = self.desk { try die(desk) } else { try restartLater() }
    }
  }

  /// The process has ended. What was on its way to the brokers goes on; answers find nobody.
  private func die(_ desk: DeskLoop) throws {
    let point = crash?.point ?? .idle
    counts.crashes[point, default: 0] += 1
    count(point.kinds, nil)
    tell { "the process ends: \(point)" }
    stateAtDeath = point.keepsMemoryTrue ? desk.states : []
    self.desk = nil
    for index in referee.ledgers.keys {
      referee.ledgers[index]?.lastOutage = now
      referee.ledgers[index]?.processEnded()
    }
    try restartLater()
  }
  private var stateAtDeath: [AccountState] = []

  private func restartLater() throws {
    let down = crash?.down ?? .seconds(5)
    let point = crash?.point
    crash = nil
    queue.dropAnswers()
    outboxes = brokers.map { OutboxPolicy(OutboxLimits($0.capabilities)) }
    disk.failing(nil)
    disk.restart(after: point == .powerLoss ? .powerLoss : .process, using: &chance)
    isDead = false
    queue.add(.start, at: now + down)
  }

  /// What came back from the disk against memory, or against the journal alone where memory was ahead of the disk.
  private func checkRestored(_ desk: DeskLoop) {
    for state in desk.states {
      if let before = stateAtDeath.first(where: { $0.settings.id == state.settings.id }) {
        referee.expect(
          .replayIsIdentity, before == state,
          "account \(state.settings.id.number): the restart gives another state\(Self.difference(before, state))")
      } else {
        let alone = try? desk.rebuilt(state.settings.id)
        referee.expect(
          .replayIsIdentity, alone == state,
          "account \(state.settings.id.number): the journal alone gives another state\(Self.difference(alone, state))")
      }
      // Whatever reached the broker is known after any restart.
      for (tag, isTaken) in referee.ledgers[state.settings.id]?.arrived ?? [:] where isTaken {
        let number = referee.ledgers[state.settings.id]?.tags[tag]?.number
        referee.expect(
          .journalBeforeWire, number.map { state.orders.contains($0) } ?? false, "order \(tag) is forgotten")
      }
    }
  }

  /// The first part of the state that differs, in words.
  static func difference(_ a: AccountState?, _ b: AccountState) -> String {
    guard let a else { return ": it cannot be read" }
    if let pair = zip(a.orders.all, b.orders.all).first(where: { $0 != $1 }) { return ": \(pair.0) and \(pair.1)" }
    // Its dictionary has no order to compare by.
    let rest = zip(Mirror(reflecting: a).children, Mirror(reflecting: b).children).filter {
      $0.0.label != "orders" && $0.0.label != "memory"
    }
    for (mine, other) in rest {
      let (left, right) = ("\(mine.value)", "\(other.value)")
      guard left != right else { continue }
      let same = zip(left, right).prefix { $0 == $1 }.count
      func around(_ text: String) -> Substring { text.dropFirst(max(same - 120, 0)).prefix(300) }
      return " in \(mine.label ?? "?"): …\(around(left)) and …\(around(right))"
    }
    return ""
  }

  private func committed(_ entries: [CommitEntry]) {
    referee.committed(entries)
    referee.checkNames(brokers, at: now)
    for entry in entries {
      digest.add(UInt64(bitPattern: entry.time.nanoseconds))
      digest.add(UInt64(entry.tapeNumber))
      digest.add(entry.effectsDigest)
      tell { "  \(entry.account.number) ← \(teller.words(entry.event))" }
      for record in entry.records {
        switch record {
        case .decision(let decision): tell { "  \(entry.account.number) = \(teller.words(decision))" }
        case .incident(let incident):
          tell { "  \(entry.account.number) ! \(incident.level.rawValue): \(incident.text)" }
        default: break
        }
      }
    }
    if crash?.point == .afterCommit { isDead = true }
  }

  private func send(_ requests: [BrokerRequest], from account: AccountID) -> [Engine.Event] {
    guard !isDead, let index = brokers.firstIndex(where: { $0.account == account }) else { return [] }
    for request in requests {
      tell { "  \(account.number) → \(teller.words(request))" }
      referee.asked(request, account)
      if case .place(let order, _, _, _) = request, brokers[index].hasTwin(of: order.terms, at: now) {
        isUndecidable = true
      }
    }
    let answers = outboxes[index].enqueue(requests, decided: now, at: now)
    runOutbox(index)
    return answers
  }

  /// Starts what the policy lets go.
  private func runOutbox(_ index: Int) {
    guard desk != nil else { return }
    let step = outboxes[index].step(at: now)
    for event in step.answers { queue.add(.unanswered(index, event), at: now) }
    for call in step.calls where !isDead { depart(call, index) }
  }

  private func depart(_ call: OutboxPolicy.Call, _ index: Int) {
    if case .afterSend = crash?.point, crash?.number ?? 0 <= 1 { isDead = true }
    crash?.number -= 1
    counts.note("requests")
    let broker = brokers[index]
    referee.left(call.request, broker.account, at: now)
    let passage = brokers[index].passage(of: call.request)
    let isDown = now < networkDownUntil
    if let arrives = passage.arrives, !isDown {
      let answers = passage.isAnswerLost ? nil : passage.answers
      queue.add(.arrive(index, call, life: starts, answers: answers), at: now + arrives)
    }
    if isDown || passage.arrives == nil || passage.isAnswerLost, let hangs = broker.hangs {
      queue.add(.answer(index, call.request.unanswered, call: call.id, life: starts), at: now + hangs)
    }
  }

  // MARK: What comes back

  private func perform(_ event: EventQueue.Event) throws {
    if event.isHeard, desk != nil, now < stalledUntil { return queue.add(event, at: stalledUntil) }
    switch event {
    case .arrive(let index, let call, let life, let answers):
      arrive(call, index, life: life, answers: answers)
    case .answer(let index, let event, let call, let life):
      guard life == starts, desk != nil else { return }
      switch outboxes[index].answered(call, event, at: now) {
      case .inTime(let event): answered(event, index) { $0.answered($1, $2) }
      case .late(let event):
        counts.note("late answers")
        answered(event, index) { $0.answeredLate($1, $2) }
      case nil: break
      }
    case .unanswered(let index, let event): answered(event, index) { $0.answered($1, $2) }
    case .push(let index, let report):
      guard let desk, brokers[index].isReachable(at: now), now >= networkDownUntil else { return }
      desk.reported(brokers[index].account, report)
      attempt { () throws(StorageError) in try desk.drain() }
    case .byHand(let index, let terms):
      if hasLost(terms, index) { return }
      tell { "a person sends the same as account \(brokers[index].account.number): \(teller.words(terms))" }
      sendByHand(terms, index)
    case .start: try start()
    }
  }

  private func arrive(_ call: OutboxPolicy.Call, _ index: Int, life: Int, answers: Interval?) {
    brokers[index].advance(to: now)
    let answer = brokers[index].answer(call.request, at: now)
    if case .placed(let number, _, let outcome) = answer, case .place(let order, _, _, let tag) = call.request {
      referee.arrived(tag, number: number, brokers[index].account, isTaken: outcome.isAccepted)
      if answers == nil, outcome.isAccepted { drawTwin(of: order.terms, number, index) }
    }
    if case .changed(_, let outcome) = answer, case .modify(_, let id, _) = call.request {
      referee.arrived(modificationOf: id, brokers[index].account, isTaken: outcome.isAccepted)
    }
    referee.ledgers[brokers[index].account]?.cutBooks = brokers[index].cutBooks
    if let answers {
      queue.add(.answer(index, brokers[index].heard(answer, at: now), call: call.id, life: life), at: now + answers)
    }
    brokerMoved(index)
  }

  private func answered(
    _ event: Engine.Event, _ index: Int, _ tellDesk: (DeskLoop, AccountID, Engine.Event) -> Void
  ) {
    guard let desk else { return }
    if crash?.point == .beforeAnswer {
      isDead = true
      return
    }
    tell { "  \(brokers[index].account.number) answered \(teller.words(event))" }
    tellDesk(desk, brokers[index].account, event)
    attempt { () throws(StorageError) in try desk.drain() }
  }
}

extension RequestOutcome {
  fileprivate var isAccepted: Bool { if case .accepted = self { true } else { false } }
}

extension CrashPoint {
  /// Memory held exactly what the disk had.
  var keepsMemoryTrue: Bool {
    switch self {
    case .idle, .afterCommit, .afterSend, .beforeAnswer: true
    case .beforeCommit, .duringCommit, .duringStart, .powerLoss: false
    }
  }
}
