package import Market
package import Trading

/// One account: a state machine that turns events into effects.
///
/// It knows no clock, no network and no disk. The owner journals each event, with the quotes that were consulted, and
/// commits before it carries out a request; applying the same events to the same state gives the same effects.
package struct AccountEngine: Sendable {
  /// Changes whenever the same events could give other effects: a tail written by another version is not trusted.
  package static let version: Int32 = 9

  package internal(set) var state: AccountState
  /// By which charges accrue; data, not state.
  let charges: ChargeSchedule
  var tariffs = TariffMemory()
  var step = Step()

  /// What one `apply` works with.
  struct Step: Sendable {
    var now = Timestamp.distantPast
    var market = MarketView()
    var effects = Effects()
    var touchedOrders: [OrderNumber] = []
    var touchedPositions: [PositionID] = []
    var accountTouched = false
  }

  package init(settings: AccountSettings, charges: ChargeSchedule) {
    state = AccountState(settings: settings)
    state.orders.endWithTheirDay = settings.capabilities.ordersEndWithTheirDay
    self.charges = charges
  }

  /// From a snapshot.
  package init(restoring state: AccountState, charges: ChargeSchedule) {
    self.state = state
    self.charges = charges
    self.state.orders.endWithTheirDay = state.settings.capabilities.ordersEndWithTheirDay
  }

  package var account: AccountID { state.settings.id }

  /// When the engine wants a ``Event/timer``, if nothing else happens before.
  package var nextDue: Timestamp? { state.timers.first?.due }

  /// The earlier decision on this very signal; the caller answers with it and journals nothing.
  package func duplicate(of signal: Signal, at now: Timestamp) -> Int64? {
    if case .duplicate(let decision) = recognise(signal, at: now) { decision } else { nil }
  }

  /// Takes one event. Everything that follows from it is in `effects` afterwards; the caller empties it first.
  ///
  /// After the event itself, in this order: fills that belong to nobody are attributed, because what they prove decides
  /// whether an order may be sent; orders that are ready are dispatched within the request budget; the next verification
  /// of each live order and position is scheduled; changed records are settled last, when nothing changes any more.
  ///
  /// Nothing here fails: a fact that contradicts the state becomes an incident, never an error.
  package mutating func apply(
    _ event: Event, at time: Timestamp, market: borrowing MarketView, into effects: inout Effects
  ) {
    step.now = time
    step.market = copy market
    swap(&step.effects, &effects)
    handle(event)
    accountForeign()
    pump()
    keepVerifying()
    settleRecords()
    swap(&step.effects, &effects)
    step.market = MarketView()
  }

  private mutating func handle(_ event: Event) {
    switch event {
    case .started(let incarnation): started(incarnation)
    case .dayStarted(let sessions): dayStarted(sessions)
    case .terms(let contracts): adopt(contracts)
    case .settings(let settings):
      change {
        $0.settings = settings
        $0.orders.endWithTheirDay = settings.capabilities.ordersEndWithTheirDay
      }
    case .link(let link): set(link)
    case .linkRemoved(let id): change { $0.links.removeAll { $0.id == id } }
    case .signal(let signal): decide(signal)
    case .trigger(let trigger): triggered(trigger)
    case .timer: runTimers()
    case .placed(let number, let attempt, let outcome): placed(number, attempt: attempt, outcome)
    case .changed(let number, let outcome): changed(number, outcome)
    case .report(let report): reported(report, isReadBack: false)
    case .lookedUp(let number, let outcome): lookedUp(number, outcome)
    case .snapshot(let snapshot): reconcile(with: snapshot)
    case .snapshotFailed(let reason): snapshotFailed(reason)
    case .command(let command, let person): carryOut(command, by: person)
    }
  }

  private mutating func set(_ link: Link) {
    change { state in
      state.links.removeAll { $0.id == link.id }
      state.links.append(link)
      state.links.sort { $0.id < $1.id }
    }
  }

  // MARK: Access for the extensions

  /// Changes state that the account's row shows.
  mutating func change<Result>(_ body: (inout AccountState) -> Result) -> Result {
    step.accountTouched = true
    return body(&state)
  }

  var now: Timestamp { step.now }

  /// The instrument's price, remembered as consulted; that there was none is remembered too, for when the event is applied
  /// again beside prices of earlier records.
  mutating func quote(_ instrument: InstrumentID) -> Quote? {
    let known = step.market.quote(instrument)
    let quote = known ?? Quote.none(instrument)
    if !step.effects.quotes.contains(where: { $0.instrument == instrument }) { step.effects.quotes.append(quote) }
    return known
  }

  /// The instrument's price if it is young enough to size or price an entry.
  mutating func freshQuote(_ instrument: InstrumentID) -> Quote? {
    guard let quote = quote(instrument), now - quote.time <= state.settings.limits.priceAge else { return nil }
    return quote
  }

  func contract(_ instrument: InstrumentID) -> ResolvedInstrument? { state.contract(instrument) }

  func link(_ id: LinkID) -> Link? { state.links.first { $0.id == id } }

  func holdingIndex(_ id: PositionID) -> Int? {
    state.holdings.indices.last { state.holdings[$0].position.id.index == id.index }
  }

  /// Changes an order. Its row is written only if it really did change: a read of the broker's book goes over all.
  mutating func updateOrder<Result>(_ number: OrderNumber, _ body: (inout Order) -> Result) -> Result {
    let before = state.orders[number]
    let result = state.orders.update(number, body)
    if !step.touchedOrders.contains(number), state.orders[number] != before { step.touchedOrders.append(number) }
    return result
  }

  mutating func updateHolding<Result>(_ index: Int, _ body: (inout Holding) -> Result) -> Result {
    let id = state.holdings[index].id
    if !step.touchedPositions.contains(id) { step.touchedPositions.append(id) }
    return body(&state.holdings[index])
  }

  mutating func request(_ request: BrokerRequest) { step.effects.requests.append(request) }

  mutating func record(_ record: Record) { step.effects.records.append(record) }

  mutating func raise(_ level: Incident.Level, _ instrument: InstrumentID?, _ text: String, advice: String) {
    state.lastIncident += 1
    record(
      .incident(
        Incident(
          number: state.lastIncident, level: level, instrument: instrument, text: text, advice: advice, time: now)))
  }

  mutating func setTimer(_ kind: EngineTimer.Kind, _ subject: Int64, at due: Timestamp) {
    state.timers.removeAll { $0.kind == kind && $0.subject == subject }
    let timer = EngineTimer(due: due, kind: kind, subject: subject)
    state.timers.insert(timer, at: state.timers.firstIndex { timer < $0 } ?? state.timers.endIndex)
  }

  mutating func dropTimer(_ kind: EngineTimer.Kind, _ subject: Int64) {
    state.timers.removeAll { $0.kind == kind && $0.subject == subject }
  }

  // MARK: Rows and guards

  /// Turns what the event touched into rows and guard changes, each once, in order of first touch.
  private mutating func settleRecords() {
    for number in step.touchedOrders { watchExposure(state.orders[number].position) }
    for id in step.touchedPositions { watchExposure(id) }
    for number in step.touchedOrders { record(.order(state.orders[number])) }
    for id in step.touchedPositions {
      guard let index = holdingIndex(id) else { continue }
      settle(state.holdings[index])
    }
    if step.accountTouched || !step.touchedPositions.isEmpty { settleAccount() }
    step.touchedOrders.removeAll(keepingCapacity: true)
    step.touchedPositions.removeAll(keepingCapacity: true)
    step.accountTouched = false
  }

  private mutating func settle(_ holding: Holding) {
    let position = holding.position
    guard !holding.executions.isEmpty else { return }
    record(.position(position, stop: holding.exit?.stop, target: holding.exit?.target))
    step.effects.guards += [guardChange(holding), holdChange(position.instrument)]
    if let trade = Trade(position) { record(.trade(trade)) }
  }

  private mutating func settleAccount() {
    step.effects.guards.append(accountChange)
    record(.account(status))
  }

  package var status: AccountStatus {
    AccountStatus(
      isPaused: state.isPaused, halt: state.halt, isReconciled: state.isReconciled, day: state.day?.day,
      realised: state.realisedToday, charges: state.chargesToday.total, peak: state.dayPeak, time: step.now)
  }

  private func guardChange(_ holding: Holding) -> GuardChange {
    let position = holding.position
    if position.isOpen, !holding.isBeingClosed, let exit = holding.exit {
      return .arm(position.id, position.instrument, exit)
    }
    return .drop(position.id, position.instrument)
  }

  private func holdChange(_ instrument: InstrumentID) -> GuardChange {
    var net = Quantity.zero
    var cost = Money.zero
    for index in state.holdings.indices where state.holdings[index].position.instrument.index == instrument.index {
      let position = state.holdings[index].position
      guard position.isOpen else { continue }
      net += position.netQuantity
      cost += Money(raw: position.openCost.raw * position.direction.sign)
    }
    return .hold(instrument, netQuantity: net, openCost: cost)
  }

  private var accountChange: GuardChange {
    let limits = state.settings.limits
    // A halt has done what a limit does, unless the limit also closes positions.
    let watch =
      state.halt == nil
      || state.settings.squareOffOnLossLimit && state.holdings.contains { $0.position.isOpen && !$0.isBeingClosed }
    return .account(
      realised: state.netRealisedToday, peak: state.dayPeak,
      lossLimit: watch ? limits.lossLimit(capital: state.settings.capital) : nil,
      drawdown: watch ? limits.drawdown : nil)
  }

  /// Everything the exit monitor needs to start from, as after a restart.
  package var guards: [GuardChange] {
    var changes = [accountChange]
    for holding in state.holdings where holding.position.isOpen {
      changes += [guardChange(holding), holdChange(holding.position.instrument)]
    }
    for waiting in state.waiting {
      if case .instrument(let resolved) = waiting.signal.resolution { changes.append(.awaitPrice(resolved.id)) }
    }
    return changes
  }
}
