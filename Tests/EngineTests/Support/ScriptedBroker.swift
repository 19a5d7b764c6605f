import Engine
import Market
import TestSupport
import Trading

/// A broker whose book is the truth of a scenario. It answers at once and truthfully unless the test says otherwise.
struct ScriptedBroker {
  /// What becomes of the next place, modify or cancel.
  enum Reply {
    case accept
    case refuse(String)
    /// No usable answer; the request may still have arrived.
    case lost(arrived: Bool)
    case limited(Interval)
    case expiredSession
    case foreignAddress
    /// Nothing comes back for now, though it arrived.
    case silence
    /// Received, and then rejected by the broker's risk system in a report.
    case rejectLater(String)
    /// Answered "ok", but not done (yet): no report comes.
    case okOnly
  }
  enum Look { case truth, failed, silence, early }

  struct Order {
    var id: BrokerOrderID
    /// Nil for an order made by hand.
    var tag: ClientTag?
    var terms: OrderTerms
    var status: BrokerOrderStatus
    var fills: [FillReport] = []
    var reason: String?
    var time: Timestamp
    var placed: Timestamp?

    var filled: Quantity { fills.reduce(.zero) { $0 + $1.quantity } }
    var report: OrderReport {
      OrderReport(
        brokerID: id, tag: tag, terms: terms, status: status, filledQuantity: filled, fills: fills, reason: reason,
        time: time, placed: placed)
    }
  }

  var orders: [Order] = []
  var replies: [Reply] = []
  var looks: [Look] = []
  var snapshotsFail = false
  /// Tags come back blank.
  var blanksTags = false
  /// What becomes of a tag of ours. An order cannot be asked for by a tag that was changed.
  var alters: @Sendable (String) -> String? = { $0 }
  /// What the whole book leaves out although the call succeeds.
  enum Omission { case nothing, orders, positions, both, newestOrder }
  var omits = Omission.nothing
  /// Added to what the broker says it holds: carried in, or moved without an order.
  var byHand: [BrokerPosition] = []
  /// Requests that change something, with their times: for the rate limits.
  private(set) var requestTimes: [Timestamp] = []

  mutating func answer(_ request: BrokerRequest, at now: Timestamp) -> [Event] {
    switch request {
    case .place(let order, let number, let attempt, let tag):
      requestTimes.append(now)
      return place(order, number, attempt, tag, now)
    case .modify(let number, let id, let terms):
      requestTimes.append(now)
      return change(number, id, now) { $0.terms = terms }
    case .cancel(let number, let id):
      requestTimes.append(now)
      return change(number, id, now) { $0.status = .cancelled }
    case .lookUp(let number, let id, let tag, let notBefore):
      return lookUp(number, id, tag, at: max(now, notBefore))
    case .snapshot:
      return [snapshotsFail ? .snapshotFailed("no answer") : .snapshot(snapshot(at: now))]
    case .recall: return []
    }
  }

  private mutating func nextReply() -> Reply { replies.isEmpty ? .accept : replies.removeFirst() }

  private mutating func place(
    _ order: ApprovedOrder, _ number: OrderNumber, _ attempt: Int, _ tag: ClientTag, _ now: Timestamp
  ) -> [Event] {
    func arrive() -> Order {
      Order(
        id: BrokerOrderID("B\(orders.count + 1)"), tag: tag, terms: order.terms,
        status: order.terms.pricing.trigger == nil ? .open : .triggerPending, time: now, placed: now)
    }
    func answered(_ outcome: RequestOutcome) -> Event { .placed(number, attempt: attempt, outcome) }
    switch nextReply() {
    case .accept, .okOnly:
      orders.append(arrive())
      return [answered(.accepted(BrokerOrderID("B\(orders.count)")))] + orders.suffix(1).map { .report(shown($0)) }
    case .rejectLater(let reason):
      var rejected = arrive()
      rejected.status = .rejected
      rejected.reason = reason
      orders.append(rejected)
      return [answered(.accepted(rejected.id)), .report(shown(rejected))]
    case .refuse(let reason): return [answered(.rejected(reason))]
    case .lost(let arrived):
      if arrived { orders.append(arrive()) }
      return [answered(.ambiguous("timed out"))]
    case .silence:
      orders.append(arrive())
      return []
    case .limited(let interval): return [answered(.rateLimited(after: interval))]
    case .expiredSession: return [answered(.sessionExpired)]
    case .foreignAddress: return [answered(.forbiddenAddress("10.0.0.1"))]
    }
  }

