package import Engine
package import Foundation
package import Logging
package import Market
package import Simulation
package import Storage
package import Trading

/// What a desk is made from.
package struct DeskSetup: Sendable {
  /// Whose time it is.
  package enum Clock: Sendable {
    case wall
    /// The recorded day is the clock: time passes with its prices only.
    case tape
  }

  package var folder: DataFolder
  package var clock: Clock
  /// What the wall's clock says.
  package var wallTime: @Sendable () -> Timestamp = { .wallClock }
  /// How long a start waits for the brokers' first answers before it says who is silent. The others trade meanwhile.
  package var startPatience: Duration = .seconds(3)
  /// How long the end waits for answers. What comes later is found at the next start, like after any loss.
  package var stopPatience: Duration = .seconds(10)
  /// Draws the random part of a start's client tags.
  package var incarnation: @Sendable () -> UInt32 = { .random(in: .min ... .max) }
  package var accounts: [AccountSettings]
  package var calendar = TradingCalendar.bundled
  package var charges = ChargeSchedule.bundled
  package var registry: InstrumentRegistry
  /// The day the registry's newest terms are of, by the file they came from; nil when nobody says.
  package var instrumentsDay: TradingDay?
  package var exchange: ExchangeSettings
  /// Seed of the simulated exchange's slippage.
  package var seed: UInt64
  /// Stands between the desk and each account's broker, to watch what passes; nil: nothing does.
  package var brokerTap: (@Sendable (any Broker) -> any Broker)?
  /// The numbers of an account's outbox under the wall's clock.
  package var outboxLimits: @Sendable (BrokerCapabilities) -> OutboxLimits = { OutboxLimits($0) }
  /// Where deployed strategies come from.
  package var strategies = StrategyShelf.builtIn
  package var version: String
  package var logger: Logger
  /// Counts starts, so that a desk that cannot come up says so instead of ending again and again; nil: nobody counts.
  package var starts: (@Sendable () -> StartLog)?
  /// Where the ends of the journal are written down outside the database, and compared at the start.
  package var anchors: [URL] = []
  /// Nanoseconds of a clock that only goes forward, to time commits by; nil: they are not timed.
  package var uptime: (@Sendable () -> Int64)?
  /// Commits longer than this are slow.
  package var slowCommit = Interval.milliseconds(250)
  /// Free bytes below which is warned, and below which entries halt.
  package var spaceWarning: Int64 = 2 << 30
  package var spaceLimit: Int64 = 256 << 20

  package init(
    folder: DataFolder, clock: Clock, accounts: [AccountSettings], registry: InstrumentRegistry = InstrumentRegistry(),
    exchange: ExchangeSettings = ExchangeSettings(), seed: UInt64 = 1, version: String, logger: Logger
  ) {
    self.folder = folder
    self.clock = clock
    self.accounts = accounts
    self.registry = registry
    self.exchange = exchange
    self.seed = seed
    self.version = version
    self.logger = logger
  }
}

/// Why a desk does not start or go on.
package struct DeskError: Error, CustomStringConvertible, Sendable {
  package var description: String
  package init(_ description: String) { self.description = description }
}
