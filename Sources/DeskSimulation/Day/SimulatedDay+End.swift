import Desk
import Engine
import Market
import Simulation
import Storage
import Trading

/// After the storm: what must come right once brokers, line and machine work again.
extension SimulatedDay {
  /// Ends every fault, gives the desk three minutes, and looks. Then a person clears the halts and wants to trade.
  func heal() throws {
    guard !isHealed else { return }
    try advance(to: max(now, DrawnDay.healed))
    isHealed = true
    forgetCrash()
    networkDownUntil = .distantPast
    stalledUntil = now
    for index in brokers.indices { brokers[index].heal() }
    tell { "the world heals" }
    let healed = now
    // The longest pause of a restart is over, and the first answers are in.
    try advance(to: healed + .minutes(8))
    try mend(within: .minutes(3), since: healed, probe: "probe")
    try carry()
  }

  /// Somebody has the book read, answers what they are asked, clears the halts and wants to trade.
  func mend(within interval: Interval, since healed: Timestamp, probe id: String) throws {
    command(.reconcile)
    try calm(for: interval)
    settleDoubts()
    try calm(for: .seconds(30))
    // What the last price filled has been told.
    try advance(to: now + .seconds(1))
    try checkHealed(since: healed)
    command(.reconcile)
    try calm(for: .seconds(30))
    command(.clearHalt)
    command(.resume)
    try calm(for: .seconds(5))
    try probe(id)
  }

  /// A person looks in the broker's application and answers what they were asked.
  private func settleDoubts() {
    for state in desk?.states ?? [] {
      let account = state.settings.id
      guard let broker = brokers.first(where: { $0.account == account }), let ledger = referee.ledgers[account] else {
        continue
      }
      for order in state.orders.live.map({ state.orders[$0] }) where order.isInDoubt && order.isBeforePerson {
        let there = ledger.tags.filter { $0.value.number == order.number }.keys.sorted()
          .compactMap { broker.exchange.report(tag: ClientTag($0)) }.last
        if let there {
          self.order(.adopt(order.number, broker.name(of: there.brokerID)), account)
        } else {
          self.order(.declareAbsent(order.number), account)
        }
      }
    }
  }

  func command(_ command: Command) { for account in drawn.desk.accounts { order(command, account.id) } }

  /// Prices and nothing else.
  func calm(for interval: Interval) throws {
    let end = now + interval
    while now < end {
      try advance(to: min(now + .seconds(5), end))
      for broker in brokers.prefix(1) {
        for listed in drawn.desk.instruments {
          guard let price = broker.exchange.lastPrice(listed.id) else { continue }
          show(Tick(instrument: listed.id, price: price, volume: 5000, time: now), nil)
          try settleStep()
        }
      }
    }
  }

  private func checkHealed(since healed: Timestamp) throws {
    guard let desk else { throw Violation(.staysAlive, "the desk does not come back") }
    for state in desk.states {
      let account = state.settings.id
      guard let ledger = referee.ledgers[account], let broker = brokers.first(where: { $0.account == account }) else {
        continue
      }
      for number in state.orders.live {
        let order = state.orders[number]
        let isTold = ledger.wasTold(of: order.terms.instrument, since: order.created)
        referee.expect(
          .unknownEnds, order.status != .unknown && order.status != .submitting,
          "order \(number.index) is still \(order.status), \(now - healed) after the world healed")
        referee.expect(
          .nothingIsStuck, order.pending == nil && !order.needsLook || isTold,
          "order \(number.index) still waits for an answer, \(now - healed) after the world healed")
      }
      checkBooks(state, broker, ledger)
      checkCorrections(broker, ledger)
      referee.checkClosedByHand(state, broker, at: now)
    }
    if let violation = referee.violation { throw violation }
  }

  /// Ours there as here, unless somebody was told.
  private func checkBooks(_ state: AccountState, _ broker: SimulatedBroker, _ ledger: AccountLedger) {
    let truth = ledger.net(broker.exchange.snapshot(at: now).orders)
    for holding in state.holdings {
      let position = holding.position
      let theirs = (truth[position.id] ?? 0) * position.direction.sign
      let live = state.orders.live(of: position.id) { $0.purpose.lowersExposure }
      let covered = live.reduce(Quantity.zero) { $0 + $1.remainingQuantity }
      referee.expect(
        .booksAgree,
        theirs == position.openQuantity.units || ledger.wasTold(of: position.instrument, since: .distantPast),
        "position \(position.id.index): \(position.openQuantity) here, \(theirs) there")
      referee.expect(
        .protectionReturns,
        !position.isOpen || covered >= position.openQuantity
          || !holding.isBeingClosed && covered >= holding.leavingQuantity
            && (holding.exit?.stop == nil || holding.isStopUnwanted)
          || !referee.isOpen(position.instrument, at: now)
          // Nothing replaces an order in doubt; the person who was asked has not answered.
          || live.contains { $0.isInDoubt && $0.isBeforePerson },
        "position \(position.id.index): \(covered) of \(position.openQuantity) have a stop or an exit at the broker")
      // A person's trade is no excuse any more.
      referee.expect(
        .exitsCoverAtMostThePosition, covered <= position.openQuantity,
        "position \(position.id.index): \(covered) of exits for \(position.openQuantity)")
    }
  }

