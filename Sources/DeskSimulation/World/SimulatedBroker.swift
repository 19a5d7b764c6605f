import Engine
import Market
import Simulation
import Trading

/// A broker with the simulated exchange behind it and a bad line in front: the truth, and what is said of it.
///
/// What becomes of a request is drawn from the seed, the order and how often it was asked, not from a running stream: a
/// day from which something was left out keeps its other faults.
struct SimulatedBroker {
  let account: AccountID
  let capabilities: BrokerCapabilities
  private(set) var exchange: SimulatedExchange
  /// Faults end here.
  var isHealed = false
  private(set) var counts = SimulationCounts()
  /// Faults since somebody asked last.
  private(set) var happened: [Fault] = []

  let seed: UInt64
  let faults: [Fault: Int]
  private var asked: [String: Int64] = [:]
  private var deadUntil = Timestamp.distantPast
  private var unreadableUntil = Timestamp.distantPast
  private var emptyUntil = Timestamp.distantPast
  /// When reads began whose orders were left out.
  private(set) var cutBooks: Set<Timestamp> = []
  private var hands = 0
  /// Tags of trades nobody made through us.
  private(set) var foreignTags: Set<String> = []
  /// Orders whose tag a modification has replaced.
  private var modified: Set<BrokerOrderID> = []
  private var modifications: [BrokerOrderID: Int] = [:]
  /// Tags that came back other than they were sent.
  var blanked: Set<String> = []
  let tagDeviation: TagDeviation?
  /// Newest last.
  var remembered: [RememberedBook] = []
  private var silentOrders: Set<BrokerOrderID> = []
  /// Of each call on its way, there and back.
  private let slowness: Int64
  /// Subtracted from the exchange's numbers: the id that a broker shows is counted anew each day.
  var firstNumber: Int64 = 0
  /// Tells of nothing that happens at it; what that is.
  var isMute = false
  var untold: [OrderReport] = []
  /// Reports of the day before, as they were told then.
  private(set) var earlier: [OrderReport] = []
  /// Fills that are told at another price, by their names.
  var correctedFills: [String: (price: Price, time: Timestamp)] = [:]

  init(account: AccountSettings, desk: DrawnDesk, seed: UInt64, profile: SimulationProfile) {
    self.account = account.id
    capabilities = account.capabilities
    self.seed = SplitMix64.hash(seed, Int64(account.id.number), 77)
    exchange = SimulatedExchange(settings: desk.exchange, seed: seed)
    var chance = Chance(self.seed, "broker")
    // Some brokers have no trouble of a kind at all, some have much of it.
    var faults: [Fault: Int] = [:]
    for fault in Fault.allCases where fault.isOfFirstWorld && profile.allows(fault) && !chance.oneIn(3) {
      faults[fault] = Int(chance.pick([1, 3, 8, 20]))
    }
    var later = Chance(self.seed, "broker, later faults")
    for fault in Fault.allCases where !fault.isOfFirstWorld {
      let (isThere, share) = (!later.oneIn(3), Int(later.pick([1, 3, 8, 20])))
      if isThere, profile.allows(fault) { faults[fault] = share }
    }
    self.faults = faults
    var speed = Chance(self.seed, "speed")
    slowness = faults[.brokerSlow] != nil && speed.oneIn(3) ? speed.pick([10, 25]) : 1
    tagDeviation = Self.tagDeviation(seed: self.seed, faults)
    hangs = chance.pick([.seconds(1), .seconds(3), nil])
  }

  mutating func list(_ listed: DrawnDesk.Listed, on day: TradingDay, sessions: [DaySessions.Session]) {
    exchange.list(
      listed.id, kind: listed.instrument.kind, terms: listed.terms(on: day),
      sessions: sessions.map { ($0.open, $0.close) }, strike: listed.instrument.strike)
  }

  /// The orders of the day are forgotten, what was held stays.
  mutating func startDay(_ day: TradingDay) {
    // What is changed would be kept for an owner that writes it down.
    _ = exchange.drainChanges()
    earlier = exchange.snapshot(at: .distantPast).orders.map { shown($0) }
    if faults[.idsGivenAgain] != nil, let last = exchange.snapshot(at: .distantPast).orders.last {
      note(.idsGivenAgain)
      firstNumber = Self.number(last.brokerID) ?? firstNumber
    }
    exchange.startDay(day)
    correctedFills = [:]
  }

  // MARK: What is on the way

  /// What a request meets: one that never arrives or whose answer is lost is ambiguous once the line breaks, or when the
  /// outbox's deadline passes.
  struct Passage {
    var arrives: Interval?
    var answers: Interval
    var isAnswerLost = false
  }

  /// How long a call without an answer hangs before the line breaks; nil is for ever.
  let hangs: Interval?

