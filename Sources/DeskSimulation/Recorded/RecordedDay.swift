package import Desk
package import Engine
import Foundation
import Logging
package import Market
import Storage
package import Trading

/// A recorded day for a desk on paper, as values: played twice without a disturbance, it is the same to the last fill.
package struct RecordedDay: Sendable {
  /// An alert of that day.
  package struct Cue: Sendable {
    package var time: Timestamp
    package var alert: Alert
    package var link: LinkID

    package init(at time: Timestamp, _ alert: Alert, to link: LinkID) {
      self.time = time
      self.alert = alert
      self.link = link
    }
  }

  package var day: TradingDay
  /// Of instruments as the registry numbers them.
  package var ticks: [Tick]
  package var instruments: [Instrument]
  /// In order of time.
  package var cues: [Cue]
  package var accounts: [AccountSettings]
  package var links: [Link]
  package var registry: InstrumentRegistry
  /// Of the simulated exchange.
  package var seed: UInt64

  package init(
    day: TradingDay, ticks: [Tick], instruments: [Instrument], cues: [Cue], accounts: [AccountSettings],
    links: [Link], registry: InstrumentRegistry, seed: UInt64
  ) {
    self.day = day
    self.ticks = ticks
    self.instruments = instruments
    self.cues = cues
    self.accounts = accounts
    self.links = links
    self.registry = registry
    self.seed = seed
  }

  /// - Parameter life: which start of the process this is; client tags differ by it.
  func setup(on disk: VirtualDisk, life: UInt32) throws -> DeskSetup {
    var setup = DeskSetup(
      folder: try DataFolder(disk.root, on: disk), clock: .tape, accounts: accounts, registry: registry, seed: seed,
      version: "recorded", logger: Logger(label: "recorded", factory: { _ in SwiftLogNoOpLogHandler() }))
    setup.incarnation = { life }
    return setup
  }
}