  /// What the exchange corrected is booked as it says now.
  private func checkCorrections(_ broker: SimulatedBroker, _ ledger: AccountLedger) {
    for report in broker.exchange.snapshot(at: now).orders {
      guard let sent = report.tag.flatMap({ ledger.tags[$0.text] }) else { continue }
      for (fill, price) in broker.corrections(of: report) {
        let booked = ledger.fillPrices["\(sent.number.index) \(fill)"]
        referee.expect(
          .fillsAddUp, booked == price,
          "fill \(fill) of order \(sent.number.index) was corrected to \(price), booked is "
            + "\(booked.map { "\($0)" } ?? "nothing")")
      }
    }
  }

  /// Somebody clears the halt and buys: it must be the limits that say no, if anything does.
  private func probe(_ id: String) throws {
    guard let listed = drawn.desk.instruments.first else { return }
    for link in drawn.desk.links {
      for decision in try buy(listed, link.id, id: "\(id) \(link.id.number)") {
        let code = decision.denial?.code
        let isBlocked = code == .halted || code == .paused || code == .notReconciled || code == .stalePrice
        // A limit that was reached again is a new halt, and rightly so.
        let isLimit = decision.reason.contains("limit reached")
        referee.expect(
          .entriesResume, !isBlocked || isLimit || link.entryUntil <= TimeOfDay(14, 0),
          "after everything was mended, an entry is denied: \(decision.reason)")
      }
    }
  }

  /// At a fresh price.
  func buy(_ listed: DrawnDesk.Listed, _ link: LinkID, id: String) throws -> [Decision] {
    guard let desk, let price = brokers.first?.exchange.lastPrice(listed.id) else { return [] }
    show(Tick(instrument: listed.id, price: price, volume: 5000, time: now), nil)
    var outcomes: [Decision] = []
    let alert = Alert(
      action: .buy, symbol: listed.instrument.symbol, exchange: listed.instrument.exchange, id: id,
      bodyDigest: [UInt8](repeating: 1, count: 32))
    desk.submit(alert, to: link) { result in
      if case .decided(let decisions) = result { outcomes = decisions.map(\.decision) }
    }
    attempt { () throws(StorageError) in try desk.drain() }
    try settleStep()
    return outcomes
  }

  /// The close: intraday positions are gone or told of, nothing is under way.
  func close() throws {
    try lastFills()
    try advance(to: max(now, DrawnDay.end))
    for index in brokers.indices {
      brokers[index].endSessions(at: now)
      if brokers[index].isMute || brokers[index].hidesEnds(at: now) {
        _ = brokers[index].drainReports()
        brokers[index].bookUnreadable(until: now + .hours(2))
      }
      brokerMoved(index)
    }
    try advance(to: now + .minutes(20))
    guard let desk else { throw Violation(.staysAlive, "the desk is gone at the end of the day") }
    for state in desk.states {
      guard let ledger = referee.ledgers[state.settings.id] else { continue }
      for holding in state.holdings {
        let position = holding.position
        referee.expect(
          .flatByTheDeadline,
          !position.isOpen || position.product.mayStayOvernight
            || holding.isBeingClosed
              && ledger.wasTold(of: position.instrument, since: position.opened ?? .distantPast),
          "position \(position.id.index): \(position.openQuantity) still open after the close")
      }
      for number in state.orders.live {
        let order = state.orders[number]
        referee.expect(
          .nothingIsStuck,
          (order.status == .unknown || order.status == .ready)
            && ledger.wasTold(of: order.terms.instrument, since: .distantPast),
          "after the close order \(number.index) is still \(order.status)")
      }
      if state.orders.live.isEmpty { referee.expect(.nothingIsStuck, true, "") }
    }
    if let violation = referee.violation { throw violation }
  }

  /// The journal adds up to what is in memory.
  func end() throws {
    guard let desk else { throw Violation(.staysAlive, "the desk is gone at the end") }
    for state in desk.states {
      let alone = try? desk.rebuilt(state.settings.id)
      referee.expect(
        .replayIsIdentity, alone == state,
        "account \(state.settings.id.number): the journal alone gives another state\(Self.difference(alone, state))")
    }
    // Each byte is looked at, which takes as long as a tenth of a day: on every third.
    if drawn.seed % 3 == 0 {
      let journal = try desk.verifyJournal()
      referee.expect(.orderIsSequence, journal.isSound, "the journal: \(journal.findings.first?.problem ?? "")")
    }
    if let violation = referee.violation { throw violation }
    desk.close()
    counts.add(referee.counts)
    for broker in brokers { counts.add(broker.counts) }
  }
}