  mutating func passage(of request: BrokerRequest) -> Passage {
    var chance = chance(for: request)
    var passage = Passage(arrives: chance.interval(2...40), answers: chance.interval(2...40))
    if slowness > 1, !isHealed {
      note(.brokerSlow)
      passage.arrives = passage.arrives.map { Interval(nanoseconds: $0.nanoseconds * slowness) }
      passage.answers = Interval(nanoseconds: passage.answers.nanoseconds * slowness)
    }
    if happens(.requestLost, &chance) { passage.arrives = nil }
    if happens(.answerLost, &chance) { passage.isAnswerLost = true }
    if happens(.answerLate, &chance) {
      passage.answers = chance.oneIn(4) ? chance.interval(7000...60_000) : chance.interval(100...7000)
    }
    return passage
  }

  /// When a push arrives, by copy; empty when it is lost.
  mutating func passages(of report: OrderReport, at now: Timestamp) -> [Interval] {
    var chance = Chance(
      seed, "push \(report.brokerID.text) \(report.status) \(report.filledQuantity) \(now.nanoseconds)")
    if isSilent(report.brokerID) { return [] }
    if happens(.pushLost, &chance) { return [] }
    var delays = [chance.interval(1...30)]
    if happens(.pushLate, &chance) { delays[0] = chance.interval(200...9000) }
    if happens(.pushRepeated, &chance) { delays.append(chance.interval(1...20_000)) }
    return delays
  }

  /// Whether nothing at all is pushed of an order.
  private mutating func isSilent(_ id: BrokerOrderID) -> Bool {
    if silentOrders.contains(id) { return !isHealed }
    guard faults[.pushesNever] != nil else { return false }
    var chance = Chance(seed, "silent \(id.text)")
    guard happens(.pushesNever, &chance, times: 3) else { return false }
    silentOrders.insert(id)
    return true
  }

  /// What the desk hears of an answer that came back: mostly all of it.
  mutating func heard(_ answer: Event, at now: Timestamp) -> Event {
    guard faults[.answerCut] != nil else { return answer }
    var chance = Chance(seed, "heard \(now.nanoseconds) \(counts.faults[.answerCut, default: 0])")
    guard chance.oneIn(3), happens(.answerCut, &chance) else { return answer }
    let words = "the answer ends in the middle"
    return switch answer {
    case .placed(let number, let attempt, _): .placed(number, attempt: attempt, .ambiguous(words))
    case .changed(let number, _): .changed(number, .ambiguous(words))
    case .lookedUp(let number, _): .lookedUp(number, .failed(words))
    default: .snapshotFailed(words)
    }
  }

  /// What is told of an entry that has ended before its fills are: that it was cancelled; and how long after that they
  /// are; mostly nil.
  mutating func shownEarly(_ report: OrderReport) -> (report: OrderReport, truthAfter: Interval)? {
    guard report.status.isFinal, !report.fills.isEmpty else { return nil }
    var chance = Chance(seed, "early \(report.brokerID.text)")
    // A rest is seldom cancelled, so then it is often done.
    guard happens(.fillShownLate, &chance, times: report.status == .filled ? 1 : 5) else { return nil }
    var early = report
    early.status = .cancelled
    early.fills = []
    early.filledQuantity = .zero
    return (early, chance.interval(500...20_000))
  }

  mutating func happens(_ fault: Fault, _ chance: inout Chance, times: Int = 1) -> Bool {
    guard !isHealed, let share = faults[fault], chance.percent(share * times) else { return false }
    note(fault)
    return true
  }

  mutating func note(_ fault: Fault) {
    counts.faults[fault, default: 0] += 1
    happened.append(fault)
  }

  mutating func drainHappened() -> [Fault] {
    defer { happened.removeAll(keepingCapacity: true) }
    return happened
  }

  private mutating func chance(for request: BrokerRequest) -> Chance {
    let name: String =
      switch request {
      case .place(let order, let number, _, _): "place \(number.index) \(order.purpose)"
      case .modify(let number, _, _): "modify \(number.index)"
      case .cancel(let number, _): "cancel \(number.index)"
      case .lookUp(let number, _, _, _): "look up \(number.index)"
      case .snapshot, .recall: "snapshot"
      }
    asked[name, default: 0] += 1
    return Chance(seed, "\(name) \(asked[name] ?? 0)")
  }

  // MARK: At the broker

