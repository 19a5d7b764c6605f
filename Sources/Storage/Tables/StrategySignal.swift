package import Market
package import Trading

/// What a strategy wished and why; what became of it is in the decision of the same signal.
package struct StrategySignal: Hashable, Sendable {
  /// The signal's identity.
  package var id: String
  package var deployment: DeploymentID
  package var link: LinkID
  package var symbol: String
  package var action: String
  /// 0…100.
  package var confidence: Int64
  package var reason: String
  package var stop: Price?
  package var target: Price?
  /// End of the candle, or the tick, it followed from.
  package var time: Timestamp

  package init(
    id: String, deployment: DeploymentID, link: LinkID, symbol: String, action: String, confidence: Int64,
    reason: String, stop: Price?, target: Price?, time: Timestamp
  ) {
    self.id = id
    self.deployment = deployment
    self.link = link
    self.symbol = symbol
    self.action = action
    self.confidence = confidence
    self.reason = reason
    self.stop = stop
    self.target = target
    self.time = time
  }
}
