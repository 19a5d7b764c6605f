package import Engine
package import Market
import Synchronization
import Trading

/// Carries one account's requests to its broker as its ``OutboxPolicy`` says, and brings the answers back as events.
///
/// It only starts calls and reports what they said: which request leaves, when, and what silence means is the policy's.
package final class BrokerOutbox: Sendable {
  /// What came back.
  package enum Answer: Sendable {
    /// The one answer of a request.
    case inTime(Event)
    /// One more, to a request that its deadline had answered.
    case late(Event)
  }

  private let policy: Mutex<OutboxPolicy>
  private let isInOrder: Bool
  /// Counts the deadlines: no clock that a person or a time server sets.
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let startTime: Timestamp
  private let wakes: AsyncStream<Void>
  private let waker: AsyncStream<Void>.Continuation

  /// - Parameter time: of the wall, from which its own clock goes on.
  package init(_ limits: OutboxLimits, at time: Timestamp) {
    policy = Mutex(OutboxPolicy(limits))
    isInOrder = limits.isInOrder
    start = clock.now
    startTime = time
    // One wake-up says as much as many.
    (wakes, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  private var now: Timestamp {
    let (seconds, attoseconds) = (clock.now - start).components
    return startTime + Interval(nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  /// Requests of one commit, in the order they were decided at `time`.
  ///
  /// - Returns: answers to those that never leave.
  package func send(_ requests: [BrokerRequest], at time: Timestamp) -> [Event] {
    let answers = policy.withLock { $0.enqueue(requests, decided: time, at: now) }
    waker.yield()
    return answers
  }

  package func finish() { waker.finish() }

  /// Runs until finished. `answered` is called once for each request, and once more for an answer that comes late.
  package func run(_ broker: any Broker, answered: @escaping @Sendable (Answer) async -> Void) async {
    var alarm: (due: Timestamp, task: Task<Void, Never>)?
    for await _ in wakes {
      while true {
        let step = policy.withLock { $0.step(at: now) }
        for event in step.answers { await answered(.inTime(event)) }
        for call in step.calls { await begin(call, broker, answered) }
        if step.answers.isEmpty, step.calls.isEmpty { break }
      }
      let due = policy.withLock { $0.nextDue }
      guard alarm?.due != due else { continue }
      alarm?.task.cancel()
      alarm = due.map { ($0, wake(at: $0)) }
    }
    alarm?.task.cancel()
  }

  private func wake(at due: Timestamp) -> Task<Void, Never> {
    let wait = max(due - now, .zero).nanoseconds
    return Task { [waker] in
      do { try await Task.sleep(for: .nanoseconds(wait), tolerance: .zero) } catch { return }
      waker.yield()
    }
  }

  /// A call that never returns holds nobody: the policy's deadline answers for it, and stopping does not wait for it.
  private func begin(
    _ call: OutboxPolicy.Call, _ broker: any Broker, _ answered: @escaping @Sendable (Answer) async -> Void
  ) async {
    guard !isInOrder else { return await carryOut(call, broker, answered) }
    Task.detached { [self] in
      await carryOut(call, broker, answered)
      waker.yield()
    }
  }

  private func carryOut(
    _ call: OutboxPolicy.Call, _ broker: any Broker, _ answered: @Sendable (Answer) async -> Void
  ) async {
    let event = await broker.carryOut(call.request, at: call.time)
    switch policy.withLock({ $0.answered(call.id, event, at: now) }) {
    case .inTime(let event): await answered(.inTime(event))
    case .late(let event): await answered(.late(event))
    case nil: break
    }
  }
}

extension Broker {
  /// Makes the call of a request and says what became of it.
  package func carryOut(_ request: BrokerRequest, at time: Timestamp) async -> Event {
    switch request {
    case .place(let order, let number, let attempt, let tag):
      return .placed(number, attempt: attempt, await place(order, tag: tag, at: time))
    case .modify(let number, let id, let terms): return .changed(number, await modify(id, to: terms, at: time))
    case .cancel(let number, let id): return .changed(number, await cancel(id, at: time))
    case .lookUp(let number, let id, let tag, _): return .lookedUp(number, await lookUp(id, tag: tag, at: time))
    case .snapshot, .recall:
      switch await snapshot(at: time) {
      case .success(let snapshot): return .snapshot(snapshot)
      case .failure(let unavailable): return .snapshotFailed(unavailable.reason)
      }
    }
  }
}
