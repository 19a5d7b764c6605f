import Engine
import Foundation
import Logging
package import Market
import Simulation
import Storage
import Synchronization
import Trading

/// The running desk: one loop that takes inputs in two lanes, applies them to the engines in memory, commits them, and
/// only then answers and sends.
///
/// All state is confined to this actor, which runs on its own queue. A failed or uncertain commit ends the process: memory
/// is ahead of the disk then, and the only way back is the recovery that every start goes through.
package actor Desk {
  nonisolated let executor = QueueExecutor(label: "desk")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  let setup: DeskSetup
  let journal: Journal
  let snapshots: SnapshotStore
  nonisolated let hub: DeskHub

  var runtimes: [AccountRuntime] = []
  var registry: InstrumentRegistry
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
  /// Number of the last tick taken.
  var tickNumber: UInt32 = 0
  /// Requests at the brokers without an answer yet.
  var unanswered = 0
  var quietWaiters: [CheckedContinuation<Void, Never>] = []
  var triggerBuffer: [Trigger] = []
  var outboxTasks: [Task<Void, Never>] = []
  var wallTimer: Task<Void, Never>?
  /// What the wall timer is set for.
  var wallDue: Timestamp?
  var recordsSinceSnapshot = 0
  var lastSnapshot = Timestamp.distantPast
  // What recovery found, by account.
  var restoredSequences: [AccountID: Int64] = [:]
  var lastJournalTime = Timestamp.distantPast
  var lastTapeNumber: UInt32 = 0
  /// What was held before the process ended, by account; asked for candles up to `recoveredUntil` only.
  var heldHistories: [AccountID: HeldHistory] = [:]
  var recoveredUntil = Timestamp.distantPast
  var divergedAccounts: [AccountID] = []
  var announced: [AccountID] = []
  var isDraining = false
  var isDrainScheduled = false
  var isStopping = false
  /// How far through a replayed day, 0…1.
  var progress: Double?

  package init(_ setup: DeskSetup) throws {
    registry = setup.registry
    // The desk's own registry goes on from here; a second one of a full master would cost megabytes.
    var setup = setup
    setup.registry = InstrumentRegistry()
    self.setup = setup
    calendar = setup.calendar
    journal = try Journal(setup.folder.database, engineVersion: String(AccountEngine.version))
    snapshots = SnapshotStore(setup.folder.snapshots)
    hub = DeskHub(version: setup.version)
    triggerBuffer.reserveCapacity(64)
  }

  /// The desk's clock.
  var now: Timestamp {
    switch setup.clock {
    case .tape: tapeTime
    case .wall: .wallClock
    }
  }

  func runtimeIndex(_ account: AccountID) -> Int? { runtimes.firstIndex { $0.id == account } }

  /// Storage trouble after something was applied: memory is ahead of the disk, so the process ends here.
  nonisolated func die(_ error: StorageError) -> Never { Self.die(error, setup.folder, setup.logger) }

  /// On a full disk the reserve is given back first, so that the next start has room to journal exits.
  static func die(_ error: StorageError, _ folder: DataFolder, _ logger: Logger) -> Never {
    folder.makeRoom(after: error, logger)
    logger.critical("stopping: \(error). The next start recovers from the journal.")
    exit(70)
  }
}

extension Timestamp {
  package static var wallClock: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * nanosecondsPerSecond + Int64(time.tv_nsec))
  }
}

extension DataFolder {
  /// Gives the reserve back when a full disk was the trouble.
  func makeRoom(after error: StorageError, _ logger: Logger) {
    guard error.kind == .diskFull else { return }
    do throws(StorageError) {
      try releaseReserve()
      logger.critical("the disk is full: the reserve was given back, so that the next start can journal exits")
    } catch {
      logger.critical("the disk is full, and the reserve cannot be given back: \(error)")
    }
  }
}
