import Desk
import Engine
import Market
import Storage
import Trading

/// One life of the process on a recorded day: the production loop and its paper brokers, on the caller's thread.
///
/// What ``Desk`` does with tasks is done here in the one order they can have on a tape, which the same ``OutboxPolicy``
/// gives: a request is carried out, its answer is committed, then the next.
final class RecordedLife {
  /// Where a process can end so that something else is on the disk than before.
  enum Moment: String, Sendable {
    /// Inputs wait, and may have left traces in the paper book; none is in the journal.
    case beforeCommit = "before a commit"
    /// What was decided is durable, nothing of what it allows has left.
    case afterCommit = "after a commit"
    /// The broker has taken a request; its answer has not been heard.
    case beforeAnswer = "before an answer"
  }

  /// The process was made to end.
  struct Ended: Error {}

  let loop: DeskLoop
  private let day: RecordedDay
  private var outboxes: [AccountID: OutboxPolicy] = [:]
  /// Asked at each moment; false ends the process there.
  var passing: ((Moment) -> Bool)?
  private var isOver = false

  init(_ day: RecordedDay, on disk: VirtualDisk, life: UInt32) throws {
    self.day = day
    let outbox = Outbox()
    let setup = try day.setup(on: disk, life: life)
    loop = try DeskLoop(setup) { outbox.carry?($0, $1, $2) ?? [] }
    for account in setup.accounts { outboxes[account.id] = OutboxPolicy(.tape(account.capabilities)) }
    outbox.carry = { [weak self] account, requests, time in
      self?.outboxes[account]?.enqueue(requests, decided: time, at: time) ?? []
    }
    loop.committed = { [weak self] _ in self?.pass(.afterCommit) }
    try loop.define(
      day.links.map { ($0, "secret of link \($0.id.number)") }, at: Timestamp(day: day.day, time: TimeOfDay(9, 0)))
    try loop.restore(histories: [:]) { preconditionFailure("the disk of a recorded day does not fail: \($0)") }
  }

  /// The loop wants to know where its requests go before this object is whole.
  private final class Outbox {
    var carry: ((AccountID, [BrokerRequest], Timestamp) -> [Event])?
  }

  /// From where the disk is to the end of the day.
  func play() throws -> [DayReport] {
    try start()
    let plan = CuePlan(ticks: day.ticks, cues: day.cues.map(\.time))
    for stretch in plan.stretches(after: done) {
      for tick in day.ticks[stretch.ticks] { try play(DeskLoop.Passage(tick)) }
      guard let cue = stretch.cue.map({ day.cues[$0] }) else { break }
      try advance(to: cue.time)
      loop.submit(cue.alert, to: cue.link) { _ in }
      try settle()
    }
    if let close = loop.lastClose {
      try advance(to: close)
      loop.endSessions(at: close)
      try settle()
    }
    return try loop.reportDay()
  }

  private var done = 0

  private func start() throws {
    let instruments = day.instruments.compactMap { loop.resolved($0, on: day.day) }
    let resumed = try loop.startReplay(of: day.day, ticks: day.ticks, instruments: instruments)
    done = resumed.done
    try settle()
    if done > 0 { try play(DeskLoop.Passage(again: day.ticks[done - 1], resumed.lastVerdict)) }
  }

  private func play(_ passage: DeskLoop.Passage) throws {
    var passage = passage
    while try loop.step(&passage) {
      if !loop.isIdle { try settle() }
    }
  }

  private func advance(to time: Timestamp) throws {
    while loop.meetNextDeadline(until: time) { try settle() }
    loop.passTime(to: time)
  }

  private func settle() throws {
    try drain()
    while let (account, call) = nextCall() {
      guard let broker = loop.paperBroker(of: account) else { continue }
      let answer = broker.answer(call.request, at: call.time)
      try check(pass(.beforeAnswer))
      if case .inTime(let event) = outboxes[account]?.answered(call.id, answer, at: call.time) {
        loop.answered(account, event)
      }
      try drain()
    }
  }

  private func nextCall() -> (AccountID, OutboxPolicy.Call)? {
    for state in loop.states {
      let account = state.settings.id
      if let call = outboxes[account]?.step(at: loop.now).calls.first { return (account, call) }
    }
    return nil
  }

  private func drain() throws {
    guard !loop.isIdle else { return }
    try check(pass(.beforeCommit))
    try loop.drain()
    try check(())
  }

  private func pass(_ moment: Moment) {
    if !isOver, let passing, !passing(moment) { isOver = true }
  }

  private func check(_ passed: Void) throws { if isOver { throw Ended() } }
}

extension PaperBroker {
  fileprivate func answer(_ request: BrokerRequest, at time: Timestamp) -> Event {
    switch request {
    case .place(let order, let number, let attempt, let tag):
      return .placed(number, attempt: attempt, place(order, tag: tag, at: time))
    case .modify(let number, let id, let terms): return .changed(number, modify(id, to: terms, at: time))
    case .cancel(let number, let id): return .changed(number, cancel(id, at: time))
    case .lookUp(let number, let id, let tag, _): return .lookedUp(number, lookUp(id, tag: tag, at: time))
    case .snapshot, .recall:
      switch snapshot(at: time) {
      case .success(let snapshot): return .snapshot(snapshot)
      case .failure(let unavailable): return .snapshotFailed(unavailable.reason)
      }
    }
  }
}
