package import Engine
package import Market
package import Trading

/// A TradingView-shaped alert after parsing: values are checked, the symbol is still text.
package struct Alert: Hashable, Sendable {
  package var action: Action
  /// Empty for an EXIT of everything the link holds.
  package var symbol: String
  /// Nil when the alert names none; equities on NSE are meant then.
  package var exchange: Exchange?
  package var quantity: Quantity?
  /// The part of what is held that an exit asks for, in basis points.
  package var share: Int64?
  package var limitPrice: Price?
  package var stop: Price?
  package var target: Price?
  /// Why the part that an exit asks for could not be read: it closes all then. Nil when nothing is wrong.
  package var unreadPart: String?
  /// What an entry would need and could not be read: the alert is heard for what it closes only.
  package var unreadEntry: String?
  /// The time the alert carries.
  package var time: Timestamp?
  /// The alert's own identity, if it has one.
  package var id: String?
  /// The strategy it says it is of, as sent.
  package var strategy: String?
  /// SHA-256 of the canonical body (fields sorted, white space gone): the identity of an alert without an `id`.
  package var bodyDigest: [UInt8]

  package init(
    action: Action, symbol: String, exchange: Exchange? = nil, quantity: Quantity? = nil, limitPrice: Price? = nil,
    stop: Price? = nil, target: Price? = nil, time: Timestamp? = nil, id: String? = nil, bodyDigest: [UInt8]
  ) {
    self.action = action
    self.symbol = symbol
    self.exchange = exchange
    self.quantity = quantity
    self.limitPrice = limitPrice
    self.stop = stop
    self.target = target
    self.time = time
    self.id = id
    self.bodyDigest = bodyDigest
  }
}

/// What one account decided about an alert.
package struct AccountDecision: Hashable, Sendable, Codable {
  package var account: AccountID
  package var decision: Decision
  /// The alert had been decided before; this is that decision.
  package var isDuplicate: Bool
}

/// What the webhook answers.
package enum SubmitResult: Sendable {
  /// Committed: on disk before this value exists.
  case decided([AccountDecision])
  /// The entry lane is full, the commit is late or the desk is stopping: nothing is promised; the sender tries again.
  case unavailable(String)
}

/// What became of a person's command.
package enum CommandResult: Hashable, Sendable {
  case done(String)
  case refused(String)

  var text: String {
    switch self {
    case .done(let text), .refused(let text): text
    }
  }
}

extension Action {
  /// Whether it may close something the link holds, by the meaning the engine gives it.
  ///
  /// - Parameter holds: whether the link holds anything in that direction.
  func mayClose(for link: Link, holds: (Side) -> Bool) -> Bool {
    switch self {
    case .exit, .sell, .cover: true
    case .sellCall, .sellPut: !link.mayWriteOptions || holds(.buy)
    case .buy: holds(.sell)
    case .short: holds(.buy)
    case .buyCall, .buyPut: false
    }
  }
}

extension DeskService {
  /// Whether an alert may close something its link holds, as of the last commit.
  package func mayClose(_ alert: Alert, of link: Link) -> Bool {
    alert.action.mayClose(for: link) { direction in
      status().accounts.contains { account in
        account.openPositions.contains { $0.link == link.name && $0.direction == direction }
      }
    }
  }
}
