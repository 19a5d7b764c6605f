package import Market
package import Trading

/// A change to an order that is under way to the book.
package struct ExchangeRequest: Hashable, Sendable, Codable {
  package enum Kind: Hashable, Sendable, Codable {
    case place
    /// - Parameter marginPrice: what the margin estimate takes as the price of a unit.
    case modify(quantity: Quantity, pricing: OrderPricing, marginPrice: Price)
    case cancel
  }
  /// Position in the one queue of all requests; never reused.
  package var number: Int64
  /// When it reaches the book.
  package var due: Timestamp
  package var kind: Kind
}

/// An order in the simulated book: the durable row, complete in itself.
package struct ExchangeOrder: Hashable, Sendable, Codable {
  /// From 1, dense in the account, never reused; the broker's order id is made from it.
  package var sequence: Int64
  package var tag: ClientTag
  /// The terms in force: a modification shows here when it reaches the book.
  package var terms: OrderTerms
  package var status: BrokerOrderStatus
  /// When the broker accepted it.
  package var placed: Timestamp
  /// When the version in force reached the book; older ticks cannot fill it. Nil while the order is under way.
  package var activeSince: Timestamp?
  /// The price it may not pass, once open.
  package var limit: Price?
  /// A stop that has been triggered.
  package var isTriggered = false
  /// Takes the tick's price; false once it rests in the book, from when it is filled at its limit.
  package var isAggressive = false
  /// Time priority inside one price: lower first.
  package var priority: Int64 = 0
  /// What the margin estimate takes as the price of a unit.
  package var marginPrice: Price
  package var fills: [FillReport] = []
  package var filledQuantity: Quantity = .zero
  package var reason: String?
  /// Time of the last change.
  package var time: Timestamp
  /// Requests under way, oldest first; at most ``maximumPending``.
  package var pending: [ExchangeRequest] = []

  static let maximumPending = 64

  package var id: BrokerOrderID { BrokerOrderID("P\(sequence)") }
  package var remainingQuantity: Quantity { terms.quantity - filledQuantity }

  init(sequence: Int64, tag: ClientTag, terms: OrderTerms, marginPrice: Price, placed: Timestamp) {
    self.sequence = sequence
    self.tag = tag
    self.terms = terms
    self.status = terms.pricing.trigger == nil ? .open : .triggerPending
    self.placed = placed
    self.marginPrice = marginPrice
    self.time = placed
  }

  package var report: OrderReport {
    OrderReport(
      brokerID: id, tag: tag, terms: terms, status: status, filledQuantity: filledQuantity, fills: fills,
      reason: reason, time: time)
  }

  /// The report with accepted modifications that are still under way already in its terms.
  var acceptedReport: OrderReport {
    var report = report
    guard !status.isFinal else { return report }
    for request in pending {
      if case .modify(let quantity, let pricing, _) = request.kind {
        report.terms.quantity = quantity
        report.terms.pricing = pricing
      }
    }
    return report
  }

  /// Whether a market, not a named price, decides the fill: such fills suffer slippage.
  var isMarketType: Bool {
    switch terms.pricing {
    case .market, .stopMarket: true
    case .limit, .stopLimit: false
    }
  }

  /// Whether a trade at `price` is one its limit allows.
  func accepts(_ price: Price) -> Bool {
    guard let limit else { return false }
    return terms.side == .buy ? price <= limit : price >= limit
  }

  /// The most this order can still trade, and the dearest unit, if every request under way succeeds.
  var worstCase: (remaining: Quantity, price: Price) {
    var quantity = terms.quantity
    var price = marginPrice
    for request in pending {
      guard case .modify(let newQuantity, _, let newPrice) = request.kind else { continue }
      quantity = max(quantity, newQuantity)
      price = max(price, newPrice)
    }
    return (quantity - filledQuantity, price)
  }
}

extension ExchangeOrder {
  var instrumentIndex: Int { Int(terms.instrument.index) }
}
