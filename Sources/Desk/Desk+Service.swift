package import Engine
import Logging
import Market
import Storage
package import Trading

extension Desk: DeskService {
  package nonisolated func link(forSecret secret: String) -> Link? {
    hub.link(forSecretHash: LinkRow.hash(ofSecret: secret))
  }

  package func submit(_ alert: Alert, to link: LinkID) async -> SubmitResult {
    hub.count(\.alerts)
    guard !isStopping else { return .unavailable("the desk is stopping") }
    guard !lanes.isEntryLaneFull else {
      hub.count(\.unavailable)
      return .unavailable("\(Lanes.entryCapacity) alerts are waiting; try again")
    }
    return await withCheckedContinuation { continuation in
      lanes.add(.alert(alert, link, continuation))
      scheduleDrain()
    }
  }

  package func command(_ command: Command, account: AccountID?, by person: String) async -> CommandResult {
    guard !isStopping else { return .refused("the desk is stopping") }
    let accounts = account.map { [$0] } ?? runtimes.map(\.id)
    var results: [CommandResult] = []
    for account in accounts {
      results.append(
        await withCheckedContinuation { continuation in
          lanes.add(.command(account, command, by: person, continuation))
          scheduleDrain()
        })
    }
    return results.first { if case .refused = $0 { true } else { false } } ?? results.first ?? .refused("no account")
  }

  package nonisolated func status() -> DeskStatus { hub.status }
  package nonisolated func events() -> AsyncStream<DeskEvent> { hub.events() }
  /// Nothing is left out, whatever the reader's pace; for a reader of one bounded day.
  package nonisolated func everyEvent() -> AsyncStream<DeskEvent> { hub.events(buffering: .unbounded) }

  package nonisolated func metrics() -> [Metric] {
    let counters = hub.counters
    let status = hub.status
    func counter(_ name: String, _ value: Int, _ help: String) -> Metric {
      Metric("sarathi_" + name, .counter, Double(value), help: help)
    }
    func gauge(_ name: String, _ value: Double, _ help: String) -> Metric {
      Metric("sarathi_" + name, .gauge, value, help: help)
    }
    return [
      counter("alerts_total", counters.alerts, "Alerts received by the webhook and handed to the loop."),
      counter("alert_duplicates_total", counters.duplicates, "Alerts answered with an earlier decision."),
      counter("alerts_refused_total", counters.unavailable, "Alerts answered 503 because the entry lane was full."),
      counter("commits_total", counters.commits, "Journal transactions."),
      counter("journal_records_total", counters.journalRecords, "Journal records written."),
      counter("broker_requests_total", counters.brokerRequests, "Requests sent to brokers."),
      counter("ticks_total", counters.ticks, "Price updates seen."),
      counter("ticks_refused_total", counters.refusedTicks, "Price updates the tick gate refused."),
      counter("triggers_total", counters.triggers, "Triggers raised by ticks."),
      counter("fills_total", counters.fills, "Fills booked."),
      counter("incidents_total", counters.incidents, "Incidents raised."),
      gauge("ready", status.isReady ? 1 : 0, "1 when the desk is ready to trade."),
      gauge(
        "open_positions", Double(status.accounts.reduce(0) { $0 + $1.openPositions.count }), "Open positions."),
      gauge(
        "day_result_rupees", Double(status.accounts.reduce(0) { $0 + $1.dayResult.raw }) / 10_000,
        "Realised and unrealised result of the day after charges, all accounts."),
    ]
  }

  // MARK: Status

  func refreshStatus() {
    let isReady = !runtimes.isEmpty && runtimes.allSatisfy { $0.engine.state.isReconciled } && !isStopping
    hub.set(
      DeskStatus(
        version: setup.version, time: now, day: day?.day, isReady: isReady,
        notReadyBecause: isReady ? nil : isStopping ? "stopping" : "the brokers' books are being compared",
        accounts: runtimes.map(status), replayProgress: progress))
  }

  private func status(of runtime: AccountRuntime) -> DeskStatus.Account {
    let state = runtime.engine.state
    let open = state.holdings.filter(\.position.isOpen).map { holding in
      let position = holding.position
      let price = market.quote(position.instrument)?.price
      return DeskStatus.OpenPosition(
        id: position.id, link: router.link(position.owner)?.name ?? "external",
        symbol: registry.instrument(for: position.instrument)?.symbol ?? "?", direction: position.direction,
        quantity: position.openQuantity, averageEntry: position.averageEntry, lastPrice: price,
        unrealised: price.map { position.unrealised(at: $0) }, stop: holding.exit?.stop, target: holding.exit?.target)
    }
    let unrealised = open.reduce(Money.zero) { $0 + ($1.unrealised ?? .zero) }
    return DeskStatus.Account(
      id: runtime.id, name: state.settings.name, mode: state.settings.mode, status: runtime.engine.status,
      capital: state.settings.capital, openPositions: open, dayResult: state.netRealisedToday + unrealised)
  }

  // MARK: Stopping

  /// Stops entries, answers what waits, snapshots, closes. In this order.
  package func stop() async {
    isStopping = true
    wallTimer?.cancel()
    await settle()
    takeSnapshots()
    for runtime in runtimes { runtime.outbox.finish() }
    for task in outboxTasks { await task.value }
    do throws(StorageError) {
      try tape?.sync()
      try journal.close()
    } catch {
      setup.logger.error("closing: \(error)")
    }
    hub.finish()
  }
}
