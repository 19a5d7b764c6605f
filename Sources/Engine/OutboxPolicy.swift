package import Market
import Trading

/// Decides which of an account's requests leaves for its broker, and when: the one rule for the running desk and for
/// simulations. A value without clock or line; its owner starts the calls it names and brings back what they answered.
///
/// Each request is answered exactly once, whatever the broker does: by the broker, by its deadline, or by the outbox, which
/// says that it never left. An answer that comes after the deadline is told as a late one.
///
/// - Exits leave first, entries last; of one urgency the oldest first.
/// - The changes of one order stay in their order, one at a time; a look at an order waits for a change of it that waits.
/// - Two clocks: `decided` is the desk's, in which requests speak; `now` never goes back and counts the deadlines.
package struct OutboxPolicy: Sendable {
  /// What its owner is to start. `time` is the desk's time of the start.
  package struct Call: Hashable, Sendable {
    package var id: Int64
    package var request: BrokerRequest
    package var time: Timestamp
  }

  /// What follows now.
  package struct Step: Sendable {
    package var calls: [Call] = []
    /// Answers to requests that got none.
    package var answers: [Event] = []
  }

  /// A broker's answer, as it is to be told.
  package enum Answer: Hashable, Sendable {
    case inTime(Event)
    /// The request was answered already, by its deadline.
    case late(Event)
  }

  private struct Waiting: Sendable {
    var id: Int64
    var request: BrokerRequest
    var urgency: OutboxUrgency
    var decided: Timestamp
    var arrived: Timestamp
    /// It may not leave earlier.
    var from: Timestamp
    /// If it has not left by then it never does.
    var until: Timestamp
  }

  private struct UnderWay: Sendable {
    var id: Int64
    var request: BrokerRequest
    var urgency: OutboxUrgency
    var deadline: Timestamp
  }

  package let limits: OutboxLimits
  /// Oldest first.
  private var waiting: [Waiting] = []
  private var underWay: [UnderWay] = []
  /// Answered by their deadline; oldest first.
  private var overdue: [UnderWay] = []
  private var orders = RollingBudget()
  private var calls = RollingBudget()
  private var day: TradingDay?
  /// The broker told us to wait until then.
  private var silentUntil = Timestamp.distantPast
  private var lastID: Int64 = 0
  /// Of the newest book that was told.
  private var lastBook: Int64 = 0
  /// When ``step(at:)`` has something to do again, if nothing else happens before.
  package private(set) var nextDue: Timestamp?

  package init(_ limits: OutboxLimits) { self.limits = limits }

  /// Requests that have not left.
  package var waitingCount: Int { waiting.count }
  /// Calls that owe an answer.
  package var underWayCount: Int { underWay.count }

  // MARK: In

  /// Takes requests in the order they were decided.
  ///
  /// - Returns: answers to what is refused or taken back.
  package mutating func enqueue(_ requests: [BrokerRequest], decided: Timestamp, at now: Timestamp) -> [Event] {
    var answers: [Event] = []
    for request in requests {
      if case .recall(let number) = request {
        if let answer = recall(number) { answers.append(answer) }
      } else if let refusal = enqueue(request, decided: decided, at: now) {
        answers.append(refusal)
      }
    }
    return answers
  }

  private mutating func enqueue(_ request: BrokerRequest, decided: Timestamp, at now: Timestamp) -> Event? {
    let urgency = request.urgency
    guard waiting.count(where: { $0.urgency == urgency }) < limits.waiting else {
      // Not at once again: the engine would ask, and be refused, without end.
      return request.held(for: .seconds(1))
    }
    lastID += 1
    var from = now
    if case .lookUp(_, _, _, let notBefore) = request, !limits.isInOrder, notBefore > decided {
      from = now + (notBefore - decided)
    }
    let patience = request.isChange ? limits.changePatience : limits.readPatience
    waiting.append(
      Waiting(
        id: lastID, request: request, urgency: urgency, decided: decided, arrived: now, from: from,
        until: limits.isInOrder ? .distantFuture : from + patience))
    nextDue = now
    return nil
  }

  /// An entry that has not left never does.
  private mutating func recall(_ number: OrderNumber) -> Event? {
    let index = waiting.firstIndex { if case .place(_, number, _, _) = $0.request { true } else { false } }
    guard let index, case .place(_, _, let attempt, _) = waiting.remove(at: index).request else { return nil }
    return .placed(number, attempt: attempt, .withdrawn("taken back before it left"))
  }

  // MARK: Out

  /// What is to be started now, and what has waited or been under way for too long.
  package mutating func step(at now: Timestamp) -> Step {
    if day != now.istDay {
      day = now.istDay
      orders = RollingBudget()
      calls = RollingBudget()
    }
    var step = Step()
    expire(at: now, &step)
    var wait: Timestamp?
    let expired = step.answers.count
    for urgency in limits.isInOrder ? [.exit] : OutboxUrgency.allCases { start(urgency, at: now, &step, &wait) }
    noteDue(wait, after: now)
    // What was refused may have held up something more urgent for the same order: the next step is due at once.
    if step.answers.count > expired { nextDue = now }
    return step
  }

  private mutating func expire(at now: Timestamp, _ step: inout Step) {
    for call in underWay where call.deadline <= now {
      step.answers.append(call.request.unanswered)
      overdue.append(call)
    }
    underWay.removeAll { $0.deadline <= now }
    if overdue.count > limits.overdue { overdue.removeFirst(overdue.count - limits.overdue) }
    for request in waiting where request.until <= now { step.answers.append(request.request.notSent) }
    waiting.removeAll { $0.until <= now }
  }

  private mutating func start(
    _ urgency: OutboxUrgency, at now: Timestamp, _ step: inout Step, _ wait: inout Timestamp?
  ) {
    var index = 0
    while index < waiting.count {
      let next = waiting[index]
      guard limits.isInOrder || next.urgency == urgency, next.from <= now, !isHeldUp(index) else {
        index += 1
        continue
      }
      guard hasSlot(next.urgency) else { return }
      if let later = budgetWait(next, at: now) {
        guard later > next.until else {
          wait = min(wait ?? later, later)
          return
        }
        step.answers.append(next.request.held(for: later - now))
        waiting.remove(at: index)
        continue
      }
      waiting.remove(at: index)
      leave(next, at: now, &step)
    }
  }

  private mutating func leave(_ next: Waiting, at now: Timestamp, _ step: inout Step) {
    calls.spend(at: now)
    if next.request.isChange { orders.spend(at: now) }
    let deadline = limits.deadline(next.urgency).map { now + $0 } ?? .distantFuture
    underWay.append(UnderWay(id: next.id, request: next.request, urgency: next.urgency, deadline: deadline))
    let time = limits.isInOrder ? next.decided : next.decided + (now - next.arrived)
    step.calls.append(Call(id: next.id, request: next.request, time: time))
  }

  private func hasSlot(_ urgency: OutboxUrgency) -> Bool {
    if limits.isInOrder { return underWay.isEmpty }
    // It takes room from all that may use its own: whatever is more urgent keeps what is meant for it alone.
    return OutboxUrgency.allCases.allSatisfy { other in
      other > urgency || underWay.count { $0.urgency >= other } < limits.slots(other)
    }
  }

  /// Whether an earlier request for the same order has to come first.
  private func isHeldUp(_ index: Int) -> Bool {
    guard let number = waiting[index].request.order else { return false }
    func isBefore(_ other: BrokerRequest) -> Bool { other.isChange && other.order == number }
    if waiting[..<index].contains(where: { isBefore($0.request) }) { return true }
    // A look may be taken while the change is under way: it may show what the line does not tell.
    return waiting[index].request.isChange && underWay.contains { isBefore($0.request) }
  }

  private mutating func budgetWait(_ next: Waiting, at now: Timestamp) -> Timestamp? {
    guard !limits.isInOrder else { return nil }
    if now < silentUntil { return silentUntil }
    let share = limits.share(next.urgency)
    if let later = calls.wait(limits.calls.share(percent: share), at: now) { return later }
    return next.request.isChange ? orders.wait(limits.orders.share(percent: share), at: now) : nil
  }

  private mutating func noteDue(_ wait: Timestamp?, after now: Timestamp) {
    var due = wait ?? .distantFuture
    for call in underWay { due = min(due, call.deadline) }
    for request in waiting { due = min(due, request.from > now ? request.from : request.until) }
    nextDue = due == .distantFuture ? nil : due
  }

  // MARK: Answers

  /// A call has been answered.
  ///
  /// - Returns: what is to be told, nil when it says nothing new.
  package mutating func answered(_ id: Int64, _ event: Event, at now: Timestamp) -> Answer? {
    nextDue = waiting.isEmpty ? nextDue : now
    if let wait = event.askedToWait { silentUntil = max(silentUntil, now + min(wait, OrderGovernor.longestSilence)) }
    if let index = underWay.firstIndex(where: { $0.id == id }) {
      underWay.remove(at: index)
      if case .snapshot = event { lastBook = max(lastBook, id) }
      return .inTime(event)
    }
    guard let index = overdue.firstIndex(where: { $0.id == id }) else { return nil }
    let call = overdue.remove(at: index)
    guard isNews(event, call) else { return nil }
    if case .snapshot = event { lastBook = max(lastBook, id) }
    return .late(event)
  }

  /// A late answer that only repeats the doubt, or speaks of what has been asked anew since, is none.
  private func isNews(_ event: Event, _ call: UnderWay) -> Bool {
    switch event {
    case .snapshot: return lastBook < call.id
    case .snapshotFailed, .lookedUp(_, .failed): return false
    case .placed(_, _, .ambiguous), .changed(_, .ambiguous): return false
    case .changed(let number, _):
      func isLater(_ id: Int64, _ request: BrokerRequest) -> Bool {
        id > call.id && request.isChange && request.order == number
      }
      return !waiting.contains { isLater($0.id, $0.request) } && !underWay.contains { isLater($0.id, $0.request) }
        && !overdue.contains { isLater($0.id, $0.request) }
    default: return true
    }
  }
}
