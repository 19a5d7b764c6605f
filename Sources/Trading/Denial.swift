/// Why we refused: a stable code for machines and the particulars for a person.
package struct Denial: Error, Hashable, Sendable, Codable {
  package enum Code: String, Hashable, Sendable, Codable, CaseIterable {
    // the signal
    case conflict, stale, superseded, unknownLink, linkDisabled, unknownSymbol, badValue, expiredContract, notTradable
    case termsMissing, noOptionContract, noPrice, stalePrice
    // the desk
    case halted, paused, notReconciled, sessionClosed, entryWindowClosed
    // what the link permits
    case shortNotAllowed, writingNotAllowed, opposite, quantityTooLarge, belowOneLot, needsStop
    case stopOnWrongSide, limitTooFar
    // risk
    case orderValue, positionValue, instrumentQuantity, openPositions, tradesToday, dailyLoss, drawdown, priceBand
    case margin, exitExceedsPosition, ordersInFlight
    // the broker
    case rejectedByBroker, rateLimited, brokerUnavailable
  }

  package var code: Code
  package var detail: String

  package init(_ code: Code, _ detail: String) {
    self.code = code
    self.detail = detail
  }
}