  /// Carries out a request that arrived and says what the broker answers.
  mutating func answer(_ request: BrokerRequest, at now: Timestamp) -> Event {
    var chance = chance(for: request)
    switch request {
    case .place(let order, let number, let attempt, let tag):
      return .placed(number, attempt: attempt, named(place(order, tag, at: now, &chance)))
    case .modify(let number, let name, let terms):
      let id = id(of: name)
      if modifications[id, default: 0] >= capabilities.modificationLimit {
        counts.note("modifications beyond the limit")
        return .changed(number, .rejected("maximum allowed order modifications exceeded"))
      }
      let outcome = change(at: now, &chance) {
        $0.modify(id, quantity: terms.quantity, pricing: terms.pricing, at: now)
      }
      if case .accepted = outcome {
        modified.insert(id)
        modifications[id, default: 0] += 1
      }
      return .changed(number, named(outcome))
    case .cancel(let number, let name):
      let id = id(of: name)
      return .changed(number, named(change(at: now, &chance) { $0.cancel(id, at: now) }))
    case .lookUp(let number, let name, let tag, _):
      return .lookedUp(number, lookUp(name.map(id), tag, at: now, &chance))
    case .snapshot, .recall: return snapshot(at: now, &chance)
    }
  }

  private mutating func refusal(at now: Timestamp, _ chance: inout Chance) -> RequestOutcome? {
    if isDead(at: now) { return .sessionExpired }
    if happens(.rateLimited, &chance) { return .rateLimited(after: .seconds(chance.number(1...5))) }
    if happens(.refused, &chance) { return .rejected("risk system: not allowed now") }
    return nil
  }

  private mutating func place(
    _ order: ApprovedOrder, _ tag: ClientTag, at now: Timestamp, _ chance: inout Chance
  ) -> RequestOutcome {
    if let refusal = refusal(at: now, &chance) { return refusal }
    let outcome = exchange.place(order.terms, tag: tag, at: now)
    if case .accepted(let id) = outcome, happens(.rejectedAfterAccept, &chance) {
      exchange.endByBroker(id, as: .rejected, reason: "risk system: margin shortfall", at: now)
    }
    return outcome
  }

  private mutating func change(
    at now: Timestamp, _ chance: inout Chance, _ body: (inout SimulatedExchange) -> RequestOutcome
  ) -> RequestOutcome {
    refusal(at: now, &chance) ?? body(&exchange)
  }

  // MARK: Reads

  private func isDead(at now: Timestamp) -> Bool { now < deadUntil }

  private mutating func lookUp(
    _ id: BrokerOrderID?, _ tag: ClientTag?, at now: Timestamp, _ chance: inout Chance
  ) -> LookUpOutcome {
    if isDead(at: now) { return .failed("the session has expired") }
    if now < unreadableUntil { return .failed("the order book cannot be read") }
    // An adapter that finds orders it knows missing says so; only the whole book is handed on as it is.
    if now < emptyUntil { return .failed("the order book is empty") }
    if happens(.lookUpFailed, &chance) { return .failed("502") }
    if let id, let report = exchange.report(id: id) { return .found(shown(report), readBegan: now) }
    guard let tag, let report = exchange.report(tag: tag), !lags(report, at: now) else {
      return .absent(readBegan: now)
    }
    let seen = shown(report)
    return seen.tag != tag ? .absent(readBegan: now) : .found(seen, readBegan: now)
  }

  private mutating func snapshot(at now: Timestamp, _ chance: inout Chance) -> Event {
    if isDead(at: now) { return .snapshotFailed("the session has expired") }
    if now < unreadableUntil || happens(.bookUnreadable, &chance) { return .snapshotFailed("504") }
    var snapshot = exchange.snapshot(at: now)
    snapshot = deviated(snapshot, at: now)
    snapshot.orders = snapshot.orders.filter { !lags($0, at: now) }.map { shown($0) }
    // A book that is empty before it has ever shown an order cannot be told from a true one.
    if now < emptyUntil, let first = exchange.firstPlaced, now - first > .minutes(1) {
      note(.bookEmpty)
      if chance.oneIn(2), !snapshot.orders.isEmpty {
        snapshot.orders = []
        cutBooks.insert(snapshot.readBegan)
      }
      snapshot.positions = []
    }
    return .snapshot(snapshot)
  }

  /// Whether an order is too new for the book to show it.
  private mutating func lags(_ report: OrderReport, at now: Timestamp) -> Bool {
    let settle = capabilities.settleTime
    guard !isHealed, faults[.bookLags] != nil, settle > .zero, let placed = exchange.placed(report.brokerID),
      // The promise counts from our sending; an order is on its way for some milliseconds.
      now - placed < Interval(nanoseconds: settle.nanoseconds - 100_000_000)
    else { return false }
    var chance = Chance(seed, "lag \(report.brokerID.text)")
    return happens(.bookLags, &chance, times: 4)
  }

  /// As the broker shows it: somebody else's order carries no tag of ours, and some tags come back blank.
  mutating func shown(_ report: OrderReport) -> OrderReport {
    var report = withTag(report)
    correct(&report)
    report.brokerID = name(of: report.brokerID)
    return report
  }

