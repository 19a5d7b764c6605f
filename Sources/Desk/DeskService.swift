package import Engine
package import Market
package import Storage
package import Trading

/// What the outside (webhook, page, API, command line) may ask of the running desk. Reading what happened goes through
/// the tables (`DeskReader`); this is for what must pass through the loop, and for live prices.
package protocol DeskService: Sendable {
  /// The enabled link behind a webhook secret; nil for an unknown one. Found by its digest.
  func link(forSecret secret: String) -> Link?
  /// Decides an alert. Returns only after the commit; who asks sets a deadline.
  func submit(_ alert: Alert, to link: LinkID) async -> SubmitResult
  /// Keeps an alert that is not acted on because of what it says; the time is the desk's. Does not wait for the disk.
  func keep(_ alert: RefusedAlert) async
  /// Carries out a command on one account, or on all when nil.
  func command(_ command: Command, account: AccountID?, by: String) async -> CommandResult
  /// The latest state for page and API; cheap, does not enter the loop.
  func status() -> DeskStatus
  /// What happens from now on. The stream keeps the newest 256 events; a slow reader loses older ones, never delays the desk.
  func events() -> AsyncStream<DeskEvent>
  /// Counters and gauges in a fixed order, for `/metrics`.
  func metrics() -> [Metric]
}

/// The desk at a glance, as of the last commit, with the last prices.
package struct DeskStatus: Sendable, Codable {
  package struct Account: Sendable, Codable {
    package var id: AccountID
    package var name: String
    package var mode: AccountSettings.Mode
    package var status: AccountStatus
    package var capital: Money
    package var openPositions: [OpenPosition]
    /// Realised + unrealised − charges of the day.
    package var dayResult: Money
  }
  /// Whether there is anything to trade at, now.
  package enum Hours: Hashable, Sendable, Codable {
    case opens(Timestamp)
    case open
    case closed
    /// With the reason.
    case holiday(String)
  }
  package struct OpenPosition: Sendable, Codable {
    package var id: PositionID
    package var link: String
    package var symbol: String
    package var direction: Side
    package var quantity: Quantity
    package var averageEntry: Price
    package var lastPrice: Price?
    package var unrealised: Money?
    package var stop: Price?
    package var target: Price?
  }
  package var version: String
  /// The desk's own clock: the wall's, or the tape's in a replayed day.
  package var time: Timestamp
  package var day: TradingDay?
  package var isReady: Bool
  /// Why it is not ready.
  package var notReadyBecause: String?
  package var accounts: [Account]
  /// 0…1 through a replayed day; nil when live.
  package var replayProgress: Double?
  /// The day the instrument file in use is of; nil when there is none, or in a replayed day.
  package var instrumentsDay: TradingDay?
  /// Why the desk is up without having recovered, and what to do; nil when it has.
  package var safeMode: String?
  /// What people should know of the desk as a whole: damage, little room, a slow disk.
  package var notices: [String] = []
  /// Nil before a day has begun.
  package var market: Hours?
  /// When the last price came that was let in; nil when none has since the start.
  package var lastPrice: Timestamp?
}

/// Something the desk did, after it was committed.
package enum DeskEvent: Sendable {
  case record(AccountID, Record, symbol: String?)
  /// An alert was answered from memory: the same identity again.
  case duplicate(AccountID, Decision)
  /// An alert was not acted on because of what it says.
  case alertRefused(RefusedAlert, link: String)
  /// Prices or progress moved: look at `status()` again.
  case statusChanged
  case dayEnded
}

package struct Metric: Sendable {
  package enum Kind: String, Sendable {
    case counter, gauge
  }
  package var name: String
  package var help: String
  package var kind: Kind
  package var value: Double
  package init(_ name: String, _ kind: Kind, _ value: Double, help: String) {
    self.name = name
    self.kind = kind
    self.value = value
    self.help = help
  }
}
