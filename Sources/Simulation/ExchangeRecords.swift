package import Market
package import Trading

/// Net holding of one instrument and product at the broker.
package struct ExchangePosition: Hashable, Sendable, Codable {
  package var instrument: InstrumentID
  package var product: Product
  /// Negative when short; never zero in the header.
  package var netQuantity: Quantity
  /// What the open quantity cost: positive when long, negative (received) when short.
  package var cost: Money
}

/// What the exchange must remember besides its orders: one small durable row.
package struct ExchangeHeader: Hashable, Sendable, Codable {
  package var cash: Money
  /// The trading day the book is of; nil before the first. What is counted by day counts from its beginning.
  package var day: TradingDay?
  /// Number on the day's tape of the last tick observed. Later ticks must be observed again after a restart.
  package var lastTick: Int64 = -1
  package var nextOrder: Int64 = 1
  /// Numbers requests and time priorities.
  package var nextStamp: Int64 = 1
  /// Open positions, by instrument and product.
  package var positions: [ExchangePosition] = []

  package init(cash: Money) { self.cash = cash }
}

/// Rows to write in one transaction. When no order changed, nothing needs writing: ticks alone are on the tape.
package struct ExchangeChanges: Hashable, Sendable {
  package var header: ExchangeHeader
  /// Full rows, by sequence; each replaces the row of the same sequence.
  package var orders: [ExchangeOrder]

  package var isEmpty: Bool { orders.isEmpty }
}

/// Why stored rows cannot be a book. The paper account must not start: a person looks at the store.
package enum ExchangeRestoreError: Error, Hashable, Sendable {
  case unusableSequence(Int64)
  case duplicateTag(ClientTag)
  /// Fills, quantity and status of the order contradict each other.
  case inconsistentOrder(Int64)
  case unusableInstrument(InstrumentID)
  case duplicatePosition(InstrumentID, Product)
}
