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
  private var isClosed = false
  var wallTimer: Task<Void, Never>?
  /// Reads what is stored, then looks at the room left.
  var watching: Task<Void, Never>?
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

  /// Brings every account back to where its journal ends. Under the wall clock it then asks the brokers for the truth:
  /// each account goes on as soon as its own has answered. This returns when all have, or after `startPatience` with a
  /// word about those that have not. A recorded day goes on with ``startReplay(of:ticks:instruments:)``.
  ///
  /// Where starts are counted, too many that failed, or stored data that cannot be used, bring the desk up in
  /// ``SafeMode``.
  package func start() async throws {
    guard let starts = loop.starts else { return try await recover() }
    if let stuck = counting({ () throws(StorageError) in try starts.begin() }) ?? nil {
      return loop.enterSafeMode(SafeMode(stuck, kind: loop.kind))
    }
    // A start that ends with words of its own is none to count.
    defer { counting { () throws(StorageError) in try starts.settle() } }
    do {
      try await recover()
    } catch {
      guard let mode = SafeMode(error) else { throw error }
      loop.enterSafeMode(mode)
    }
  }

  /// A start that cannot be counted is a start all the same.
  @discardableResult
  private func counting<Value>(_ body: () throws(StorageError) -> Value) -> Value? {
    do throws(StorageError) { return try body() } catch {
      logger.warning("this start is not counted: \(error)")
      return nil
    }
  }

  /// Why the desk is up without having recovered; nil when it has.
  package var safeMode: SafeMode? { loop.safeMode }

  private func recover() async throws {
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
    loop.starts?.willAskBrokers()
    try loop.startDay()
    await settle(within: loop.setup.startPatience)
    for account in loop.silentAccounts {
      logger.error(
        "account \(account.number): its broker has not answered yet; its entries wait, the other accounts trade")
    }
    startWatching()
  }

  private func startOutbox(_ runtime: AccountRuntime) {
    guard let paper = runtime.paper, let outbox = outboxes[runtime.id] else { return }
    let broker: any Broker = loop.setup.brokerTap?(paper) ?? paper
    let id = runtime.id
    outboxTasks.append(
      Task.detached { await outbox.run(broker) { answer in await self.answered(id, answer) } })
  }

  private func answered(_ account: AccountID, _ answer: BrokerOutbox.Answer) {
    guard !isClosed else { return }
    switch answer {
    case .inTime(let event): loop.answered(account, event)
    case .late(let event): loop.answeredLate(account, event)
    }
    drain()
  }

  // MARK: The loop

  /// Takes the most urgent batch of what waits. The next one follows behind whatever has arrived for the actor meanwhile,
  /// so that an exit waits for the batch under way and not for all entries before it.
  func drain() {
    orDie(try loop.drainOnce())
    if loop.hasUnfinished, !loop.lanes.isUrgent { orDie(try loop.takeUpUnfinished()) }
    if !loop.isIdle { scheduleDrain() }
    if loop.isQuiet { wakeQuietWaiters() }
    scheduleWallTimer()
  }

  /// Something was put into a lane: the loop runs behind whatever already waits for the actor, so that inputs that
  /// arrive together share a commit.
  func scheduleDrain() {
    guard !isDrainScheduled else { return }
    isDrainScheduled = true
    Task {
      self.isDrainScheduled = false
      self.drain()
    }
  }

  /// Returns once nothing waits and no broker owes an answer: only then may a tape that is the clock move on.
  package func settle() async {
    drain()
    while !loop.isQuiet {
      await withCheckedContinuation { quietWaiters.append($0) }
    }
  }

  /// As ``settle()``, but no longer than `patience`.
  /// - Returns: whether all is quiet.
  @discardableResult
  private func settle(within patience: Duration) async -> Bool {
    drain()
    let end = ContinuousClock.now + patience
    let alarm = Task {
      try? await Task.sleep(until: end)  // ends early when nobody waits any more
      self.wakeQuietWaiters()
    }
    defer { alarm.cancel() }
    while !loop.isQuiet, ContinuousClock.now < end {
      await withCheckedContinuation { quietWaiters.append($0) }
    }
    return loop.isQuiet
  }

  private func wakeQuietWaiters() {
    let waiters = quietWaiters
    quietWaiters.removeAll()
    for waiter in waiters { waiter.resume() }
  }

  // MARK: Stopping

  /// Stops entries, answers what waits, snapshots, closes. In this order.
  package func stop() async {
    loop.isStopping = true
    wallTimer?.cancel()
    watching?.cancel()
    let isQuiet = await settle(within: loop.setup.stopPatience)
    if loop.safeMode == nil { loop.takeSnapshots() }
    outboxes.finish()
    for task in outboxTasks {
      if isQuiet { await task.value } else { task.cancel() }
    }
    if !isQuiet { logger.warning("a broker owes answers; the next start asks for what became of them") }
    isClosed = true
    loop.close()
    // A task that is just ending may hold the desk for a moment longer; a broker's late answer may still be stored.
    if isQuiet { folder.unlock() }
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
        if case .tape = setup.clock { .tape(account.capabilities) } else { setup.outboxLimits(account.capabilities) }
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
