import Desk
import Engine
import Market
import Synchronization
import TestSupport
import Testing
import Trading

@Suite("The way to a slow broker", .timeLimit(.minutes(1)))
struct BrokerOutboxTests {
  /// On a busy machine a request may wait for seconds before it leaves.
  private static var patient: OutboxLimits {
    var limits = OutboxLimits(.paper)
    limits.changePatience = .hours(1)
    return limits
  }

  /// Limits that let a test see a deadline pass at once.
  private static var hasty: OutboxLimits {
    var limits = patient
    limits.deadlines?.change = .milliseconds(20)
    limits.deadlines?.lookUp = .milliseconds(20)
    return limits
  }

  private static func cancel(_ number: Int32) -> BrokerRequest {
    .cancel(OrderNumber(number), BrokerOrderID("B\(number)"))
  }

  private static func modify(_ number: Int32) -> BrokerRequest {
    .modify(
      OrderNumber(number), BrokerOrderID("B\(number)"),
      OrderTerms(
        instrument: InstrumentID(0), side: .sell, quantity: 1, product: .mis, pricing: .market(protection: 100)))
  }

  private struct Line {
    let outbox: BrokerOutbox
    let broker = HangingBroker()
    let answers: AsyncStream<BrokerOutbox.Answer>
    let task: Task<Void, Never>

    init(_ limits: OutboxLimits) {
      let outbox = BrokerOutbox(limits, at: Timestamp(unixSeconds: 1_800_000_000))
      let (stream, continuation) = AsyncStream.makeStream(of: BrokerOutbox.Answer.self)
      let broker = broker
      self.outbox = outbox
      answers = stream
      task = Task { await outbox.run(broker) { continuation.yield($0) } }
    }

    func send(_ requests: [BrokerRequest]) {
      _ = outbox.send(requests, at: Timestamp(unixSeconds: 1_800_000_000))
    }
  }

  @Test("while cancels hang, an exit is carried out, and stopping waits for none of them")
  func exitPasses() async {
    let line = Line(Self.patient)
    line.send((1...5).map(Self.cancel))
    line.send([Self.modify(9)])
    var answers = line.answers.makeAsyncIterator()
    guard case .inTime(let event) = await answers.next() else {
      Issue.record("no answer")
      return
    }
    #expect(event == .changed(OrderNumber(9), .accepted(BrokerOrderID("B9"))))
    line.outbox.finish()
    await line.task.value
    line.broker.release()
  }

  @Test("a call that does not return is ambiguous at its deadline, and its late answer is told as late")
  func deadline() async {
    let line = Line(Self.hasty)
    line.send([Self.cancel(1)])
    var answers = line.answers.makeAsyncIterator()
    guard case .inTime(let event) = await answers.next() else {
      Issue.record("no answer at the deadline")
      return
    }
    #expect(event == .changed(OrderNumber(1), .ambiguous("no answer")))
    line.broker.release()
    guard case .late(let late) = await answers.next() else {
      Issue.record("no late answer")
      return
    }
    #expect(late == .changed(OrderNumber(1), .accepted(BrokerOrderID("B1"))))
    line.outbox.finish()
    await line.task.value
  }
}

/// Cancels hang until released; everything else is answered at once.
private final class HangingBroker: Broker {
  private let gate = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

  func release() {
    let waiting = gate.withLock { gate in
      gate.isOpen = true
      defer { gate.waiting = [] }
      return gate.waiting
    }
    for one in waiting { one.resume() }
  }

  func place(_ order: ApprovedOrder, tag: ClientTag, at time: Timestamp) async -> RequestOutcome {
    .accepted(BrokerOrderID(tag.text))
  }
  func modify(_ id: BrokerOrderID, to terms: OrderTerms, at time: Timestamp) async -> RequestOutcome { .accepted(id) }
  func cancel(_ id: BrokerOrderID, at time: Timestamp) async -> RequestOutcome {
    await withCheckedContinuation { continuation in
      let isOpen = gate.withLock { gate in
        if !gate.isOpen { gate.waiting.append(continuation) }
        return gate.isOpen
      }
      if isOpen { continuation.resume() }
    }
    return .accepted(id)
  }
  func lookUp(_ id: BrokerOrderID?, tag: ClientTag?, at time: Timestamp) async -> LookUpOutcome {
    .absent(readBegan: time)
  }
  func snapshot(at time: Timestamp) async -> Result<BrokerSnapshot, BrokerUnavailable> {
    .success(BrokerSnapshot(readBegan: time, orders: [], positions: []))
  }
}
