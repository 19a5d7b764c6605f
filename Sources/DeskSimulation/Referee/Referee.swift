import Desk
import Engine
import Market
import Storage
import Trading

/// Checks the invariants from outside: what was committed, what left, what the broker truly has. It never asks the code
/// that it judges how it came to something.
struct Referee {
  private(set) var counts = SimulationCounts()
  /// The first thing that did not hold.
  private(set) var violation: Violation?
  var ledgers: [AccountID: AccountLedger] = [:]
  /// Whose terms hold.
  var today = DrawnDesk.day
  let desk: DrawnDesk

  init(_ desk: DrawnDesk) {
    self.desk = desk
    for account in desk.accounts { ledgers[account.id] = AccountLedger(settings: account) }
  }

  mutating func expect(_ invariant: Invariant, _ holds: Bool, _ text: @autoclosure () -> String) {
    counts.checks[invariant, default: 0] += 1
    if !holds, violation == nil { violation = Violation(invariant, text()) }
  }

  func listed(_ id: InstrumentID) -> DrawnDesk.Listed? { desk.instruments.first { $0.id == id } }
  func link(_ id: LinkID) -> Link? {
    desk.allLinks.first { $0.id == id }
  }

  /// Whether its exchange takes orders now.
  func isOpen(_ instrument: InstrumentID, at now: Timestamp) -> Bool {
    listed(instrument).map { SimulatedDay.isOpen($0.terms.sessionClass, at: now) } ?? false
  }

  // MARK: Commits

  /// Durable now; nothing that it allows has left.
  mutating func committed(_ entries: [CommitEntry]) {
    for entry in entries {
      // Taken out, so that what is changed is not copied first.
      guard var ledger = ledgers.removeValue(forKey: entry.account) else { continue }
      take(entry, &ledger)
      ledgers[entry.account] = ledger
    }
  }

  private mutating func take(_ entry: CommitEntry, _ ledger: inout AccountLedger) {
    counts.note("journal records")
    let before = ledger.status
    let known = ledger.settlesNothing(entry.event) ? ledger.orders : nil
    var submitted: [Order] = []
    let hasIncident = entry.records.contains { if case .incident = $0 { true } else { false } }
    switch entry.event {
    case .started: ledger.awaitsBook = true
    case .settings(let settings): ledger.settings = settings
    case .snapshot: ledger.awaitsBook = false
    case .placed(let number, _, let outcome), .changed(let number, let outcome):
      noteRefusal(of: ledger.orders[number]?.terms.instrument, outcome, at: entry.time, &ledger)
    case .report(let report) where report.status == .rejected:
      ledger.refusals.append((report.terms.instrument, entry.time))
    default: break
    }
    for record in entry.records {
      switch record {
      case .order(let order):
        if order.restatements > ledger.orders[order.number]?.restatements ?? 0 { counts.note("fills restated") }
        if order.purpose == .entry, order.attempts > ledger.orders[order.number]?.attempts ?? 0 {
          submitted.append(order)
        }
        take(order, entry, hasIncident: hasIncident, &ledger)
      case .fill(let fill): take(fill, &ledger)
      case .decision(let decision): take(decision, entry, &ledger)
      case .incident(let incident):
        counts.note("incidents")
        ledger.incidents.append(incident)
      case .account(let status): ledger.status = status
      case .trade(let trade): counts.note("trades: \(trade.exitReason?.rawValue ?? "none")")
      case .position, .stopMoved, .tradeReopened: break
      }
    }
    switch entry.event {
    case .signal, .trigger, .command, .timer, .dayStarted: ledger.keeps.removeAll()
    default: checkPartStays(entry, ledger)
    }
    if let known { checkRead(entry, known) }
    switch entry.event {
    case .report(let report), .lookedUp(_, .found(let report, _)): checkBooked(report, ledger)
    default: break
    }
    for order in submitted { checkEntry(order, entry, ledger) }
    if case .trigger(.limitBreached(let limit, _, _)) = entry.event {
      expect(.haltsBindEntries, ledger.status?.halt != nil, "the limit \(limit) was reached and entries go on")
    }
    if let before, let status = ledger.status, before.day == status.day {
      expect(
        .haltsSurvive, status.peak >= before.peak, "the day's peak fell from \(before.peak) to \(status.peak)")
    }
    if let was = before?.halt, ledger.status?.halt == nil {
      var isCleared = false
      if case .command(.clearHalt, _) = entry.event { isCleared = true }
      expect(.haltsSurvive, isCleared, "the halt \"\(was)\" ended with \(entry.event)")
    } else if before?.halt != nil {
      expect(.haltsSurvive, true, "")
    }
  }

