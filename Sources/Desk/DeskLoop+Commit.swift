import Engine
import Market
package import Storage
import Trading

/// The loop: apply → commit → answer, publish, send.
extension DeskLoop {
  /// Takes what waits, batch by batch, until nothing does.
  ///
  /// - Throws: when a commit failed or its outcome is unknown.
  package func drain() throws(StorageError) {
    while !lanes.isEmpty { try commit(lanes.next()) }
  }

  /// Takes one batch: what is most urgent. The owner looks for new inputs before it calls again.
  func drainOnce() throws(StorageError) {
    if !lanes.isEmpty { try commit(lanes.next()) }
  }

  /// Takes batches until only entries wait.
  func drainUrgent() throws(StorageError) {
    while lanes.isUrgent { try commit(lanes.next()) }
  }

  func enqueue(_ account: AccountID, _ event: Event) { lanes.add(.event(account, event)) }

  // MARK: One commit

  private struct Round {
    var entries: [CommitEntry] = []
    var requests: [(runtime: Int, requests: [BrokerRequest])] = []
    var answers: [() -> Void] = []
    var duplicates: [(AccountID, Decision)] = []
    var storeRows: [StoreRow] = []
    var refused: [RefusedAlert] = []

    /// Made in this round, so not yet where others look.
    func decision(_ account: AccountID, _ number: Int64) -> Decision? {
      for entry in entries.reversed() where entry.account == account {
        for case .decision(let decision) in entry.records where decision.number == number { return decision }
      }
      return nil
    }
  }

  private func commit(_ inputs: [Lanes.Input]) throws(StorageError) {
    var round = Round()
    let time = now
    for input in inputs {
      switch input {
      case .event(let account, let event):
        if let index = runtimeIndex(account) { _ = apply(event, to: index, at: time, &round) }
      case .command(let account, let command, let person, let answer):
        carryOut(command, account, by: person, at: time, answer, &round)
      case .wishes(let wishes, let account):
        for wish in wishes { decide(wish, only: account, at: time, &round) }
      case .alert(let alert, let link, let answer): decide(alert, link, at: time, answer, &round)
      case .refusedAlert(let alert):
        round.storeRows.append(.refusedAlert(alert))
        round.refused.append(alert)
      }
    }
    try makeDurable(round)
    committed?(round.entries)
    for answer in round.answers { answer() }
    // Together, so that an exit decided last leaves before an entry of the same commit.
    for index in runtimes.indices {
      let requests = round.requests.flatMap { $0.runtime == index ? $0.requests : [] }
      if !requests.isEmpty { carry(requests, from: runtimes[index].id, at: time) }
    }
    publish(round.entries, duplicates: round.duplicates)
    for alert in round.refused {
      hub.announce(.alertRefused(alert, link: router.link(alert.link)?.name ?? ""))
    }
    takeSnapshotsIfDue()
  }

  private func apply(_ event: Event, to index: Int, at time: Timestamp, _ round: inout Round) -> AccountRuntime.Applied
  {
    let applied = runtimes[index].apply(event, at: time, market: market, tapeNumber: tickNumber)
    round.entries.append(applied.entry)
    if !applied.requests.isEmpty { round.requests.append((index, applied.requests)) }
    return applied
  }

  private func makeDurable(_ round: Round) throws(StorageError) {
    let batch = CommitBatch(round.entries, storeRows: round.storeRows)
    guard !batch.isEmpty else { return }
    try tape?.flush()
    _ = try timed { () throws(StorageError) in try journal.commit(batch) }
    anchors.note(journal.ends)
    recordsSinceSnapshot += round.entries.count
    hub.count(\.commits)
    hub.count(\.journalRecords, by: round.entries.count)
  }

  // MARK: Alerts and wishes

  private func decide(
    _ alert: Alert, _ linkID: LinkID, at time: Timestamp, _ answer: @escaping (SubmitResult) -> Void,
    _ round: inout Round
  ) {
    guard let link = router.link(linkID) else {
      round.answers.append { answer(.unavailable("the link was removed")) }
      return
    }
    let decisions = decide(signal(from: alert, link, at: time), at: time, &round)
    for repeated in decisions where repeated.isDuplicate {
      round.duplicates.append((repeated.account, repeated.decision))
    }
    round.answers.append { [decisions] in answer(.decided(decisions)) }
  }

  /// A strategy's wish takes the way of an alert. One that was decided before the process ended comes again on the next
  /// start and changes nothing.
  private func decide(_ wish: StrategyWish, only account: AccountID?, at time: Timestamp, _ round: inout Round) {
    let decisions = decide(wish.signal(at: time), only: account ?? wish.account, at: time, &round)
    if decisions.contains(where: { !$0.isDuplicate }) { round.storeRows.append(.strategySignal(wish.row)) }
    if wish.isParting, let row = parted(wish) { round.storeRows.append(row) }
  }

