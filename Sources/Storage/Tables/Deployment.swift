package import Market
package import Trading

/// A deployment's number: dense, from 1, never reused.
package struct DeploymentID: Hashable, Comparable, Sendable, Codable {
  package var number: Int32
  package init(_ number: Int32) { self.number = number }
  package static func < (a: DeploymentID, b: DeploymentID) -> Bool { a.number < b.number }
}

/// A strategy put to work on the desk: which one, with which settings, on what, and through which link.
package struct Deployment: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Enters and leaves by itself.
    case strategy
    /// Only closes what its link holds, whoever opened it.
    case exit
  }

  package enum State: String, Hashable, Sendable, Codable, CaseIterable {
    case running
    /// Sees every price, so that its indicators stay warm; its wishes are dropped.
    case paused
    /// For good. The row stays.
    case stopped
  }

  /// One setting, both as text: what a strategy makes of it is the catalogue's business.
  package struct Parameter: Hashable, Sendable, Codable {
    package var name: String
    package var value: String
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// An instrument by name, since its number and terms are found anew each day.
  package struct Symbol: Hashable, Sendable, Codable, CustomStringConvertible {
    package var exchange: Exchange
    package var symbol: String
    package init(exchange: Exchange, symbol: String) {
      self.exchange = exchange
      self.symbol = symbol
    }
    package var description: String { "\(exchange.rawValue):\(symbol)" }
  }

  package var id: DeploymentID
  package var strategy: String
  package var parameters: [Parameter] = []
  package var kind: Kind
  /// Through which its wishes trade: sizes, guards, permissions and accounts are the link's.
  package var link: LinkID
  /// Empty for an exit strategy: it watches whatever the link holds.
  package var instruments: [Symbol]
  /// Length of a candle; a session's length or more gives one candle a session.
  package var interval: Interval
  /// Price files that warm it up; absolute paths.
  package var history: [String] = []
  package var state: State = .running
  /// Where an EXIT is still to be sent, because it was stopped with that wish.
  package var closing: [Symbol] = []
  package var created: Timestamp
  package var changed: Timestamp

  package init(
    id: DeploymentID, strategy: String, parameters: [Parameter] = [], kind: Kind, link: LinkID, instruments: [Symbol],
    interval: Interval, history: [String] = [], at time: Timestamp
  ) {
    self.id = id
    self.strategy = strategy
    self.parameters = parameters
    self.kind = kind
    self.link = link
    self.instruments = instruments
    self.interval = interval
    self.history = history
    created = time
    changed = time
  }

  /// The state asked for, from `time` on.
  ///
  /// - Parameter closing: with `.stopped`: an EXIT is sent for each of its instruments.
  package func changed(to state: State, closing: Bool = false, at time: Timestamp) -> Deployment {
    var deployment = self
    deployment.state = state
    deployment.closing = state == .stopped && closing ? instruments : []
    deployment.changed = time
    return deployment
  }
}
