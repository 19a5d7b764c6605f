package import Engine
import Foundation
import Logging
package import Market
import Simulation
package import Storage
package import Trading

/// What the desk decides and remembers, without clock, thread or network of its own: inputs in two lanes, applied to the
/// engines in memory, committed, and only then answered and sent.
///
/// Whoever runs it gives the time, carries requests to the brokers and brings their answers: ``Desk`` in production, a
/// simulation with a virtual clock and disk otherwise. Nothing here suspends, and the same calls give the same result.
///
/// Each input goes one way: apply to the engines → commit to the journal → answer the sender → send to brokers → publish
/// to readers. Nothing is answered or sent before its commit is durable. One owner calls, from one thread at a time.
///
/// A `StorageError` thrown after ``restore(histories:)`` means that memory is ahead of the disk: the owner ends the
/// process, and the only way back is the recovery that every start goes through.
package final class DeskLoop {
  /// Carries requests of one commit to the account's broker; the answers come back through ``answered(_:_:)``. The last
  /// value is the desk's time. Returns the answers to requests that will never leave.
  package typealias Send = (AccountID, [BrokerRequest], Timestamp) -> [Event]

  package let setup: DeskSetup
  let journal: Journal
  let snapshots: SnapshotStore
  package let hub: DeskHub
  private let send: Send
  /// Told of each commit once it is durable, before anything it allows is sent.
  package var committed: (([CommitEntry]) -> Void)?

  var runtimes: [AccountRuntime] = []
  var registry: InstrumentRegistry
  /// The day the instrument file in use is of.
  var instrumentsDay: TradingDay?
  var calendar: TradingCalendar
  var market = MarketView()
  var tape: TapeWriter?
  var day: DaySessions?
  /// Classes of the instruments listed today.
  var listedClasses: [SessionClass] = []
  var lanes = Lanes()
  var router = Router()
  /// Every deployment, stopped ones included, as the database has it.
  var deployed: [Deployment] = []
  /// Why a deployment that should run does not.
  var deploymentTroubles: [DeploymentID: String] = [:]
  var host = StrategyHost()

  /// The tape's clock: time of the last tick or timer. Unused when the wall is the clock.
  var tapeTime = Timestamp.distantPast
  /// Exchange time of the last price let in since the start.
  var lastPrice: Timestamp?
  /// Number of the last tick taken.
  var tickNumber: UInt32 = 0
  /// Requests at the brokers without an answer yet, by account.
  private var unanswered: [AccountID: Int] = [:]
  var triggerBuffer: [Trigger] = []
  var recordsSinceSnapshot = 0
  var lastSnapshot = Timestamp.distantPast
  var lastTapeSync = Timestamp.distantPast
  // What recovery found, by account.
  var restoredSequences: [AccountID: Int64] = [:]
  var lastJournalTime = Timestamp.distantPast
  var lastTapeNumber: UInt32 = 0
  /// What was held before the process ended, by account; asked for candles up to `recoveredUntil` only.
  var heldHistories: [AccountID: HeldHistory] = [:]
  var recoveredUntil = Timestamp.distantPast
  var unfinished = Unfinished()
  var divergedAccounts: [AccountID] = []
  var announced: [AccountID] = []
  var isStopping = false
  /// Why the desk is up without having recovered; nil when it has.
  package internal(set) var safeMode: SafeMode?
  /// What this start tells the next one about itself.
  let starts: StartLog?
  /// Writes down where the journal ends.
  let anchors: AnchorWriter
  /// What was found at the start, for which entries halt; nil: of every account.
  var doubts: [(account: AccountID?, text: String)] = []
  /// Rows of the database that are not what was written, as table and key.
  var changedRows: Set<String> = []
  /// Snapshots of records the journal does not have, by account.
  var undoneSnapshots: [AccountID: [Int64]] = [:]
  /// What people should know of the desk as a whole.
  var notices: [Notice: String] = [:]
  var commitWatch: CommitWatch
  var spaceState = SpaceState.enough
  /// How far through a replayed day, 0…1.
  var progress: Double?

  package init(_ setup: DeskSetup, send: @escaping Send) throws {
    registry = setup.registry
    // The desk's own registry goes on from here; a second one of a full master would cost megabytes.
    var setup = setup
    setup.registry = InstrumentRegistry()
    self.setup = setup
    self.send = send
    calendar = setup.calendar
    instrumentsDay = setup.instrumentsDay
    starts = setup.starts?()
    commitWatch = CommitWatch(threshold: setup.slowCommit)
    anchors = AnchorWriter(setup.anchors) { [logger = setup.logger] file, error in
      logger.error("the anchor \(file.path) cannot be written: \(error)")
    }
    journal = try Journal(
      setup.folder.database, on: setup.folder.disk, engineVersion: String(AccountEngine.version))
    snapshots = SnapshotStore(setup.folder.snapshots, on: setup.folder.disk)
    hub = DeskHub(version: setup.version)
    triggerBuffer.reserveCapacity(64)
  }

  /// The desk's clock.
  package var now: Timestamp {
    switch setup.clock {
    case .tape: tapeTime
    case .wall: setup.wallTime()
    }
  }

  func runtimeIndex(_ account: AccountID) -> Int? { runtimes.firstIndex { $0.id == account } }

  /// The durable state of an account.
  package func state(of account: AccountID) -> AccountState? { runtimeIndex(account).map { runtimes[$0].engine.state } }

  package var states: [AccountState] { runtimes.map(\.engine.state) }

  /// The price the gate let in last.
  package func quote(_ instrument: InstrumentID) -> Quote? { market.quote(instrument) }

  /// What the journal alone adds up to: every record applied again, from nothing.
  package func rebuilt(_ account: AccountID) throws -> AccountState? {
    guard let settings = setup.accounts.first(where: { $0.id == account }) else { return nil }
    var engine = AccountEngine(settings: settings, charges: setup.charges)
    var view = MarketView()
    var effects = Effects()
    try journal.forEachEntry(of: account, after: 0) { entry in
      engine.reapply(entry, view: &view, effects: &effects)
    }
    return engine.state
  }

  /// Looks for any changed byte of the journal.
  package func verifyJournal() throws(StorageError) -> Verification { try journal.verify() }

  // MARK: Brokers

  func carry(_ requests: [BrokerRequest], from account: AccountID, at time: Timestamp) {
    let count = requests.count(where: \.expectsAnswer)
    unanswered[account, default: 0] += count
    hub.count(\.brokerRequests, by: count)
    for event in send(account, requests, time) { answered(account, event) }
  }

  /// A broker's answer to a request: waits for the next ``drain()``.
  package func answered(_ account: AccountID, _ event: Event) {
    unanswered[account, default: 0] -= 1
    enqueue(account, event)
  }

  /// A broker's answer to a request that its deadline had answered: waits for the next ``drain()``.
  package func answeredLate(_ account: AccountID, _ event: Event) { enqueue(account, event) }

  /// Something a broker tells unasked: waits for the next ``drain()``.
  package func reported(_ account: AccountID, _ report: OrderReport) { enqueue(account, .report(report)) }

  /// The simulated exchange of an account on paper.
  package func paperBroker(of account: AccountID) -> PaperBroker? {
    runtimeIndex(account).flatMap { runtimes[$0].paper }
  }

  /// Nothing waits; a broker may owe an answer.
  package var isIdle: Bool { lanes.isEmpty }

  /// Nothing waits and no broker owes an answer.
  package var isQuiet: Bool { isIdle && unanswered.values.allSatisfy { $0 == 0 } }

  /// The account's broker owes an answer.
  package func awaitsBroker(_ account: AccountID) -> Bool { unanswered[account, default: 0] > 0 }
}
