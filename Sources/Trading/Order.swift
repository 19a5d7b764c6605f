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
/// A state machine as a value: each method takes one fact and returns what follows from it. `docs/concepts/order.md` has
/// the table of states and events.
///
/// Invariants: the filled quantity falls only by a restatement of the broker, which is reported as such; a final state is
/// left only by a late fill or a late acceptance, likewise reported; while ``isInDoubt`` nothing replaces the order.
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
  package internal(set) var terms: OrderTerms
  /// The version before the last change of ours, and the one that change asked for: a report that shows either shortly
  /// after is our own doing, come late.
  var ownVersions: [OrderTerms] = []
  /// When the broker last showed terms that nobody here asked for; nil again once we change the order ourselves.
  package internal(set) var changedByHand: Timestamp?
  package internal(set) var tag: ClientTag?
  package internal(set) var brokerID: BrokerOrderID?
  package internal(set) var status: OrderStatus
  /// As the broker last stated them, in the order in which they were first heard of. One that was annulled stays with
  /// quantity zero: an old report of it is not a new fill.
  package internal(set) var fills: [FillReport] = []
  /// Fills that were restated: corrected or annulled.
  package internal(set) var restatements: Int32 = 0
  /// The broker has shown less, or other, than the fills we have booked, and nobody knows yet which is true.
  package internal(set) var isDisputed = false
  /// When we last heard of a fill, or of a change of one: a read begun before it knows nothing of it.
  package internal(set) var lastHeard: Timestamp?
  /// A change on its way to the broker.
  package internal(set) var pending: PendingRequest?
  /// Modifications the broker has counted, or may have.
  package internal(set) var modifications = 0
  package internal(set) var lastModified: Timestamp?
  /// The process restarted or a request went astray: nothing is sent for it before the broker has been asked.
  package internal(set) var needsLook = false
  package internal(set) var lookUpFailures = 0
  /// Looks in a row that the broker answered without settling the doubt.
  package internal(set) var vainLooks = 0
  /// A person has been asked to look at this doubt.
  package internal(set) var isBeforePerson = false
  /// A person said that the broker does not have it, against the broker's earlier word.
  package internal(set) var wasDeclaredAbsent = false
  /// Its day is over, and the broker has not said what became of it. What it still tells of its fills is booked.
  package internal(set) var endedByCalendar = false
  /// We have asked for its cancellation at some time: should it end that way, it was us.
  package internal(set) var wasCancelledByUs = false
  /// Modifications and cancellations the broker has refused in a row.
  package internal(set) var refusedChanges = 0
  /// Modifications in a row that the broker took and did not make.
  package internal(set) var undoneChanges = 0
  /// The broker has answered that it takes the change that is on its way.
  package internal(set) var isChangeTaken = false
  /// When the last request of any kind was sent: a read begun before it says nothing about it.
  package internal(set) var lastRequest: Timestamp?
  /// The broker's time of the newest report.
  package internal(set) var lastReport: Timestamp?
  /// Times it was sent: each resend after a proven absence has a new tag.
  package internal(set) var attempts = 0
  /// Times it was sent and proven not to be there.
  package internal(set) var timesLost = 0
  package let created: Timestamp
  package internal(set) var lastSent: Timestamp?
  /// The broker's words when it ended badly.
  package internal(set) var statusReason: String?

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
  /// Whether a report speaks of this order. A broker's order is named by account, day, id, instrument and side: ids are
  /// given again the next day, and in other segments.
  package func isMeant(by report: OrderReport) -> Bool {
    guard terms.instrument == report.terms.instrument, terms.side == report.terms.side,
      brokerID == nil || brokerID == report.brokerID
    else { return false }
    let day = (lastSent ?? created).istDay
    if let placed = report.placed, Self.isTold(placed) { return placed.istDay == day }
    if let traded = report.fills.last?.time, Self.isTold(traded) { return traded.istDay == day }
    guard Self.isTold(report.time), report.time.istDay != day else { return true }
    // Of a later day it can only say that ours ended over night, without another fill.
    return report.time.istDay > day && report.status.isFinal && report.status != .filled
      && report.filledQuantity <= filledQuantity
  }

  /// Some brokers put a time from the beginning of their calendar where they have none.
  private static func isTold(_ time: Timestamp) -> Bool { time.istDay >= TradingDay(daysSince1970: 10_957) }

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
    isChangeTaken = false
    ownVersions = [terms, next]
    changedByHand = nil
    modifications += 1
    lastModified = time
    lastRequest = time
  }

  /// - Parameter reason: why, for people; stays as the order's word unless the broker gives one.
  package mutating func cancellationSent(at time: Timestamp, because reason: String? = nil) {
    precondition(isLive, "a final order is not cancelled")
    statusReason = reason ?? statusReason
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
      guard case .accepted(let id) = outcome, brokerID == nil else { return .nothing }
      brokerID = id
      // A push overtook the reply: it has told us more already. But one that waits to be sent again is there after all.
      guard status == .ready, attempts > 0 else { return .nothing }
      status = .open
      return .received
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
    case .accepted:
      isChangeTaken = true
      return .awaitReport
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
  /// So many modifications in a row that were taken and not made: it is cancelled and placed anew instead.
  static let undoneChangesAllowed = 2

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

  /// Its last request may have waited for so long before it left, and have been on its way for the time of `flight` since.
  package mutating func mayHaveWaited(_ interval: Interval, until now: Timestamp, flight: Interval = .zero) {
    lastRequest = lastRequest.map { max($0, min(now, $0 + interval) + flight) }
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

  /// A day order whose session is over by the calendar, told or not.
  package mutating func expireByCalendar(_ reason: String) {
    guard isLive else { return }
    if status == .ready { return withdraw(reason) }
    status = .expired
    statusReason = reason
    endedByCalendar = true
    pending = nil
    needsLook = false
    doubtEnded()
  }

  /// Its session goes on longer than the calendar had said: it may still be at the broker, who is asked.
  package mutating func sessionGoesOn() {
    guard endedByCalendar else { return }
    endedByCalendar = false
    statusReason = nil
    needsLook = brokerID != nil
    status = brokerID == nil ? .unknown : filledQuantity > .zero ? .partiallyFilled : .open
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

  mutating func doubtEnded() {
    lookUpFailures = 0
    vainLooks = 0
    isBeforePerson = false
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

extension Sequence<Order> {
  /// What may still execute of all of them.
  package var atRisk: Quantity { reduce(.zero) { $0 + $1.atRisk } }
}
