import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("The outbox: exits never wait behind entries")
struct OutboxPolicyTests {
  static let start = Scenario.time(10, 0)

  @Test("exits leave before stops, cancels, look-ups, the book and entries")
  func order() {
    var outbox = Outbox()
    outbox.send([
      .entry(1), .snapshot, .look(2), .cancel(3), .move(4), .exit(5), .turnIntoExit(6), .stop(7),
    ])
    #expect(
      outbox.left == ["exit 5", "exit 6", "protection 4", "protection 7", "cancel 3", "lookUp 2", "book", "entry 1"])
  }

  @Test("five slow entries and an exit: the exit leaves at once")
  func slowEntries() {
    var outbox = Outbox()
    for number in 1...5 as ClosedRange<Int32> { outbox.send([.entry(number)]) }
    #expect(outbox.left == ["entry 1", "entry 2"], "two slow entries hold nobody else")
    outbox.send([.exit(6)])
    #expect(outbox.left.last == "exit 6")
  }

  @Test("whatever hangs, an exit finds room")
  func room() {
    var outbox = Outbox()
    outbox.send((1...40).map { .entry($0) } + (41...60).map { .look($0) } + (61...80).map { .cancel($0) })
    outbox.send((81...90).map { .move($0) })
    outbox.pass(.milliseconds(1200))
    outbox.send([.exit(100), .exit(101)])
    #expect(outbox.left.suffix(2) == ["exit 100", "exit 101"])
  }

  @Test("changes of one order keep their order")
  func sequence() {
    var outbox = Outbox()
    outbox.send([.stop(1), .cancel(1), .turnIntoExit(1)])
    #expect(outbox.left == ["protection 1"])
    outbox.answer("protection 1")
    #expect(outbox.left.last == "cancel 1" && outbox.left.count == 2)
    outbox.answer("cancel 1")
    #expect(outbox.left.last == "exit 1" && outbox.left.count == 3)
  }

  @Test("a placement nobody answers is ambiguous after its deadline, and the late answer is still told")
  func deadline() {
    var outbox = Outbox()
    outbox.send([.stop(1)])
    outbox.pass(.milliseconds(4999))
    #expect(outbox.told.isEmpty)
    outbox.pass(.milliseconds(1))
    #expect(outbox.told == [.placed(OrderNumber(1), attempt: 1, .ambiguous("no answer"))])
    outbox.pass(.seconds(40))
    outbox.answer("protection 1")
    #expect(outbox.late == [.placed(OrderNumber(1), attempt: 1, .accepted(BrokerOrderID("B1")))])
  }

  @Test("reads that nobody answers have failed")
  func reads() {
    var outbox = Outbox()
    outbox.send([.look(1), .snapshot])
    outbox.pass(.seconds(10))
    #expect(outbox.told == [.lookedUp(OrderNumber(1), .failed("no answer")), .snapshotFailed("no answer")])
  }

  @Test("a look-up waits for its time and holds up nobody")
  func notBefore() {
    var outbox = Outbox()
    outbox.send([.look(1, after: .seconds(2)), .look(2), .entry(3)])
    #expect(outbox.left == ["lookUp 2", "entry 3"])
    outbox.pass(.seconds(2))
    #expect(outbox.left.last == "lookUp 1")
  }

  @Test("an entry that has not left when it is recalled never leaves, and its order hears of it")
  func recall() {
    var outbox = Outbox()
    outbox.send([.entry(1), .entry(2), .entry(3), .entry(4)])
    outbox.send([.recall(OrderNumber(1)), .recall(OrderNumber(3)), .recall(OrderNumber(4)), .exit(9)])
    #expect(
      outbox.told
        == [3, 4].map { .placed(OrderNumber($0), attempt: 1, .withdrawn("taken back before it left")) })
    outbox.answer("entry 1")
    outbox.answer("entry 2")
    #expect(outbox.left == ["entry 1", "entry 2", "exit 9"])
  }

  @Test("what cannot leave in two seconds goes back to be decided anew")
  func patience() {
    var outbox = Outbox()
    outbox.send([.entry(1), .entry(2), .entry(3)])
    outbox.pass(.seconds(2))
    #expect(outbox.told == [.placed(OrderNumber(3), attempt: 1, .notSent("others are under way"))])
  }

  @Test("reads give way before entries, and entries before exits, when calls run short")
  func budgets() {
    var outbox = Outbox(BrokerCapabilities(callsPerSecond: 10, callsPerMinute: 40))
    func fill(_ requests: (Int32) -> BrokerRequest) -> Int {
      var outbox = Outbox(BrokerCapabilities(requestsPerSecond: 50, callsPerSecond: 10, callsPerMinute: 40))
      for number in 0..<30 as Range<Int32> {
        outbox.send([requests(number)])
        outbox.answerAll()
      }
      return outbox.left.count
    }
    #expect(fill { .look($0) } == 5)
    #expect(fill { .entry($0) } == 7)
    #expect(fill { .exit($0) } == 10)
    outbox.send((1...5).map { .look($0) })
    outbox.send([.look(6), .exit(7)])
    #expect(outbox.left.last == "exit 7")
  }

  @Test("beyond the day's requests everything is refused and nothing waits")
  func dayIsOver() {
    var outbox = Outbox(BrokerCapabilities(requestsPerSecond: 100, requestsPerDay: 3))
    for number in 1...4 as ClosedRange<Int32> {
      outbox.send([.exit(number)])
      outbox.answerAll()
    }
    #expect(outbox.told.last == .placed(OrderNumber(4), attempt: 1, .rateLimited(after: .minutes(1))))
    #expect(outbox.policy.waitingCount == 0)
  }

  @Test("what waits is bounded")
  func bounded() {
    var outbox = Outbox()
    outbox.send((1...400).map { .entry($0) })
    #expect(outbox.policy.waitingCount <= 100)
    #expect(outbox.told.count == 400 - 2 - outbox.policy.waitingCount)
  }

  @Test("a late answer to a change that has been asked anew since is not told")
  func lateChange() {
    var outbox = Outbox()
    outbox.send([.move(1)])
    outbox.pass(.seconds(5))
    outbox.send([.turnIntoExit(1)])
    outbox.answer("protection 1", .changed(OrderNumber(1), .rejected("late")))
    #expect(outbox.late.isEmpty)
  }
}