  private mutating func withTag(_ report: OrderReport) -> OrderReport {
    var report = report
    guard let tag = report.tag else { return report }
    if foreignTags.contains(tag.text) {
      report.tag = nil
    } else if capabilities.tagLookUp == .hintOnly {
      var chance = Chance(seed, "tag \(tag.text)")
      if chance.percent(50) {
        if blanked.insert(tag.text).inserted { note(.tagBlanked) }
        report.tag = nil
      } else {
        report.tag = deviated(tag, order: report.brokerID)
      }
    } else if capabilities.tagLookUp == .untilModified, modified.contains(report.brokerID) {
      report.tag = nil
    }
    return report
  }

  // MARK: Trouble

  mutating func sessionDies(until time: Timestamp) {
    note(.sessionDied)
    deadUntil = max(deadUntil, time)
  }

  mutating func bookUnreadable(until time: Timestamp) { unreadableUntil = max(unreadableUntil, time) }
  mutating func bookEmpty(until time: Timestamp) { emptyUntil = max(emptyUntil, time) }

  mutating func heal() {
    isHealed = true
    deadUntil = .distantPast
    unreadableUntil = .distantPast
    emptyUntil = .distantPast
  }

  /// Whether requests and pushes pass now.
  func isReachable(at now: Timestamp) -> Bool { !isDead(at: now) }

  // MARK: People beside us

  /// A trade without a tag of ours.
  mutating func trade(_ terms: OrderTerms, at now: Timestamp) -> BrokerOrderID? {
    hands += 1
    let tag = ClientTag("BYHAND\(hands)")
    guard case .accepted(let id) = exchange.place(terms, tag: tag, at: now) else { return nil }
    foreignTags.insert(tag.text)
    note(.tradeByHand)
    return id
  }

  /// Whether a person has just sent the same order, and this broker shows no tags that tell the two apart.
  func hasTwin(of terms: OrderTerms, at now: Timestamp) -> Bool {
    guard capabilities.tagLookUp != .reliable else { return false }
    return exchange.snapshot(at: now).orders.contains { report in
      (report.tag.map { foreignTags.contains($0.text) } ?? true) && report.terms.instrument == terms.instrument
        && report.terms.side == terms.side && report.terms.quantity == terms.quantity
        && report.terms.product == terms.product && now - (report.placed ?? report.time) <= .seconds(10)
    }
  }

  /// Resting stops of ours, oldest first.
  func restingStops() -> [OrderReport] {
    exchange.openReports.filter { report in
      report.status == .triggerPending && !(report.tag.map { foreignTags.contains($0.text) } ?? true)
    }
  }

  mutating func cancelByHand(place: Int, at now: Timestamp) -> BrokerOrderID? {
    let stops = restingStops()
    guard !stops.isEmpty else { return nil }
    note(.stopCancelledByHand)
    let id = stops[place % stops.count].brokerID
    _ = exchange.cancel(id, at: now)
    return id
  }

  mutating func cancelByBroker(place: Int, at now: Timestamp) -> InstrumentID? {
    let live = exchange.openReports.filter { !($0.tag.map { foreignTags.contains($0.text) } ?? true) }
    guard !live.isEmpty else { return nil }
    note(.brokerCancels)
    let order = live[place % live.count]
    exchange.endByBroker(order.brokerID, as: .cancelled, reason: "surveillance measure", at: now)
    return order.terms.instrument
  }

  mutating func moveByHand(place: Int, basisPoints: Int64, tick: Price, at now: Timestamp) {
    let stops = restingStops()
    guard !stops.isEmpty else { return }
    let stop = stops[place % stops.count]
    func moved(_ price: Price) -> Price { price.scaled(basisPoints: 10_000 + basisPoints).rounded(to: tick, .down) }
    let pricing: OrderPricing =
      switch stop.terms.pricing {
      case .stopMarket(let trigger, let protection): .stopMarket(trigger: moved(trigger), protection: protection)
      case .stopLimit(let trigger, let limit): .stopLimit(trigger: moved(trigger), limit: moved(limit))
      default: stop.terms.pricing
      }
    guard case .accepted = exchange.modify(stop.brokerID, quantity: stop.terms.quantity, pricing: pricing, at: now)
    else { return }
    note(.stopMovedByHand)
    modified.insert(stop.brokerID)
  }

  // MARK: The market

  mutating func observe(_ tick: Tick, number: Int64) { exchange.observe(tick, number: number) }
  mutating func advance(to time: Timestamp) { exchange.advance(to: time) }
  mutating func endSessions(at time: Timestamp) { exchange.endSessions(at: time) }
  mutating func drainReports() -> [OrderReport] { exchange.drainReports() }
}