  private func noteRefusal(
    of instrument: InstrumentID?, _ outcome: RequestOutcome, at time: Timestamp, _ ledger: inout AccountLedger
  ) {
    switch outcome {
    case .accepted: break
    // Nothing passes for a while, whatever it is about.
    case .rateLimited, .sessionExpired: ledger.refusals.append((nil, time))
    default: ledger.refusals.append((instrument, time))
    }
  }

  private mutating func take(
    _ order: Order, _ entry: CommitEntry, hasIncident: Bool, _ ledger: inout AccountLedger
  ) {
    let known = ledger.orders[order.number]
    if let known {
      expect(
        .finalIsFinal, !known.status.isFinal || known.status == order.status || hasIncident,
        "order \(order.number.index) was \(known.status) and became \(order.status)")
      expect(
        .eachFillOnce, order.filledQuantity >= known.filledQuantity || order.restatements > known.restatements,
        "order \(order.number.index) had filled \(known.filledQuantity), now \(order.filledQuantity)")
      expect(
        .eachOrderHasOneOwner, known.owner == order.owner && known.position == order.position,
        "order \(order.number.index) changed its owner")
    } else {
      counts.note("orders: \(order.purpose.rawValue)")
      checkForm(order.terms)
      if order.purpose == .entry {
        checkPrice(order, entry, ledger)
        checkLimits(order, entry, ledger)
        checkEntryIsNews(order, ledger)
      }
    }
    if order.exitReason == .signal, known?.exitReason == nil { checkExitIsMeant(order, entry, ledger) }
    expect(
      .neverMoreThanOrdered, order.filledQuantity <= order.terms.quantity || hasIncident || known == order,
      "order \(order.number.index) filled \(order.filledQuantity) of \(order.terms.quantity), no incident")
    if let tag = order.tag {
      ledger.tags[tag.text] = AccountLedger.Sent(
        number: order.number, purpose: order.purpose, position: order.position)
    }
    if order.tag != nil, order.brokerID != nil, known?.brokerID != order.brokerID { ledger.named.append(order) }
    ledger.orders[order.number] = order
  }

  private mutating func take(_ fill: Fill, _ ledger: inout AccountLedger) {
    counts.note("fills")
    if fill.correction == 0, ledger.orders[fill.order]?.tag != nil {
      expect(
        .fillsAddUp, ledger.trueFills.contains("\(fill.order.index) \(fill.id)"),
        "fill \(fill.id) was booked on order \(fill.order.index), which the broker has not filled so")
    }
    expect(
      .eachFillOnce,
      fill.correction == 0
        ? ledger.fills.insert("\(fill.order.index) \(fill.id)").inserted
        : ledger.fills.contains("\(fill.order.index) \(fill.id)"),
      "fill \(fill.id) of order \(fill.order.index) was booked twice")
    if fill.quantity > .zero { ledger.fillPrices["\(fill.order.index) \(fill.id)"] = fill.price }
    var booked =
      ledger.booked[fill.position] ?? AccountLedger.Booked(instrument: fill.instrument, direction: fill.side)
    booked.take(fill)
    ledger.booked[fill.position] = booked
  }

  private mutating func take(_ decision: Decision, _ entry: CommitEntry, _ ledger: inout AccountLedger) {
    let isFirstWord = ledger.decided.insert(decision.number).inserted
    defer {
      if decision.outcome != .denied, decision.outcome != .ignored {
        ledger.lastActed[decision.link] = max(ledger.lastActed[decision.link] ?? 0, decision.number)
      }
      if let instrument = decision.instrument, decision.outcome == .accepted || decision.outcome == .nothingToDo {
        let key = AccountLedger.Subject(link: decision.link, instrument: instrument)
        ledger.lastActedOn[key] = max(ledger.lastActedOn[key] ?? 0, decision.number)
      }
    }
    guard case .signal(let signal) = entry.event, signal.id == decision.signal else { return }
    counts.note("decisions: \(decision.outcome.rawValue)")
    let onlyCloses = signal.action == .exit || signal.action == .sell || signal.action == .cover
    expect(
      .haltsBindEntries, !onlyCloses || decision.denial?.code != .paused,
      "\(signal.action.rawValue) was not heard because the desk is paused")
    // A later word on an earlier signal of the same id.
    guard isFirstWord else { return }
    ledger.signals[decision.number] = signal
    noteExit(signal, decision, &ledger)
    notePart(signal, decision, &ledger)
    guard decision.denial?.code != .conflict else { return }
    let key = "\(signal.link.number) \(signal.id.text)"
    guard let earlier = ledger.decisions[key], !isNews(signal, after: earlier, entry.time, ledger) else {
      expect(.oneSignalOneDecision, true, "")
      ledger.decisions[key] = AccountLedger.Decided(
        number: decision.number, time: entry.time, body: signal.bodyDigest, isTimed: signal.time != nil)
      return
    }
    expect(
      .oneSignalOneDecision, earlier.number == decision.number,
      "signal \(signal.id.text) has decisions \(earlier.number) and \(decision.number)")
  }