/// A policy with the clock in a test's hand.
struct Outbox {
  var policy: OutboxPolicy
  var now = OutboxPolicyTests.start
  /// What left, oldest first.
  private(set) var left: [String] = []
  private(set) var calls: [OutboxPolicy.Call] = []
  private(set) var told: [Event] = []
  private(set) var late: [Event] = []

  init(_ capabilities: BrokerCapabilities = BrokerCapabilities(requestsPerSecond: 50, callsPerSecond: 100)) {
    policy = OutboxPolicy(OutboxLimits(capabilities))
  }

  mutating func send(_ requests: [BrokerRequest]) {
    told += policy.enqueue(requests, decided: now, at: now)
    step()
  }

  mutating func pass(_ interval: Interval) {
    let end = now + interval
    while let due = policy.nextDue, due <= end {
      now = max(now, due)
      step()
    }
    now = end
  }

  mutating func answer(_ name: String, _ event: Event? = nil) {
    guard let index = calls.firstIndex(where: { $0.request.name == name }) else { return }
    answer(calls[index], event)
  }

  mutating func answerAll() { for call in calls { answer(call, nil) } }

  private mutating func answer(_ call: OutboxPolicy.Call, _ event: Event?) {
    calls.removeAll { $0 == call }
    switch policy.answered(call.id, event ?? call.request.success, at: now) {
    case .inTime(let event): told.append(event)
    case .late(let event): late.append(event)
    case nil: break
    }
    step()
  }

  private mutating func step() {
    let step = policy.step(at: now)
    told += step.answers
    calls += step.calls
    left += step.calls.map(\.request.name)
  }
}

extension BrokerRequest {
  private static func place(_ purpose: OrderPurpose, _ number: Int32, _ pricing: OrderPricing) -> BrokerRequest {
    let terms = OrderTerms(
      instrument: Listed.sbin.id, side: purpose == .entry ? .buy : .sell, quantity: 10, product: .mis, pricing: pricing)
    let intent = OrderIntent(owner: LinkID(1), purpose: purpose, terms: terms)
    guard
      case .success(let approved) =
        purpose == .entry
        ? RiskGate.approve(
          entry: intent, price: "100", limits: RiskLimits(),
          exposure: Exposure(capital: "1000000", availableMargin: "1000000"),
          terms: Listed.sbin.terms)
        : RiskGate.approve(exit: intent, openQuantity: 10, alreadyCovered: .zero)
    else { preconditionFailure("the order is within its limits") }
    return .place(approved, OrderNumber(number), attempt: 1, ClientTag("T\(number)"))
  }

  static func entry(_ number: Int32) -> BrokerRequest { place(.entry, number, .limit("100")) }
  static func exit(_ number: Int32) -> BrokerRequest { place(.exit, number, .market(protection: 100)) }
  static func stop(_ number: Int32) -> BrokerRequest {
    place(.protectiveStop, number, .stopMarket(trigger: "99", protection: 100))
  }
  static func cancel(_ number: Int32) -> BrokerRequest { .cancel(OrderNumber(number), BrokerOrderID("B\(number)")) }
  static func look(
    _ number: Int32, after wait: Interval = .zero, at now: Timestamp = OutboxPolicyTests.start
  )
    -> BrokerRequest
  {
    .lookUp(OrderNumber(number), nil, ClientTag("T\(number)"), notBefore: now + wait)
  }
  static func move(_ number: Int32) -> BrokerRequest {
    modify(number, .stopMarket(trigger: "99", protection: 100))
  }
  static func turnIntoExit(_ number: Int32) -> BrokerRequest { modify(number, .market(protection: 100)) }
  private static func modify(_ number: Int32, _ pricing: OrderPricing) -> BrokerRequest {
    .modify(
      OrderNumber(number), BrokerOrderID("B\(number)"),
      OrderTerms(instrument: Listed.sbin.id, side: .sell, quantity: 10, product: .mis, pricing: pricing))
  }

  var name: String {
    switch self {
    case .place(_, let number, _, _), .modify(let number, _, _), .cancel(let number, _), .lookUp(let number, _, _, _),
      .recall(let number):
      "\(urgency) \(number.index)"
    case .snapshot: "book"
    }
  }

  var success: Event {
    switch self {
    case .place(_, let number, let attempt, _):
      .placed(number, attempt: attempt, .accepted(BrokerOrderID("B\(number.index)")))
    case .modify(let number, let id, _), .cancel(let number, let id): .changed(number, .accepted(id))
    case .lookUp(let number, _, _, _): .lookedUp(number, .absent(readBegan: OutboxPolicyTests.start))
    case .snapshot, .recall:
      .snapshot(BrokerSnapshot(readBegan: OutboxPolicyTests.start, orders: [], positions: []))
    }
  }
}
