package import Market

// What passes between an account and its broker, whichever broker it is. Paper is asked the same questions.

/// What is known after a request. Anything that may have happened without our knowing is `ambiguous`.
package enum RequestOutcome: Hashable, Sendable, Codable {
  /// Received by the broker. Not the same as open at the exchange.
  case accepted(BrokerOrderID)
  /// Certainly refused; nothing happened.
  case rejected(String)
  /// May have happened. The order is *unknown* until the broker has been asked.
  case ambiguous(String)
  case sessionExpired
  /// Certainly not executed; may be tried again after the interval.
  case rateLimited(after: Interval)
  /// Never left this machine: too much else was under way. It may be decided anew at once.
  case notSent(String)
  /// Never left this machine: it was taken back while it waited.
  case withdrawn(String)
  /// The broker refuses our public address; entries halt, a person acts.
  case forbiddenAddress(String)
}

package enum BrokerOrderStatus: String, Hashable, Sendable, Codable {
  case triggerPending, open, filled, cancelled, rejected, expired

  package var isFinal: Bool { self != .triggerPending && self != .open }
}

/// One execution as the broker reports it.
package struct FillReport: Hashable, Sendable, Codable {
  /// Unique within (account, day, order): brokers count trades anew each day, and in each segment by itself.
  package var id: String
  package var quantity: Quantity
  package var price: Price
  package var time: Timestamp

  package init(id: String, quantity: Quantity, price: Price, time: Timestamp) {
    self.id = id
    self.quantity = quantity
    self.price = price
    self.time = time
  }
}

extension FillReport {
  /// What money is made of; the time is told with less care.
  func isSame(as other: FillReport) -> Bool { quantity == other.quantity && price == other.price }
}

/// A fill that the broker states otherwise than before.
package struct FillCorrection: Hashable, Sendable {
  package var was: FillReport
  /// Quantity zero when it was annulled.
  package var now: FillReport
  /// Counts the corrections of its order, from 1.
  package var number: Int32
}

/// An order as the broker sees it: pushed, read back, or part of a snapshot.
package struct OrderReport: Hashable, Sendable, Codable {
  package var brokerID: BrokerOrderID
  package var tag: ClientTag?
  package var terms: OrderTerms
  package var status: BrokerOrderStatus
  /// Cumulative.
  package var filledQuantity: Quantity
  /// Every fill of the order so far, oldest first.
  package var fills: [FillReport]
  /// The broker's words for a rejection or cancellation.
  package var reason: String?
  /// The broker's time of this state.
  package var time: Timestamp
  /// When the broker received the order, where it says so.
  package var placed: Timestamp?

  package init(
    brokerID: BrokerOrderID, tag: ClientTag?, terms: OrderTerms, status: BrokerOrderStatus, filledQuantity: Quantity,
    fills: [FillReport], reason: String? = nil, time: Timestamp, placed: Timestamp? = nil
  ) {
    self.brokerID = brokerID
    self.tag = tag
    self.terms = terms
    self.status = status
    self.filledQuantity = filledQuantity
    self.fills = fills
    self.reason = reason
    self.time = time
    self.placed = placed
  }
}

/// Net quantity of one instrument and product in the broker's book.
package struct BrokerPosition: Hashable, Sendable, Codable {
  package var instrument: InstrumentID
  package var product: Product
  package var netQuantity: Quantity

  package init(instrument: InstrumentID, product: Product, netQuantity: Quantity) {
    self.instrument = instrument
    self.product = product
    self.netQuantity = netQuantity
  }
}

/// The broker's whole book of the day, from one successful read of a live session.
package struct BrokerSnapshot: Hashable, Sendable, Codable {
  /// When the read began: orders sent later may be missing.
  package var readBegan: Timestamp
  package var orders: [OrderReport]
  package var positions: [BrokerPosition]

  package init(readBegan: Timestamp, orders: [OrderReport], positions: [BrokerPosition]) {
    self.readBegan = readBegan
    self.orders = orders
    self.positions = positions
  }
}

/// What became of asking the broker for one order.
package enum LookUpOutcome: Hashable, Sendable, Codable {
  /// As a read that began at this time shows it.
  case found(OrderReport, readBegan: Timestamp)
  /// A successful read, begun at this time, does not have it.
  case absent(readBegan: Timestamp)
  /// The read failed: nothing is known.
  case failed(String)
}

/// What a broker can do. The engine chooses its steps by these, never by a broker's name.
package struct BrokerCapabilities: Hashable, Sendable, Codable {
  /// How far a tag goes. A tag that is found is always good evidence.
  package enum TagLookUp: String, Hashable, Sendable, Codable {
    /// Not found means not there.
    case reliable
    /// A modification replaces it: not found means not there only for an order that was never modified.
    case untilModified
    /// It may come back blank: not found means nothing, the whole book is searched for an order like it.
    case hintOnly
  }
  /// A resting stop may be turned into an exit, or moved, without cancelling it.
  package var modifiesInPlace: Bool
  /// Modifications the broker allows on one order.
  package var modificationLimit: Int
  package var acceptsMarket: Bool
  package var acceptsStopMarket: Bool
  package var tagLookUp: TagLookUp
  /// A read begun this long after sending shows the order if it exists.
  package var settleTime: Interval
  /// Order requests (place, modify, cancel) allowed in any second, minute and day.
  package var requestsPerSecond: Int
  package var requestsPerMinute: Int
  package var requestsPerDay: Int
  /// Orders end with the last session of their day. Else they stay until they are filled or cancelled.
  package var ordersEndWithTheirDay: Bool
  /// Calls of every kind (order requests and reads) allowed in any second, minute and day.
  package var callsPerSecond: Int
  package var callsPerMinute: Int
  package var callsPerDay: Int
  /// The broker's whole book is read and compared this often while anything of ours is live; nil is never.
  package var verifyInterval: Interval?

  package init(
    modifiesInPlace: Bool = true, modificationLimit: Int = 25, acceptsMarket: Bool = true,
    acceptsStopMarket: Bool = true, tagLookUp: TagLookUp = .reliable, settleTime: Interval = .zero,
    requestsPerSecond: Int = 10, requestsPerMinute: Int = 200, requestsPerDay: Int = 3000,
    ordersEndWithTheirDay: Bool = true, callsPerSecond: Int = 20, callsPerMinute: Int = 600,
    callsPerDay: Int = 20_000, verifyInterval: Interval? = nil
  ) {
    self.modifiesInPlace = modifiesInPlace
    self.modificationLimit = modificationLimit
    self.acceptsMarket = acceptsMarket
    self.acceptsStopMarket = acceptsStopMarket
    self.tagLookUp = tagLookUp
    self.settleTime = settleTime
    self.requestsPerSecond = requestsPerSecond
    self.requestsPerMinute = requestsPerMinute
    self.requestsPerDay = requestsPerDay
    self.ordersEndWithTheirDay = ordersEndWithTheirDay
    self.callsPerSecond = callsPerSecond
    self.callsPerMinute = callsPerMinute
    self.callsPerDay = callsPerDay
    self.verifyInterval = verifyInterval
  }

  /// The paper broker: the simulated exchange with its own durable book, which answers reads truthfully at once.
  package static let paper = BrokerCapabilities()
}
