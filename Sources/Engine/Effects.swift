package import Market
package import Trading

/// What the engine asks of the world after an event, and what it wants recorded. The owner commits the event and the
/// records first and only then carries out the requests.
package struct Effects: Sendable {
  package var requests: [BrokerRequest] = []
  package var records: [Record] = []
  /// Guards the exit monitor is to arm, change or drop.
  package var guards: [GuardChange] = []
  /// Instruments whose prices are wanted from now on.
  package var subscriptions: [InstrumentID] = []
  /// Prices that were consulted; journalled beside the event, so that it can be applied again without a tape.
  package var quotes: [Quote] = []
  /// The decision an applied signal received.
  package var decision: Decision?
  /// The answer to an applied command.
  package var reply: CommandReply?

  package init() {}

  package mutating func removeAll() {
    requests.removeAll(keepingCapacity: true)
    records.removeAll(keepingCapacity: true)
    guards.removeAll(keepingCapacity: true)
    subscriptions.removeAll(keepingCapacity: true)
    quotes.removeAll(keepingCapacity: true)
    decision = nil
    reply = nil
  }
}

/// What a person is told about a command.
package enum CommandReply: Hashable, Sendable, Codable {
  case done(String)
  case refused(String)
}

/// A price that decided something.
package struct Quote: Hashable, Sendable, Codable {
  package var instrument: InstrumentID
  package var price: Price
  package var time: Timestamp
  package init(instrument: InstrumentID, price: Price, time: Timestamp) {
    self.instrument = instrument
    self.price = price
    self.time = time
  }

  /// That there was no price.
  package static func none(_ instrument: InstrumentID) -> Quote {
    Quote(instrument: instrument, price: .zero, time: .distantPast)
  }
  package var isNone: Bool { price == .zero }
}

/// One call to the broker.
package enum BrokerRequest: Hashable, Sendable, Encodable {
  case place(ApprovedOrder, OrderNumber, attempt: Int, ClientTag)
  case modify(OrderNumber, BrokerOrderID, OrderTerms)
  case cancel(OrderNumber, BrokerOrderID)
  /// Ask for one order, not before the time given.
  case lookUp(OrderNumber, BrokerOrderID?, ClientTag?, notBefore: Timestamp)
  case snapshot
  /// The placement of an entry that has not left yet is never to leave. No answer of its own: the placement gets it.
  case recall(OrderNumber)
}

/// A change of what the exit monitor watches.
package enum GuardChange: Hashable, Sendable {
  case arm(PositionID, InstrumentID, ExitState)
  case drop(PositionID, InstrumentID)
  /// What the account holds of an instrument, for the running day result.
  case hold(InstrumentID, netQuantity: Quantity, openCost: Money)
  /// Realised result after charges, and the levels at which the monitor must speak.
  case account(realised: Money, peak: Money, lossLimit: Money?, drawdown: Money?)
  case awaitPrice(InstrumentID)
}

/// A row people read, written in the same transaction as the event. The newest row of a key wins.
package enum Record: Hashable, Sendable, Codable {
  case decision(Decision)
  case order(Order)
  case fill(Fill)
  case position(Position, stop: Price?, target: Price?)
  case trade(Trade)
  /// The trade is open again: a fill that had closed it was corrected or annulled.
  case tradeReopened(PositionID, InstrumentID, Timestamp)
  case incident(Incident)
  case stopMoved(PositionID, InstrumentID, stop: Price, best: Price, StopKind, Timestamp)
  case account(AccountStatus)
}

/// One booked execution with what it cost.
///
/// A fill that the broker states otherwise later is not edited: it is taken back by another with its quantity and charges
/// negative, and booked as it is stated now by a third. So fills add up whatever happens.
package struct Fill: Hashable, Sendable, Codable {
  package var id: String
  /// 0 as first heard of; then odd where it is taken back and even where it is booked anew.
  package var correction: Int32 = 0
  package var order: OrderNumber
  package var position: PositionID
  package var owner: LinkID
  package var instrument: InstrumentID
  package var side: Side
  package var quantity: Quantity
  package var price: Price
  package var charges: Charges
  package var time: Timestamp
}

/// What a person should look at: account, instrument, quantity and what can be done.
package struct Incident: Hashable, Sendable, Codable {
  package enum Level: String, Hashable, Sendable, Codable {
    case notice, warning, critical
  }
  package var number: Int64
  package var level: Level
  package var instrument: InstrumentID?
  package var text: String
  package var advice: String
  package var time: Timestamp
}

/// The account at a glance.
package struct AccountStatus: Hashable, Sendable, Codable {
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
