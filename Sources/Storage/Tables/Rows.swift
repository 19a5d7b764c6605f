package import Engine
package import Market
package import Trading

// What the read tables show. Amounts are exact; `symbol` is readable (`NSE:RELIANCE`), empty when the instrument was
// never registered; `linkName` is empty when the link is unknown (what happened at the broker without us).

/// Where a row comes from.
package struct RowOrigin: Hashable, Sendable, Codable {
  package var account: AccountID
  package var mode: AccountSettings.Mode
  /// The journal record that wrote the row last.
  package var sequence: Int64
}

package struct DecisionRow: Hashable, Sendable, Codable {
  package var origin: RowOrigin
  package var number: Int64
  package var signal: String
  package var link: LinkID
  package var linkName: String
  /// Nil when the decision was recorded apart from its signal.
  package var source: Signal.Source?
  package var received: Timestamp?
  package var action: Action
  /// As it was sent.
  package var requestedSymbol: String
  package var instrument: InstrumentID?
  package var symbol: String
  package var outcome: Decision.Outcome
  package var denial: Denial?
  package var reason: String
  package var time: Timestamp
}

package struct OrderRow: Hashable, Sendable, Codable {
  package var origin: RowOrigin
  package var number: OrderNumber
  package var link: LinkID
  package var linkName: String
  package var position: PositionID
  package var purpose: OrderPurpose
  package var exitReason: ExitReason?
  package var decision: Int64?
  package var symbol: String
  package var terms: OrderTerms
  package var tag: String?
  package var brokerID: String?
  package var status: OrderStatus
  package var statusReason: String?
  package var filledQuantity: Quantity
  /// Over what is filled; zero before the first fill.
  package var averagePrice: Price
  package var modifications: Int
  package var attempts: Int
  package var created: Timestamp
  package var lastSent: Timestamp?
}

package struct FillRow: Hashable, Sendable, Codable {
  package var origin: RowOrigin
  package var id: String
  /// 0 as first booked; odd where a fill is taken back (its quantity is negative), even where it is booked anew.
  package var correction: Int32
  package var order: OrderNumber
  package var position: PositionID
  package var link: LinkID
  package var linkName: String
  package var instrument: InstrumentID
  package var symbol: String
  package var side: Side
  package var quantity: Quantity
  package var price: Price
  package var charges: Charges
  package var time: Timestamp
}

package struct PositionRow: Hashable, Sendable, Codable {
  package var origin: RowOrigin
  package var id: PositionID
  package var link: LinkID
  package var linkName: String
  package var instrument: InstrumentID
  package var symbol: String
  package var product: Product
  package var direction: Side
  package var enteredQuantity: Quantity
  package var exitedQuantity: Quantity
  package var averageEntry: Price
  package var averageExit: Price
  /// What the open quantity cost.
  package var openCost: Money
  package var realised: Money
  package var charges: Charges
  package var opened: Timestamp?
  package var closed: Timestamp?
  package var exitReason: ExitReason?
  package var stop: Price?
  package var target: Price?

  package var openQuantity: Quantity { enteredQuantity - exitedQuantity }
}

package struct TradeRow: Hashable, Sendable, Codable {
  package var origin: RowOrigin
  package var position: PositionID
  package var link: LinkID
  package var linkName: String
  package var instrument: InstrumentID
  package var symbol: String
  package var product: Product
  package var direction: Side
  package var quantity: Quantity
  package var entryPrice: Price
  package var exitPrice: Price
  package var opened: Timestamp
  package var closed: Timestamp
  package var gross: Money
  package var charges: Charges
  package var exitReason: ExitReason?

  package var net: Money { gross - charges.total }
}

package struct IncidentRow: Hashable, Sendable, Codable {
  package var origin: RowOrigin
  package var number: Int64
  package var level: Incident.Level
  package var instrument: InstrumentID?
  package var symbol: String
  package var text: String
  package var advice: String
  package var time: Timestamp
}

package struct StopMoveRow: Hashable, Sendable, Codable {
  package var origin: RowOrigin
  package var position: PositionID
  package var instrument: InstrumentID
  package var symbol: String
  package var stop: Price
  package var best: Price
  package var kind: StopKind
  package var time: Timestamp
}

package struct AccountStatusRow: Hashable, Sendable, Codable {
  package var origin: RowOrigin
  /// Empty when the account was never stored.
  package var name: String
  package var isPaused: Bool
  /// Why entries are halted; nil when they are not.
  package var halt: String?
  package var isReconciled: Bool
  package var day: TradingDay?
  package var realised: Money
  package var charges: Money
  package var peak: Money
  package var time: Timestamp
}
