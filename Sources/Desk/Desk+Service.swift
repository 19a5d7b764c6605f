package import Engine
import Logging
package import Market
package import Storage
package import Trading

extension Desk: DeskService {
  package nonisolated func link(forSecret secret: String) -> Link? {
    hub.link(forSecretHash: LinkRow.hash(ofSecret: secret))
  }

  package func submit(_ alert: Alert, to link: LinkID) async -> SubmitResult {
    let start = ContinuousClock.now
    let result = await withCheckedContinuation { continuation in
      loop.submit(alert, to: link) { continuation.resume(returning: $0) }
      scheduleDrain()
    }
    let waited = ContinuousClock.now - start
    if waited > .seconds(1), case .decided(let decisions) = result {
      let numbers = decisions.map { "\($0.account.number)/\($0.decision.number)" }.joined(separator: ", ")
      loop.setup.logger.warning(
        "an alert of link \(link.number) was decided only after \(waited): its sender may have been told to try again; a repeat gets decision \(numbers)"
      )
    }
    return result
  }

  package func keep(_ alert: RefusedAlert) async {
    loop.keep(alert)
    if !loop.isIdle { scheduleDrain() }
  }

  package func command(_ command: Command, account: AccountID?, by person: String) async -> CommandResult {
    if let safeMode = loop.safeMode { return .refused(safeMode.text) }
    let accounts = account.map { [$0] } ?? loop.runtimes.map(\.id)
    guard !accounts.isEmpty else { return .refused("no account") }
    // All at once: no account waits until another one's commit is on disk.
    let results = await withCheckedContinuation { continuation in
      var results: [(account: AccountID, result: CommandResult)] = []
      for account in accounts {
        loop.command(command, account: account, by: person) { result in
          results.append((account, result))
          if results.count == accounts.count { continuation.resume(returning: results) }
        }
      }
      scheduleDrain()
    }
    return together(results.sorted { $0.account.number < $1.account.number })
  }

  /// One answer for several accounts, which says of each what happened to it; refused when one refused.
  private func together(_ results: [(account: AccountID, result: CommandResult)]) -> CommandResult {
    let texts = results.map(\.result.text)
    let text =
      if texts.count == 1 {
        texts[0]
      } else if let first = texts.first, texts.allSatisfy({ $0 == first }) {
        "each account: \(first)"
      } else {
        results.map { "\(loop.state(of: $0.account)?.settings.name ?? "\($0.account.number)"): \($0.result.text)" }
          .joined(separator: "; ")
      }
    let isRefused = results.contains { if case .refused = $0.result { true } else { false } }
    return isRefused ? .refused(text) : .done(text)
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
    let use = counters.use.map { use in
      [
        gauge("disk_free_bytes", Double(use.free), "Free bytes on the disk of the data folder."),
        gauge("journal_bytes", Double(use.journal), "Bytes of database and log."),
        gauge("tape_bytes", Double(use.tapes), "Bytes of all tapes."),
        gauge("snapshot_bytes", Double(use.snapshots), "Bytes of all snapshots."),
      ]
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
      gauge(
        "safe_mode", status.safeMode == nil ? 0 : 1,
        "1 when the desk is up without having recovered: nothing is traded."),
      gauge("ready", status.isReady ? 1 : 0, "1 when the desk is ready to trade."),
      gauge(
        "open_positions", Double(status.accounts.reduce(0) { $0 + $1.openPositions.count }), "Open positions."),
      gauge(
        "day_result_rupees", Double(status.accounts.reduce(0) { $0 + $1.dayResult.raw }) / 10_000,
        "Realised and unrealised result of the day after charges, all accounts."),
      counter("slow_commit_periods_total", counters.slowPeriods, "Times commits became slow."),
      gauge("commits_slow", counters.isSlow ? 1 : 0, "1 while commits are slow."),
      gauge("stored_data_damaged", counters.isDamaged ? 1 : 0, "1 when stored data was found damaged."),
    ] + (use ?? [])
  }

  // MARK: Before and after a day

  /// Adds or changes links before the desk starts. A nil secret keeps the one there is.
  package func define(_ links: [(link: Link, secret: String?)], at time: Timestamp) throws {
    try loop.define(links, at: time)
  }

  /// Nil when the instrument, or its terms of that day, are not known.
  package func resolved(_ instrument: Instrument, on day: TradingDay) -> ResolvedInstrument? {
    loop.resolved(instrument, on: day)
  }

  /// The day's report of every account, computed from the tables and kept there.
  package func reportDay() throws -> [DayReport] { try loop.reportDay() }
}
