import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("The outbox under random requests, answers, silences and emergencies")
struct OutboxPropertyTests {
  @Test(
    "each request is answered once, in time, in order and within the budgets", arguments: 1...150 as ClosedRange<UInt64>
  )
  func random(_ seed: UInt64) {
    var run = OutboxRun(seed)
    for _ in 0..<400 { run.step() }
    run.finish()
    #expect(run.problems.isEmpty, "seed \(seed): \(run.problems.prefix(3))")
    #expect(run.departures > 100, "seed \(seed)")
  }

  @Test(
    "Outbox deadlines do not depend on how often the owner looks at the clock",
    arguments: 1...20 as ClosedRange<UInt64>)
  func lateOwner(_ seed: UInt64) {
    var run = OutboxRun(seed, sleeps: true)
    for _ in 0..<300 { run.step() }
    run.finish()
    #expect(run.problems.isEmpty, "seed \(seed): \(run.problems.prefix(3))")
  }
}

/// One random life of an outbox, judged by a naive record of what happened.
private struct OutboxRun {
  private struct Asked {
    var request: BrokerRequest
    /// When it was asked and may leave.
    var from: Timestamp
    var left: Timestamp?
    var told: Timestamp?
  }

  private(set) var problems: [String] = []
  private(set) var departures = 0
  private var random: Seeded
  private var policy: OutboxPolicy
  private let limits: OutboxLimits
  private var now = OutboxPolicyTests.start
  private var asked: [Asked] = []
  private var calls: [OutboxPolicy.Call] = []
  /// By id of the call, the place of its request.
  private var places: [Int64: Int] = [:]
  private var answersAt: [Int64: Timestamp] = [:]
  private var recalled: Set<Int32> = []
  private var times: [(time: Timestamp, isChange: Bool)] = []
  private var number: Int32 = 0
  private let sleeps: Bool
  private let speed: Int64

  init(_ seed: UInt64, sleeps: Bool = false) {
    random = Seeded(seed)
    let capabilities = BrokerCapabilities(
      requestsPerSecond: Int.random(in: 3...12, using: &random),
      requestsPerMinute: Int.random(in: 40...300, using: &random),
      callsPerSecond: Int.random(in: 6...25, using: &random), callsPerMinute: Int.random(in: 80...600, using: &random))
    limits = OutboxLimits(capabilities)
    policy = OutboxPolicy(limits)
    speed = [50, 800, 8000].randomElement(using: &random) ?? 50
    self.sleeps = sleeps
  }

  mutating func step() {
    let wait = random.oneIn(8) ? Int64.random(in: 0...3000, using: &random) : Int64.random(in: 0...80, using: &random)
    pass(to: now + .milliseconds(wait))
    guard random.oneIn(2) else { return }
    if random.oneIn(25) { return emergency() }
    ask((0..<Int.random(in: 1...4, using: &random)).map { _ in request() })
  }

  /// Nothing more is asked: everything has its answer soon.
  mutating func finish() {
    pass(to: now + .seconds(120))
    for (place, one) in asked.enumerated() where one.told == nil && !one.request.isRecall {
      problems.append("request \(place) \(one.request.name) was never answered")
    }
    if policy.waitingCount > 0 || policy.underWayCount > 0 { problems.append("something is still held") }
  }

  private mutating func request() -> BrokerRequest {
    number += 1
    // Often about an order of a moment ago.
    let known = Int32.random(in: max(1, number - 4)...number, using: &random)
    return switch Int.random(in: 0..<10, using: &random) {
    case 0, 1, 2: .entry(number)
    case 3: .exit(number)
    case 4: .stop(number)
    case 5: .move(known)
    case 6: .turnIntoExit(known)
    case 7: .cancel(known)
    case 8: .look(number, after: .milliseconds(Int64.random(in: 0...4000, using: &random)), at: now)
    default: .snapshot
    }
  }

  /// Every entry is taken back, and exits leave.
  private mutating func emergency() {
    let entries = asked.compactMap { one -> OrderNumber? in
      guard one.told == nil, case .place(let order, let number, _, _) = one.request, order.purpose == .entry else {
        return nil
      }
      return number
    }
    number += 1
    let exits = (0..<3).map { BrokerRequest.exit(number + $0) }
    number += 3
    ask(entries.map { .recall($0) } + exits)
    for entry in entries where asked.contains(where: { $0.request.name == "entry \(entry.index)" && $0.left == nil }) {
      recalled.insert(entry.index)
    }
  }

  private mutating func ask(_ requests: [BrokerRequest]) {
    for request in requests where !request.isRecall {
      var from = now
      if case .lookUp(_, _, _, let notBefore) = request { from = max(now, notBefore) }
      asked.append(Asked(request: request, from: from))
    }
    tell(policy.enqueue(requests, decided: now, at: now))
    act()
  }

  private mutating func pass(to end: Timestamp) {
    if sleeps, random.oneIn(3) {
      now = end
      act()
    }
    while true {
      let next = answersAt.values.min()
      guard let due = [policy.nextDue, next].compactMap({ $0 }).min(), due <= end else { break }
      now = max(now, due)
      for call in calls where answersAt[call.id].map({ $0 <= now }) ?? false { answer(call) }
      act()
    }
    now = max(now, end)
  }

