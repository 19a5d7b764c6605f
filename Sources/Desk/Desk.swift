import Engine
import Foundation
import Logging
import Market
import Simulation
import Storage
import Trading

/// The running desk: runs a ``DeskLoop`` on a queue of its own, under the wall's clock or a tape's, and carries requests
/// to the brokers.
///
/// A failed or uncertain commit ends the process: memory is ahead of the disk then, and the only way back is the recovery
/// that every start goes through.
package actor Desk {
  nonisolated let executor = QueueExecutor(label: "desk")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  let loop: DeskLoop
  nonisolated let hub: DeskHub
  private nonisolated let folder: DataFolder
  private nonisolated let logger: Logger
  private let outboxes: Outboxes
  private var outboxTasks: [Task<Void, Never>] = []
  private var quietWaiters: [CheckedContinuation<Void, Never>] = []
  private var isDrainScheduled = false
  var wallTimer: Task<Void, Never>?
  /// What the wall timer is set for.
  var wallDue: Timestamp?

  package init(_ setup: DeskSetup) throws {
    if let live = setup.accounts.first(where: { $0.mode == .live }) {
      throw DeskError("account \(live.id.number) is live, and this version trades on paper only")
    }
    let outboxes = Outboxes(setup)
    self.outboxes = outboxes
    loop = try DeskLoop(setup) { account, requests, time in outboxes[account]?.send(requests, at: time) ?? [] }
    hub = loop.hub
    folder = setup.folder
    logger = setup.logger
  }

  // MARK: Starting

  /// Brings every account back to where its journal ends. Under the wall clock it then asks the brokers for the truth
  /// and returns when they have answered; a recorded day goes on with ``startReplay(of:ticks:instruments:)``.
  package func start() async throws {
    var histories: [DeploymentID: Result<CandleHistory, any Error>] = [:]
    for deployment in try loop.deploymentsToRun() {
      do {
        histories[deployment.id] = .success(try await PriceHistory.load(deployment, from: loop.setup.strategies))
      } catch {
        histories[deployment.id] = .failure(error)
      }
    }
    try loop.restore(histories: histories) { [folder, logger] in Desk.die($0, folder, logger) }
    AllocatorTrim.run()
    for runtime in loop.runtimes { startOutbox(runtime) }
    guard case .wall = loop.setup.clock else { return }
    try loop.startDay()
    await settle()
    orDie(try loop.takeUpUnfinished())
    await settle()
  }

  private func startOutbox(_ runtime: AccountRuntime) {
    guard let paper = runtime.paper, let outbox = outboxes[runtime.id] else { return }
    let broker: any Broker = loop.setup.brokerTap?(paper) ?? paper
    let id = runtime.id
    outboxTasks.append(
      Task.detached { await outbox.run(broker) { answer in await self.answered(id, answer) } })
  }

  private func answered(_ account: AccountID, _ answer: BrokerOutbox.Answer) {
    switch answer {
    case .inTime(let event): loop.answered(account, event)
    case .late(let event): loop.answeredLate(account, event)
    }
    drain()
  }

  // MARK: The loop

  /// Takes what waits, batch by batch, until nothing does. Runs without suspension; what arrives meanwhile waits for the
  /// actor and is taken by the next round.
  func drain() {
    isDrainScheduled = false
    orDie(try loop.drain())
    if loop.isQuiet, !quietWaiters.isEmpty {
      let waiters = quietWaiters
      quietWaiters.removeAll()
      for waiter in waiters { waiter.resume() }
    }
    scheduleWallTimer()
  }

  /// Something was put into a lane: the loop runs behind whatever already waits for the actor, so that inputs that
  /// arrive together share a commit.
  func scheduleDrain() {
    guard !isDrainScheduled else { return }
    isDrainScheduled = true
    Task { self.drain() }
  }

  /// Returns once nothing waits and no broker owes an answer: only then may a tape that is the clock move on.
  package func settle() async {
    drain()
    while !loop.isQuiet {
      await withCheckedContinuation { quietWaiters.append($0) }
    }
  }

  // MARK: Stopping

  /// Stops entries, answers what waits, snapshots, closes. In this order.
  package func stop() async {
    loop.isStopping = true
    wallTimer?.cancel()
    await settle()
    loop.takeSnapshots()
    outboxes.finish()
    for task in outboxTasks { await task.value }
    loop.close()
  }

  // MARK: Storage trouble

  /// Storage trouble after something was applied: memory is ahead of the disk, so the process ends here.
  func orDie<Value>(_ body: @autoclosure () throws(StorageError) -> Value) -> Value {
    do throws(StorageError) { return try body() } catch { die(error) }
  }

  func die(_ error: StorageError) -> Never { Self.die(error, folder, logger) }

  /// On a full disk the reserve is given back first, so that the next start has room to journal exits.
  private static func die(_ error: StorageError, _ folder: DataFolder, _ logger: Logger) -> Never {
    folder.makeRoom(after: error, logger)
    logger.critical("stopping: \(error) The next start recovers from the journal.")
    exit(70)
  }
}

/// The ways to the brokers, by account.
private struct Outboxes: Sendable {
  private let outboxes: [AccountID: BrokerOutbox]

  init(_ setup: DeskSetup) {
    let pairs = setup.accounts.map { account in
      let limits: OutboxLimits =
        if case .tape = setup.clock { .tape(account.capabilities) } else { OutboxLimits(account.capabilities) }
      return (account.id, BrokerOutbox(limits, at: setup.wallTime()))
    }
    outboxes = Dictionary(pairs) { first, _ in first }
  }

  subscript(account: AccountID) -> BrokerOutbox? { outboxes[account] }
  func finish() { for outbox in outboxes.values { outbox.finish() } }
}

extension DataFolder {
  /// Gives the reserve back when a full disk was the trouble.
  fileprivate func makeRoom(after error: StorageError, _ logger: Logger) {
    guard error.kind == .diskFull else { return }
    do throws(StorageError) {
      let wasGiven = try releaseReserve()
      logger.critical(
        wasGiven
          ? "the disk is full: the reserve was given back, so that the next start can journal exits"
          : "the disk is full, and there is no reserve to give back: make room before the next start")
    } catch {
      logger.critical("the disk is full, and the reserve cannot be given back: \(error)")
    }
  }
}
