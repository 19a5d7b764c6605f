package import Market
package import Trading

/// A broker as the desk sees it: paper, and later the real ones.
///
/// The desk has journalled every request before it calls. `time` is the desk's clock, which in a replayed day is the
/// tape's. A method is called once for each request and never retries: the engine decides what follows, from what is
/// *known*. A call that takes longer than the deadline of its kind (``OutboxPolicy``) is taken for unanswered; its late
/// answer still counts.
package protocol Broker: Sendable {
  /// Sends an order that passed the risk checks, price on tick, quantity within the freeze quantity, tag unused today.
  ///
  /// - Returns: `accepted` when the broker has given it an id, which says nothing about the exchange; `ambiguous` whenever
  ///   the request may have reached the broker, whatever the status of the answer. Nothing replaces an ambiguous order
  ///   until the broker has been asked for its tag.
  func place(_ order: ApprovedOrder, tag: ClientTag, at time: Timestamp) async -> RequestOutcome
  /// Changes a live order to `terms`, its filled part included in the quantity. `accepted` means received: the report of
  /// the change tells whether the exchange took it.
  func modify(_ id: BrokerOrderID, to terms: OrderTerms, at time: Timestamp) async -> RequestOutcome
  /// Asks to cancel a live order. It may still fill until a report says that it is cancelled.
  func cancel(_ id: BrokerOrderID, at time: Timestamp) async -> RequestOutcome
  /// Asks for one order: by the broker's id if there is one, else by tag.
  func lookUp(_ id: BrokerOrderID?, tag: ClientTag?, at time: Timestamp) async -> LookUpOutcome
  /// The whole book of the day, with the time at which the read began: only what was sent before can be proven absent by
  /// it. Fails with ``BrokerUnavailable`` when it could not be read in full.
  func snapshot(at time: Timestamp) async -> Result<BrokerSnapshot, BrokerUnavailable>
}

/// The broker could not be read: nothing is known.
package struct BrokerUnavailable: Error, Sendable {
  package var reason: String
  package init(_ reason: String) { self.reason = reason }
}
