package import Market

/// Why a position is being closed.
package enum ExitReason: String, Hashable, Sendable, Codable, CaseIterable {
  case stopLoss, trailingStop, breakEven, profitLock, target
  case signal, timeLimit, squareOff, limitBreach, emergency, manual
  /// The protective stop could not be placed; the position is closed instead.
  case unprotected

  package init(stop kind: StopKind) {
    self =
      switch kind {
      case .initial: .stopLoss
      case .trailing: .trailingStop
      case .breakEven: .breakEven
      case .profitLock: .profitLock
      }
  }
}

package enum OrderStatus: String, Hashable, Sendable, Codable, CaseIterable {
  /// Approved and journalled; waits for the governor.
  case ready
  /// Sent, or about to be; no reply yet.
  case submitting
  /// At the broker: sleeping on its trigger or in the book.
  case open
  case partiallyFilled
  case filled, cancelled, rejected, expired
  /// May or may not exist at the broker. Nothing replaces it until the broker has been asked.
  case unknown
  /// Never reached the broker: withdrawn before sending, or proven absent and not worth sending again.
  case withdrawn

  package var isFinal: Bool {
    switch self {
    case .filled, .cancelled, .rejected, .expired, .withdrawn: true
    case .ready, .submitting, .open, .partiallyFilled, .unknown: false
    }
  }
}