  private mutating func change(
    _ number: OrderNumber, _ id: BrokerOrderID, _ now: Timestamp, _ body: (inout Order) -> Void
  ) -> [Event] {
    let reply = nextReply()
    guard let index = orders.firstIndex(where: { $0.id == id }) else {
      return [.changed(number, .rejected("no such order"))]
    }
    guard !orders[index].status.isFinal else { return [.changed(number, .rejected("order is over"))] }
    func carryOut() {
      body(&orders[index])
      orders[index].time = now
      if orders[index].terms.pricing.trigger == nil, orders[index].status == .triggerPending {
        orders[index].status = .open
      }
    }
    switch reply {
    case .accept, .rejectLater:
      carryOut()
      return [.changed(number, .accepted(id)), .report(shown(orders[index]))]
    case .okOnly: return [.changed(number, .accepted(id))]
    case .refuse(let reason): return [.changed(number, .rejected(reason))]
    case .lost(let arrived):
      if arrived { carryOut() }
      return [.changed(number, .ambiguous("timed out"))]
    case .silence: return []
    case .limited(let interval): return [.changed(number, .rateLimited(after: interval))]
    case .expiredSession: return [.changed(number, .sessionExpired)]
    case .foreignAddress: return [.changed(number, .forbiddenAddress("10.0.0.1"))]
    }
  }

  private mutating func lookUp(
    _ number: OrderNumber, _ id: BrokerOrderID?, _ tag: ClientTag?, at time: Timestamp
  ) -> [Event] {
    let look = looks.isEmpty ? .truth : looks.removeFirst()
    switch look {
    case .silence: return []
    case .failed: return [.lookedUp(number, .failed("the book cannot be read"))]
    case .early: return [.lookedUp(number, .absent(readBegan: time - .seconds(60)))]
    case .truth:
      let found = orders.first { $0.id == id || ($0.tag != nil && $0.tag == tag && shown($0).tag == tag) }
      return [.lookedUp(number, found.map { .found(shown($0), readBegan: time) } ?? .absent(readBegan: time))]
    }
  }

  func shown(_ order: Order) -> OrderReport {
    var report = order.report
    report.tag = blanksTags ? nil : report.tag.flatMap { alters($0.text) }.map { ClientTag($0) }
    return report
  }

  /// The orders of the day are forgotten, what was held stays.
  mutating func startDay(at now: Timestamp) {
    byHand = snapshot(at: now).positions
    orders = []
  }

  func snapshot(at time: Timestamp) -> BrokerSnapshot {
    var positions = byHand
    for order in orders where order.filled > .zero {
      let signed = Quantity(order.filled.units * order.terms.side.sign)
      let same = positions.firstIndex { $0.instrument == order.terms.instrument && $0.product == order.terms.product }
      if let same {
        positions[same].netQuantity += signed
      } else {
        positions.append(
          BrokerPosition(instrument: order.terms.instrument, product: order.terms.product, netQuantity: signed))
      }
    }
    var listed = orders.map(shown)
    if omits == .newestOrder { listed = listed.dropLast() }
    return BrokerSnapshot(
      readBegan: time, orders: omits == .orders || omits == .both ? [] : listed,
      positions: omits == .positions || omits == .both ? [] : positions)
  }
}
