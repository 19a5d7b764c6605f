import Desk
import Engine
import Foundation
import Market
import Storage
import Trading

/// A data folder with a long past: alerts of many days, decided by the engine and committed to the journal.
struct BenchHistory {
  /// Which snapshot a start finds.
  enum Age {
    case fresh, old
  }

  let databaseBytes: Int
  private let old: Snapshot
  private let fresh: Snapshot

  private static let batch = 5000
  /// Alerts of a day.
  private static let perDay = 4000
  /// How far the first snapshot is behind the end.
  private static let tail = 9999

  static func write(records: Int, to folder: URL) throws -> BenchHistory {
    try storage {
      let data = try DataFolder(folder, reserveBytes: 0)
      return try withExtendedLifetime(data) {
        let journal = try Journal(data.database, engineVersion: BuildInfo.engineVersion)
        var past = Past(records: records)
        var old = past.snapshot
        while past.count < records {
          var entries: [CommitEntry] = []
          while entries.count < batch, past.count < records {
            entries.append(past.next())
            if past.count == records - tail { old = past.snapshot }
          }
          try journal.commit(CommitBatch(entries))
          if journal.walBytes > 32 << 20 { try journal.checkpoint() }
        }
        var fresh = past.snapshot
        old.chain = try journal.chain(of: old.account, at: old.sequence) ?? []
        fresh.chain = try journal.chain(of: fresh.account, at: fresh.sequence) ?? []
        try journal.checkpoint()
        try journal.close()
        let size = try FileManager.default.attributesOfItem(atPath: data.database.path)[.size] as? Int
        return BenchHistory(databaseBytes: size ?? 0, old: old, fresh: fresh)
      }
    }
  }

  /// Leaves one snapshot in the folder: a start takes new ones.
  func leave(_ age: Age, in folder: URL) throws {
    let snapshots = folder.appending(path: "snapshots")
    for name in try FileManager.default.contentsOfDirectory(atPath: snapshots.path) {
      try FileManager.default.removeItem(at: snapshots.appending(path: name))
    }
    try storage { try SnapshotStore(snapshots).save(age == .fresh ? fresh : old) }
  }

  /// The account's life, event by event.
  private struct Past {
    private(set) var count = 0
    private var engine = AccountEngine(settings: Configuration.defaultAccount, charges: .bundled)
    private var effects = Effects()
    private let view = MarketView()
    private var day: TradingDay
    private var now: Timestamp
    private let resolved: ResolvedInstrument

    init(records: Int) {
      day = Timestamp.wallClock.istDay.advanced(by: -(records / BenchHistory.perDay + 2))
      now = Timestamp(day: day, time: TimeOfDay(9, 16))
      resolved = ResolvedInstrument(
        id: InstrumentID(0), instrument: .equity("RELIANCE"),
        terms: ContractTerms(
          lotSize: Quantity(1), tickSize: Price(rupees: 0, paise: 5), freezeQuantity: .maximum,
          sessionClass: .cashWithDerivatives))
    }

    /// As it is now; its record may not be in the journal yet, whose chain it lacks.
    var snapshot: Snapshot {
      Snapshot(
        account: engine.account, sequence: Int64(count), chain: [], engineVersion: BuildInfo.engineVersion,
        state: CanonicalEncoder.encode(engine.state))
    }

    mutating func next() -> CommitEntry {
      let event = event()
      count += 1
      effects.removeAll()
      engine.apply(event, at: now, market: view, into: &effects)
      return CommitEntry(
        account: engine.account, mode: .paper, time: now, tapeNumber: 0, event: event, quotes: effects.quotes,
        effectsDigest: EffectsDigest.of(effects), records: effects.records)
    }

    private mutating func event() -> Event {
      switch count {
      case 0: return .link(Link(id: LinkID(1), name: "Past", accounts: [engine.account], sizing: .lots(1)))
      case _ where count % BenchHistory.perDay == 1: return dayStart()
      default: return alert()
      }
    }

    private mutating func dayStart() -> Event {
      day = day.advanced(by: 1)
      now = Timestamp(day: day, time: TimeOfDay(9, 15))
      let session = DaySessions.Session(open: now, close: Timestamp(day: day, time: TimeOfDay(15, 30)))
      return .dayStarted(
        DaySessions(day: day, classes: [.init(sessionClass: .cashWithDerivatives, sessions: [session])]))
    }

    /// Nothing is held, so there is nothing to sell.
    private mutating func alert() -> Event {
      now = now + .seconds(5)
      return .signal(
        Signal(
          id: SignalID("history-\(count)"), bodyDigest: UInt64(count), link: LinkID(1), source: .webhook,
          action: .sell, symbol: "RELIANCE", resolution: .instrument(resolved), time: now, received: now))
    }
  }
}