  /// Whether the same identity may say something new: known by its words alone, or by an id without a time after a while,
  /// once something else was done since.
  private func isNews(
    _ signal: Signal, after earlier: AccountLedger.Decided, _ now: Timestamp, _ ledger: AccountLedger
  ) -> Bool {
    let age = now - earlier.time
    let hasOtherActed = ledger.lastActed[signal.link] ?? 0 > earlier.number
    if signal.time == nil, !signal.isNamed, hasOtherActed { return true }
    if earlier.isTimed { return age >= .hours(24) }
    let isWindowOver = age >= link(signal.link)?.duplicateWindow ?? .seconds(20)
    guard signal.isNamed else { return isWindowOver }
    return age >= .hours(24) || isWindowOver && (hasOtherActed || signal.bodyDigest != earlier.body)
  }

  /// A read that failed, or came back without its orders, settles nothing.
  private mutating func checkRead(_ entry: CommitEntry, _ known: [OrderNumber: Order]) {
    let settled = entry.records.filter { record in
      switch record {
      case .fill, .trade: true
      case .order(let order):
        order.status != .unknown
          && known[order.number].map { $0.status != order.status && $0.status != .ready } ?? false
      default: false
      }
    }
    expect(
      .absenceIsNotEvidence, settled.isEmpty,
      "a read that failed or was cut settled something: \(entry.event) led to \(settled)")
  }

  /// What the broker lists as filled of an order of ours is booked, whatever was said of the order before.
  private mutating func checkBooked(_ report: OrderReport, _ ledger: AccountLedger) {
    guard let sent = report.tag.flatMap({ ledger.tags[$0.text] }) else { return }
    for fill in report.fills {
      expect(
        .eachFillOnce, ledger.fills.contains("\(sent.number.index) \(fill.id)"),
        "fill \(fill.id) of order \(sent.number.index) was reported and is not booked")
    }
  }

  // MARK: Entries

  /// What must be true as an entry is about to leave.
  private mutating func checkEntry(_ order: Order, _ entry: CommitEntry, _ ledger: AccountLedger) {
    counts.note("entries sent")
    let status = ledger.status
    expect(
      .haltsBindEntries, status?.halt == nil && status?.isPaused != true && status?.isReconciled != false,
      "entry \(order.number.index) left while halt \(status?.halt ?? "none"), paused \(status?.isPaused ?? false), "
        + "reconciled \(status?.isReconciled ?? false)")
    expect(
      .haltsBindEntries, !ledger.awaitsBook, "entry \(order.number.index) left before the broker's book was read")
    let against = ledger.booked.first {
      $0.value.instrument == order.terms.instrument && $0.value.direction != order.terms.side && $0.value.open > .zero
    }
    expect(
      .exitsDoNotReverse, against == nil,
      "entry \(order.number.index) left against position \(against?.key.index ?? -1), which is still open")
    guard let listed = listed(order.terms.instrument) else { return }
    let time = entry.time
    let open = SimulatedDay.isOpen(listed.terms.sessionClass, at: time)
    expect(.inSessionOnly, open, "entry \(order.number.index) left at \(time.istTime), the session is over")
    guard let number = order.decision, let signal = ledger.signals[number], let link = link(signal.link) else { return }
    expect(
      .freshSignalsOnly, time - signal.born <= link.maximumAge,
      "entry \(order.number.index) left \(time - signal.born) after its signal, \(link.maximumAge) allowed")
    expect(
      .inSessionOnly, signal.received <= Timestamp(day: signal.received.istDay, time: link.entryUntil),
      "entry of a signal after \(link.entryUntil)")
  }

  private mutating func checkPrice(_ order: Order, _ entry: CommitEntry, _ ledger: AccountLedger) {
    guard let quote = entry.quotes.first(where: { $0.instrument == order.terms.instrument }), !quote.isNone else {
      return
    }
    expect(
      .freshPricesOnly,
      entry.time - quote.time <= ledger.settings.limits.priceAge && quote.price > .zero,
      "entry \(order.number.index) was sized by a price of \(quote.time.istTime) at \(entry.time.istTime)")
  }

