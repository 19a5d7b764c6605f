package import Market
package import Trading

/// A broker as the desk sees it: paper, and later the real ones.
///
/// The caller has journalled every request before it comes here. `time` is the desk's clock, which in a replayed day is
/// the tape's. Each call reports what is *known*: whatever may have happened without our knowing is ambiguous.
package protocol Broker: Sendable {
  func place(_ order: ApprovedOrder, tag: ClientTag, at time: Timestamp) async -> RequestOutcome
  func modify(_ id: BrokerOrderID, to terms: OrderTerms, at time: Timestamp) async -> RequestOutcome
  func cancel(_ id: BrokerOrderID, at time: Timestamp) async -> RequestOutcome
  /// Asks for one order: by the broker's id if there is one, else by tag.
  func lookUp(_ id: BrokerOrderID?, tag: ClientTag?, at time: Timestamp) async -> LookUpOutcome
  /// The whole book of the day; nil when it could not be read.
  func snapshot(at time: Timestamp) async -> Result<BrokerSnapshot, BrokerUnavailable>
}

/// The broker could not be read: nothing is known.
package struct BrokerUnavailable: Error, Sendable {
  package var reason: String
  package init(_ reason: String) { self.reason = reason }
}