/// One order and what we know of it.
///
/// A state machine as a value: each method takes one fact and returns what follows from it. Filled quantity never falls
/// and a final state is left only by a late fill, which is reported as such.
package struct Order: Hashable, Sendable, Codable {
  package let number: OrderNumber
  package let owner: LinkID
  package let position: PositionID
  package let purpose: OrderPurpose
  /// Why it closes the position; nil for entries and resting stops.
  package var exitReason: ExitReason?
  /// The decision it came from; nil for orders the engine makes itself.
  package let decision: Int64?
  /// What the broker was last known to work on.
  package private(set) var terms: OrderTerms
  /// The version before the last change of ours, and the one that change asked for: a report that shows either shortly
  /// after is our own doing, come late.
  private var ownVersions: [OrderTerms] = []
  /// When the broker last showed terms that nobody here asked for; nil again once we change the order ourselves.
  package private(set) var changedByHand: Timestamp?
  package private(set) var tag: ClientTag?
  package private(set) var brokerID: BrokerOrderID?
  package private(set) var status: OrderStatus
  package private(set) var fills: [FillReport] = []
  /// A change on its way to the broker.
  package private(set) var pending: PendingRequest?
  /// Modifications the broker has counted, or may have.
  package private(set) var modifications = 0
  package private(set) var lastModified: Timestamp?
  /// The process restarted or a request went astray: nothing is sent for it before the broker has been asked.
  package private(set) var needsLook = false
  package private(set) var lookUpFailures = 0
  /// Looks in a row that the broker answered without settling the doubt.
  package private(set) var vainLooks = 0
  /// A person has been asked to look at this doubt.
  package private(set) var isBeforePerson = false
  /// A person said that the broker does not have it, against the broker's earlier word.
  package private(set) var wasDeclaredAbsent = false
  /// We have asked for its cancellation at some time: should it end that way, it was us.
  package private(set) var wasCancelledByUs = false
  /// Modifications and cancellations the broker has refused in a row.
  package private(set) var refusedChanges = 0
  /// When the last request of any kind was sent: a read begun before it says nothing about it.
  package private(set) var lastRequest: Timestamp?
  /// The broker's time of the newest report.
  package private(set) var lastReport: Timestamp?
  /// Times it was sent: each resend after a proven absence has a new tag.
  package private(set) var attempts = 0
  /// Times it was sent and proven not to be there.
  package private(set) var timesLost = 0
  package let created: Timestamp
  package private(set) var lastSent: Timestamp?
  /// The broker's words when it ended badly.
  package private(set) var statusReason: String?

  package enum PendingRequest: Hashable, Sendable, Codable {
    case modify(OrderTerms)
    case cancel
  }

  package init(
    number: OrderNumber, position: PositionID, order: ApprovedOrder, exitReason: ExitReason? = nil,
    decision: Int64? = nil, at time: Timestamp
  ) {
    self.number = number
    self.owner = order.owner
    self.position = position
    self.purpose = order.purpose
    self.exitReason = exitReason
    self.decision = decision
    terms = order.terms
    status = .ready
    created = time
  }

  /// A trade a person made at the broker that closed (part of) a position: over as soon as it is known.
  ///
  /// It has neither tag nor broker id of ours; the broker's order behind it stays among the foreign ones.
  package init(
    number: OrderNumber, position: Position, byHand fill: FillReport, side: Side, reason: String, at time: Timestamp
  ) {
    self.number = number
    owner = position.owner
    self.position = position.id
    purpose = .exit
    exitReason = .manual
    decision = nil
    terms = OrderTerms(
      instrument: position.instrument, side: side, quantity: fill.quantity, product: position.product,
      pricing: .limit(fill.price))
    status = .filled
    fills = [fill]
    created = time
    statusReason = reason
  }

  package var filledQuantity: Quantity { Quantity(fills.reduce(0) { $0 + $1.quantity.units }) }
  package var remainingQuantity: Quantity { max(terms.quantity - filledQuantity, .zero) }
  /// What may still execute: the larger remainder while a change of quantity is on its way.
  package var atRisk: Quantity {
    guard !status.isFinal else { return .zero }
    if case .modify(let next) = pending { return max(next.quantity, terms.quantity) - filledQuantity }
    return remainingQuantity
  }
  /// Live at the broker, with nothing on its way: it can be changed.
  package var isSettled: Bool { (status == .open || status == .partiallyFilled) && pending == nil && !needsLook }
  package var isLive: Bool { !status.isFinal }
  /// The broker has said that it has the order.
  package var isConfirmed: Bool { status == .open || status == .partiallyFilled }
  /// Nobody knows whether it is at the broker, nor under which name.
  package var isNameless: Bool { (status == .unknown || status == .submitting) && brokerID == nil && tag != nil }
  /// The process or a person has to ask the broker before it counts as known again.
  package var isInDoubt: Bool { status == .unknown || (isLive && needsLook) }

  // MARK: Requests

  package mutating func sent(tag: ClientTag, at time: Timestamp) {
    precondition(status == .ready, "only a ready order is sent")
    self.tag = tag
    status = .submitting
    attempts += 1
    lastSent = time
    lastRequest = time
  }

  package mutating func withdraw(_ reason: String) {
    precondition(status == .ready || status == .unknown, "only an order that is not at the broker is withdrawn")
    status = .withdrawn
    statusReason = reason
  }

  package mutating func modificationSent(_ next: OrderTerms, at time: Timestamp) {
    precondition(isSettled, "one change at a time")
    pending = .modify(next)
    ownVersions = [terms, next]
    changedByHand = nil
    modifications += 1
    lastModified = time
    lastRequest = time
  }

  package mutating func cancellationSent(at time: Timestamp) {
    precondition(isLive, "a final order is not cancelled")
    pending = .cancel
    wasCancelledByUs = true
    lastRequest = time
  }

  // MARK: Answers

  /// What the engine should do after an answer.
  package enum FollowUp: Hashable, Sendable {
    case nothing
    /// Certainly at the broker now.
    case received
    /// The change was received; it is done when the broker's report shows it.
    case awaitReport
    /// Ask the broker what is true before anything else is sent for this order.
    case lookUp
    /// Certainly not done; may be sent again after the interval.
    case retry(after: Interval)
    /// It never left, and may be decided anew.
    case decideAnew
    /// It never left and never will.
    case takenBack
    case refused(String)
  }

  package mutating func placeAnswered(_ outcome: RequestOutcome) -> FollowUp {
    guard status == .submitting || status == .unknown else {
      // A push overtook the reply: it has told us more already.
      if case .accepted(let id) = outcome, brokerID == nil { brokerID = id }
      return .nothing
    }
    switch outcome {
    case .accepted(let id):
      brokerID = id
      status = .open
      return .received
    case .rejected(let reason):
      status = .rejected
      statusReason = reason
      return .refused(reason)
    case .ambiguous, .sessionExpired:
      status = .unknown
      return .lookUp
    case .rateLimited(let interval):
      status = .ready
      return .retry(after: interval)
    case .notSent:
      status = .ready
      return .decideAnew
    case .withdrawn(let reason):
      status = .withdrawn
      statusReason = reason
      return .takenBack
    case .forbiddenAddress(let reason):
      status = .rejected
      statusReason = reason
      return .refused(reason)
    }
  }

  /// The reply to a modification or cancellation. The broker's version, not the reply, says what the order is; a refusal
  /// or a doubt is followed by a look.
  package mutating func changeAnswered(_ outcome: RequestOutcome) -> FollowUp {
    guard pending != nil, isLive else { return .nothing }
    switch outcome {
    case .accepted: return .awaitReport
    case .rejected, .ambiguous, .sessionExpired, .forbiddenAddress:
      if case .rejected = outcome { refusedChanges += 1 }
      needsLook = true
      return .lookUp
    case .rateLimited(let interval):
      forgetPending()
      return .retry(after: interval)
    case .notSent, .withdrawn:
      forgetPending()
      return .decideAnew
    }
  }

  /// The broker, which had refused everything, takes requests again.
  package mutating func forgetRefusals() { refusedChanges = 0 }

  /// The broker will not change this order (limit reached, being processed): from now on it is cancelled and replaced.
  package mutating func modificationRefused() {
    if case .modify = pending { modifications = max(modifications, Self.noMoreModifications) }
  }
  private static let noMoreModifications = 1_000_000

  /// The process restarted, or the line broke: what was on its way may or may not have arrived.
  package mutating func becameUncertain() -> FollowUp {
    switch status {
    case .submitting, .unknown:
      status = .unknown
      return .lookUp
    case .open, .partiallyFilled:
      needsLook = true
      return .lookUp
    case .ready, .filled, .cancelled, .rejected, .expired, .withdrawn: return .nothing
    }
  }

  /// Its last request may have waited for so long before it left.
  package mutating func mayHaveWaited(_ interval: Interval, until now: Timestamp) {
    lastRequest = lastRequest.map { max($0, min(now, $0 + interval)) }
  }

  /// A successful read, begun after the settle time, does not have the order: it is not at the broker and may be sent
  /// again under a new tag.
  package mutating func provenAbsent() {
    guard status == .unknown || status == .submitting else { return }
    status = .ready
    tag = nil
    timesLost += 1
    doubtEnded()
  }

  /// A person says that the broker does not have it (any more). Without a broker's id it is as good as proven absent;
  /// with one, the order is over.
  package mutating func declaredAbsent(_ reason: String) {
    guard isInDoubt else { return }
    guard brokerID != nil else { return provenAbsent() }
    wasDeclaredAbsent = true
    status = .cancelled
    statusReason = reason
    pending = nil
    needsLook = false
    doubtEnded()
  }

  /// It is the broker's order of that id. What has become of it is asked for next.
  package mutating func recognised(as id: BrokerOrderID) {
    guard brokerID == nil else { return }
    brokerID = id
  }

  /// - Parameter answered: the broker did answer, and the doubt remains.
  /// - Returns: failed look-ups in a row.
  package mutating func lookUpFailed(answered: Bool = false) -> Int {
    lookUpFailures += 1
    if answered { vainLooks += 1 }
    return lookUpFailures
  }

  /// - Returns: whether nobody had been asked before.
  package mutating func putBeforePerson() -> Bool {
    defer { isBeforePerson = true }
    return !isBeforePerson
  }

  private mutating func doubtEnded() {
    lookUpFailures = 0
    vainLooks = 0
    isBeforePerson = false
  }

  /// What a report from the broker changed.
  package struct ReportEffect: Hashable, Sendable {
    package var newFills: [FillReport] = []
    /// The order ended with this report.
    package var ended = false
    /// Fills arrived although the order had ended.
    package var late = false
    /// More was filled than ordered.
    package var overfilled = false
    /// The broker works on other terms than we asked for: somebody changed the order, or our change did not arrive.
    package var termsDiffer = false
    /// They differ, and no change of ours explains it: a person changed the order at the broker.
    package var changedByHand = false
    /// The report says more is filled than the fills it lists.
    package var fillsMissing = false
    /// It shows a version of ours from before the last change, which was certain: it was overtaken, or the broker has
    /// undone the change.
    package var showsEarlierVersion = false

    package init() {}
  }

  /// Takes the broker's view of this order. Repeats and older reports change nothing.
  ///
  /// - Parameter isReadBack: the report answers a question asked after the last change was sent, so it also settles
  ///   what is pending.
  package mutating func reported(_ report: OrderReport, isReadBack: Bool) -> ReportEffect {
    var effect = ReportEffect()
    brokerID = brokerID ?? report.brokerID
    let wasFinal = status.isFinal
    for fill in report.fills where !fills.contains(where: { $0.id == fill.id }) {
      fills.append(fill)
      effect.newFills.append(fill)
    }
    effect.late = wasFinal && status != .filled && !effect.newFills.isEmpty
    effect.fillsMissing = report.filledQuantity > filledQuantity
    if isReadBack {
      needsLook = false
      if !effect.fillsMissing { doubtEnded() }
    }
    if !wasFinal {
      if isReadBack || !isOld(report, effect) { settleTerms(report, isReadBack: isReadBack, &effect) }
      advance(to: report, &effect)
    }
    lastReport = max(lastReport ?? report.time, report.time)
    effect.overfilled = filledQuantity > terms.quantity && !effect.newFills.isEmpty
    return effect
  }

  /// Whether it is over and the report says what is known of it.
  package func isOver(as report: OrderReport) -> Bool {
    status.isFinal && !needsLook && brokerID == report.brokerID && lastReport == report.time
      && fills.count == report.fills.count && filledQuantity == report.filledQuantity
  }

  /// Whether a push was overtaken by a newer one. What it says of the terms is history then.
  private func isOld(_ report: OrderReport, _ effect: ReportEffect) -> Bool {
    guard effect.newFills.isEmpty, !report.status.isFinal else { return false }
    return report.filledQuantity < filledQuantity || lastReport.map { report.time < $0 } ?? false
  }

  private mutating func settleTerms(_ report: OrderReport, isReadBack: Bool, _ effect: inout ReportEffect) {
    guard report.terms != terms else {
      if case .modify(let next) = pending, next == terms {
        // Sent again as it was, for today's price: no report can show a difference. It counts, whatever became of it.
        if isReadBack || lastRequest.map({ report.time >= $0 }) ?? true { pending = nil }
      } else if isReadBack, case .modify = pending {
        // It did not happen. The broker may have counted it all the same: taken, and refused further on.
        pending = nil
        lastModified = nil
      }
      if isReadBack, pending == .cancel, !report.status.isFinal { pending = nil }
      return
    }
    if case .modify(let next) = pending, report.terms == next {
      terms = next
      pending = nil
      refusedChanges = 0
    } else if pending == nil, !isReadBack, !report.status.isFinal, isOwnDoing(report) {
      effect.showsEarlierVersion = !needsLook
      needsLook = true
    } else if pending == nil || isReadBack {
      // Neither a change nor a cancellation of ours happened.
      pending = nil
      effect.termsDiffer = !report.status.isFinal
      if !isOwnDoing(report) {
        effect.changedByHand = true
        changedByHand = report.time
      }
      terms = report.terms
    }
  }

  /// How long after our last request a version we know may still show up.
  private static let lateness = Interval.seconds(30)

  private func isOwnDoing(_ report: OrderReport) -> Bool {
    guard let lastRequest, report.time - lastRequest <= Self.lateness else { return false }
    return ownVersions.contains(report.terms)
  }

  private mutating func advance(to report: OrderReport, _ effect: inout ReportEffect) {
    if effect.fillsMissing, report.status.isFinal {
      // It is over at the broker, but we have not booked all of it: nothing is sent until a look brings the fills.
      status = .partiallyFilled
      needsLook = true
      return
    }
    switch report.status {
    case .triggerPending, .open: status = filledQuantity > .zero ? .partiallyFilled : .open
    case .filled: status = .filled
    case .cancelled: status = .cancelled
    case .rejected: status = .rejected
    case .expired: status = .expired
    }
    if status.isFinal {
      effect.ended = true
      pending = nil
      statusReason = report.reason
    }
  }

  /// The modification never reached the broker: it neither counts nor delays the next one.
  private mutating func refundModification() {
    pending = nil
    if modifications < Self.noMoreModifications { modifications -= 1 }
    lastModified = nil
  }

  private mutating func forgetPending() {
    if case .modify = pending { refundModification() } else { pending = nil }
  }
}