  /// One signal to all its link's accounts, or to one of them, in one transaction.
  private func decide(
    _ signal: Signal, only chosen: AccountID? = nil, at time: Timestamp, _ round: inout Round
  ) -> [AccountDecision] {
    var decisions: [AccountDecision] = []
    for account in router.accounts(of: signal.link) where chosen == nil || chosen == account {
      guard let index = runtimeIndex(account) else { continue }
      if let earlier = runtimes[index].engine.duplicate(of: signal, at: time) {
        let decision =
          round.decision(account, earlier) ?? hub.decision(account, earlier)
          ?? recalled(account, earlier, signal)
        decisions.append(AccountDecision(account: account, decision: decision, isDuplicate: true))
      } else if let decision = apply(.signal(signal), to: index, at: time, &round).decision {
        decisions.append(AccountDecision(account: account, decision: decision, isDuplicate: false))
      }
    }
    return decisions
  }

  /// A decision that is no longer in memory, as on the first repeat after a start.
  private func recalled(_ account: AccountID, _ number: Int64, _ signal: Signal) -> Decision {
    if let row = try? journal.decision(number, of: account) {
      return Decision(
        number: number, signal: signal, instrument: row.instrument, outcome: row.outcome, denial: row.denial,
        reason: row.reason, time: row.time)
    }
    return Decision(
      number: number, signal: signal, instrument: nil, outcome: .nothingToDo,
      reason: "decided before, see decision \(number)", time: now)
  }

  private func signal(from alert: Alert, _ link: Link, at time: Timestamp) -> Signal {
    let digest = alert.bodyDigest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let identity = alert.id ?? alert.bodyDigest.map { hexadecimal($0) }.joined()
    let priceAge = setup.accounts.map(\.limits.priceAge).min() ?? .seconds(15)
    let resolution = SymbolResolver(day: day?.day ?? time.istDay, market: market, priceAge: priceAge).resolve(
      symbol: alert.symbol, exchange: alert.exchange, action: alert.action, rule: link.optionRule, registry: registry,
      at: time)
    if case .instrument(let resolved) = resolution { list(resolved) }
    return Signal(
      id: SignalID(identity), isNamed: alert.id != nil, bodyDigest: digest, link: link.id, source: .webhook,
      action: alert.action, symbol: alert.symbol, resolution: resolution, quantity: alert.quantity,
      share: alert.share, limitPrice: alert.limitPrice, stop: alert.stop, target: alert.target,
      unreadable: alert.unreadEntry, time: alert.time, received: time)
  }

  private func hexadecimal(_ byte: UInt8) -> String { String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }

  /// Lets prices of the instrument in, and tells the simulated exchanges about it.
  func list(_ resolved: ResolvedInstrument) {
    host.list(resolved, calendar)
    if !market.isListed(resolved.id) { admit(resolved) }
  }

  /// Lets its prices in under these terms, listed before or not.
  func admit(_ resolved: ResolvedInstrument) {
    market.list(resolved.id, terms: resolved.terms, kind: resolved.instrument.kind)
    if !listedClasses.contains(resolved.terms.sessionClass) { listedClasses.append(resolved.terms.sessionClass) }
    let sessions = day?.sessions(of: resolved.terms.sessionClass) ?? []
    for runtime in runtimes { runtime.paper?.list(resolved, sessions: sessions) }
  }

  // MARK: Commands

  private func carryOut(
    _ command: Command, _ account: AccountID, by person: String, at time: Timestamp,
    _ answer: @escaping (CommandResult) -> Void, _ round: inout Round
  ) {
    guard let index = runtimeIndex(account) else {
      round.answers.append { answer(.refused("there is no account \(account.number)")) }
      return
    }
    let closing = ClosingAnswer(command, before: runtimes[index].engine.state)
    let reply = apply(.command(command, by: person), to: index, at: time, &round).reply
    let closed = closing?.text(runtimes[index].engine.state, at: time)
    round.answers.append {
      switch reply {
      case .done(let text): answer(.done(closed ?? text))
      case .refused(let text): answer(.refused(text))
      case nil: answer(.done("done"))
      }
    }
  }

  // MARK: After the commit

  func publish(_ entries: [CommitEntry], duplicates: [(AccountID, Decision)]) {
    // First, so that whoever hears of an event finds the status that it led to.
    refreshStatus()
    for entry in entries {
      for record in entry.records { hub.publish(entry.account, record, symbol: symbol(of: record)) }
    }
    for (account, decision) in duplicates { hub.publishDuplicate(account, decision) }
  }

  private func symbol(of record: Record) -> String? {
    let id: InstrumentID? =
      switch record {
      case .decision(let decision): decision.instrument
      case .order(let order): order.terms.instrument
      case .fill(let fill): fill.instrument
      case .position(let position, _, _): position.instrument
      case .trade(let trade): trade.instrument
      case .tradeReopened(_, let instrument, _): instrument
      case .incident(let incident): incident.instrument
      case .stopMoved(_, let instrument, _, _, _, _): instrument
      case .account: nil
      }
    return id.flatMap { registry.instrument(for: $0)?.symbol }
  }
}