  private mutating func answer(_ call: OutboxPolicy.Call) {
    answersAt[call.id] = nil
    calls.removeAll { $0.id == call.id }
    guard let place = places[call.id] else { return }
    switch policy.answered(call.id, call.request.success, at: now) {
    case .inTime:
      if asked[place].told != nil { problems.append("\(call.request.name) was told twice") }
      asked[place].told = now
    case .late: if asked[place].told == nil { problems.append("\(call.request.name) is late without a deadline") }
    case nil: if asked[place].told == nil { problems.append("the answer to \(call.request.name) was lost") }
    }
  }

  private mutating func act() {
    let step = policy.step(at: now)
    tell(step.answers)
    for call in step.calls { left(call) }
    checkNothingUrgentWaits(step)
  }

  private mutating func left(_ call: OutboxPolicy.Call) {
    departures += 1
    let request = call.request
    guard let place = asked.firstIndex(where: { $0.request == request && $0.left == nil && $0.told == nil }) else {
      return problems.append("\(request.name) left and was not asked for, or was answered")
    }
    places[call.id] = place
    asked[place].left = now
    calls.append(call)
    if now < asked[place].from { problems.append("\(request.name) left before its time") }
    if case .place(_, let number, _, _) = request, recalled.contains(number.index) {
      problems.append("\(request.name) left after it was taken back")
    }
    checkSequence(place)
    checkBudgets(request)
    if !random.oneIn(12) {
      answersAt[call.id] = now + .milliseconds(Int64.random(in: 10...speed * 2, using: &random))
    }
  }

  /// Changes of one order: none overtakes an earlier one, one at a time.
  private mutating func checkSequence(_ place: Int) {
    let request = asked[place].request
    guard request.isChange else { return }
    for (other, earlier) in asked.enumerated() where other != place && earlier.request.isChange {
      guard earlier.request.orderIndex == request.orderIndex, earlier.told == nil else { continue }
      if other < place || earlier.left != nil { problems.append("\(request.name) overtakes \(earlier.request.name)") }
    }
  }

  private mutating func checkBudgets(_ request: BrokerRequest) {
    times.append((now, request.isChange))
    func count(_ interval: Interval, _ changes: Bool) -> Int {
      times.count { now - $0.time < interval && ($0.isChange || !changes) }
    }
    if count(.seconds(1), true) > limits.orders.second || count(.minutes(1), true) > limits.orders.minute
      || count(.seconds(1), false) > limits.calls.second || count(.minutes(1), false) > limits.calls.minute
    {
      problems.append("\(request.name) left beyond the budgets")
    }
  }

  /// While an entry leaves, no exit waits that could.
  private mutating func checkNothingUrgentWaits(_ step: OutboxPolicy.Step) {
    guard let entry = step.calls.firstIndex(where: { $0.request.urgency == .entry }) else { return }
    if step.calls[entry...].contains(where: { $0.request.urgency == .exit }) {
      problems.append("an exit left behind an entry")
    }
    let waits = asked.indices.first { place in
      let one = asked[place]
      return one.request.urgency == .exit && one.told == nil && one.left == nil
        && !asked.indices.contains {
          let other = asked[$0]
          return $0 != place && other.told ?? now == now && other.request.isChange
            && other.request.orderIndex == one.request.orderIndex
        }
    }
    if let waits {
      let one = asked[waits]
      problems.append("\(one.request.name) of \(now - one.from) ago waits and \(step.calls[entry].request.name) left")
    }
    let entries = asked.count { $0.request.urgency == .entry && $0.left != nil && $0.told == nil }
    if entries > limits.slots(.entry) { problems.append("\(entries) entries are under way") }
  }

  private mutating func tell(_ events: [Event]) {
    for event in events {
      // The first unanswered request that this can be about.
      let place = asked.firstIndex { one in
        one.told == nil && one.request.isAnswered(by: event)
          && (event.isAboutLeft ? one.left.map { now - $0 >= .seconds(5) } ?? false : one.left == nil)
      }
      guard let place else {
        problems.append("\(event) answers nothing")
        continue
      }
      asked[place].told = now
      let bound = asked[place].from + .seconds(asked[place].request.isChange ? 7 : 15)
      if !sleeps, now > bound { problems.append("\(asked[place].request.name) was answered after its deadline") }
    }
  }
}

extension BrokerRequest {
  fileprivate var isRecall: Bool { !expectsAnswer }
  fileprivate var orderIndex: Int32? {
    switch self {
    case .place(_, let number, _, _), .modify(let number, _, _), .cancel(let number, _), .lookUp(let number, _, _, _),
      .recall(let number):
      number.index
    case .snapshot: nil
    }
  }

  fileprivate func isAnswered(by event: Event) -> Bool {
    switch (self, event) {
    case (.place(_, let number, _, _), .placed(let other, _, _)): number == other
    case (.modify(let number, _, _), .changed(let other, _)), (.cancel(let number, _), .changed(let other, _)):
      number == other
    case (.lookUp(let number, _, _, _), .lookedUp(let other, _)): number == other
    case (.snapshot, .snapshotFailed): true
    default: false
    }
  }
}

extension Event {
  /// Of a call that was under way: its deadline has passed.
  fileprivate var isAboutLeft: Bool {
    switch self {
    case .placed(_, _, .ambiguous), .changed(_, .ambiguous), .lookedUp(_, .failed("no answer")),
      .snapshotFailed("no answer"):
      true
    default: false
    }
  }
}