  private mutating func checkForm(_ terms: OrderTerms) {
    guard let listed = listed(terms.instrument) else { return }
    let contract = listed.terms(on: today)
    let prices: [Price] =
      switch terms.pricing {
      case .market: []
      case .limit(let limit): [limit]
      case .stopMarket(let trigger, _): [trigger]
      case .stopLimit(let trigger, let limit): [trigger, limit]
      }
    let areGood = prices.allSatisfy {
      $0.isOnTick(contract.tickSize) && $0 >= contract.lowerBand ?? $0 && $0 <= contract.upperBand ?? $0
    }
    expect(
      .exactNumbers,
      areGood && terms.quantity > .zero && terms.quantity.units % contract.lotSize.units == 0
        && terms.quantity <= contract.freezeQuantity, "\(terms)")
  }

  // MARK: The wire

  /// The desk hands a request to the outbox.
  mutating func asked(_ request: BrokerRequest, _ account: AccountID) {
    guard let ledger = ledgers[account] else { return }
    switch request {
    case .place(let approved, let number, _, let tag):
      expect(
        .journalBeforeWire, ledger.tags[tag.text]?.number == number,
        "place \(tag.text) of order \(number.index) left without a record")
      let order = ledger.orders[number]
      // A later event of the same commit may already have changed the order.
      expect(
        .riskSawTheFinalForm,
        order?.purpose == approved.purpose && order?.terms.instrument == approved.terms.instrument
          && order?.terms.side == approved.terms.side && order?.terms.product == approved.terms.product
          && approved.terms.quantity == order?.terms.quantity,
        "\(approved.terms) left, \(String(describing: order?.terms)) was approved")
      checkForm(approved.terms)
    case .modify(let number, let id, let terms):
      expect(
        .whatIsNotOursStays, ledger.orders[number]?.brokerID == id, "order \(id.text) is changed and is not ours")
      checkForm(terms)
    case .cancel(let number, let id):
      expect(
        .whatIsNotOursStays, ledger.orders[number]?.brokerID == id, "order \(id.text) is cancelled and is not ours")
    case .lookUp, .snapshot, .recall: return
    }
  }

  /// A request leaves the desk.
  mutating func left(_ request: BrokerRequest, _ account: AccountID, at now: Timestamp) {
    guard var ledger = ledgers.removeValue(forKey: account) else { return }
    defer { ledgers[account] = ledger }
    if case .place(let order, let number, _, _) = request, order.purpose == .entry {
      expect(
        .haltsBindEntries, ledger.status?.halt == nil && ledger.status?.isPaused != true,
        "entry \(number.index) left while halt \(ledger.status?.halt ?? "none"), paused \(ledger.status?.isPaused ?? false)"
      )
    }
    let can = ledger.settings.capabilities
    checkBudget(
      &ledger.callTimes, ofSecond: can.callsPerSecond, ofMinute: can.callsPerMinute, "calls", at: now)
    if request.isChange {
      checkBudget(
        &ledger.requestTimes, ofSecond: can.requestsPerSecond, ofMinute: can.requestsPerMinute, "requests", at: now)
    }
  }

  /// Notes one more, and how many there have been within a second and a minute. Reads count among the calls.
  private mutating func checkBudget(
    _ times: inout [Timestamp], ofSecond: Int, ofMinute: Int, _ what: String, at now: Timestamp
  ) {
    times.removeAll { now - $0 >= .minutes(1) }
    times.append(now)
    let inSecond = times.count { now - $0 < .seconds(1) }
    expect(
      .rateBudgets, inSecond <= ofSecond && times.count <= ofMinute,
      "\(inSecond) \(what) in a second, \(times.count) in a minute")
  }

  /// A modification has reached the broker, which took it or not.
  mutating func arrived(modificationOf id: BrokerOrderID, _ account: AccountID, isTaken: Bool) {
    guard var ledger = ledgers[account] else { return }
    let count = ledger.modifications[id, default: 0] + 1
    if isTaken { ledger.modifications[id] = count }
    let limit = ledger.settings.capabilities.modificationLimit
    ledgers[account] = ledger
    expect(.rateBudgets, count <= limit, "order \(id.text) is modified \(count) times, \(limit) are allowed")
  }

  /// A place has reached the broker.
  mutating func arrived(_ tag: ClientTag, number: OrderNumber, _ account: AccountID, isTaken: Bool) {
    guard var ledger = ledgers.removeValue(forKey: account) else { return }
    defer { ledgers[account] = ledger }
    expect(.oneIntentOneOrder, ledger.arrived[tag.text] == nil, "tag \(tag.text) reached the broker twice")
    let twins = ledger.arrived.filter { $0.value && ledger.tags[$0.key]?.number == number }
    expect(
      .unknownMeansHold, !isTaken || twins.isEmpty,
      "order \(number.index) is at the broker as \(twins.keys.sorted().joined(separator: ", ")) and now as \(tag.text)")
    ledger.arrived[tag.text] = isTaken
  }
}