// MARK: Stored form

extension Order: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("number", number)
    writer.field("owner", owner)
    writer.field("position", position)
    writer.field("purpose", purpose)
    writer.field("exitReason", exitReason)
    writer.field("decision", decision)
    writer.field("terms", terms)
    writer.field("ownVersions", ownVersions)
    writer.field("changedByHand", changedByHand)
    writer.field("tag", tag)
    writer.field("brokerID", brokerID)
    writer.field("status", status)
    writer.field("fills", fills)
    writer.field("pending", pending)
    writer.field("modifications", modifications)
    writer.field("lastModified", lastModified)
    writer.field("needsLook", needsLook)
    writer.field("lookUpFailures", lookUpFailures)
    writer.field("vainLooks", vainLooks)
    writer.field("isBeforePerson", isBeforePerson)
    writer.field("wasDeclaredAbsent", wasDeclaredAbsent)
    writer.field("wasCancelledByUs", wasCancelledByUs)
    writer.field("refusedChanges", refusedChanges)
    writer.field("lastRequest", lastRequest)
    writer.field("lastReport", lastReport)
    writer.field("attempts", attempts)
    writer.field("timesLost", timesLost)
    writer.field("created", created)
    writer.field("lastSent", lastSent)
    writer.field("statusReason", statusReason)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    number = try fields.read("number")
    owner = try fields.read("owner")
    position = try fields.read("position")
    purpose = try fields.read("purpose")
    exitReason = try fields.readIfPresent("exitReason")
    decision = try fields.readIfPresent("decision")
    terms = try fields.read("terms")
    ownVersions = try fields.read("ownVersions")
    changedByHand = try fields.readIfPresent("changedByHand")
    tag = try fields.readIfPresent("tag")
    brokerID = try fields.readIfPresent("brokerID")
    status = try fields.read("status")
    fills = try fields.read("fills")
    pending = try fields.readIfPresent("pending")
    modifications = try fields.read("modifications")
    lastModified = try fields.readIfPresent("lastModified")
    needsLook = try fields.read("needsLook")
    lookUpFailures = try fields.read("lookUpFailures")
    vainLooks = try fields.read("vainLooks")
    isBeforePerson = try fields.read("isBeforePerson")
    wasDeclaredAbsent = try fields.read("wasDeclaredAbsent")
    wasCancelledByUs = try fields.read("wasCancelledByUs")
    refusedChanges = try fields.read("refusedChanges")
    lastRequest = try fields.readIfPresent("lastRequest")
    lastReport = try fields.readIfPresent("lastReport")
    attempts = try fields.read("attempts")
    timesLost = try fields.read("timesLost")
    created = try fields.read("created")
    lastSent = try fields.readIfPresent("lastSent")
    statusReason = try fields.readIfPresent("statusReason")
  }
}

extension Order.PendingRequest: CanonicalEncodable, CanonicalDecodable {
  package func write(to writer: CanonicalWriter) {
    switch self {
    case .modify(let terms): writer.choice("modify") { writer.field("_0", terms) }
    case .cancel: writer.choice("cancel")
    }
  }

  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    var (name, fields) = try decoder.choice()
    switch name {
    case "modify": self = .modify(try fields.read("_0"))
    case "cancel": self = .cancel
    default: throw decoder.unknownCase(name)
    }
  }
}
