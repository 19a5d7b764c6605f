import Engine
import Market
import Simulation
import Trading

/// One account as the desk runs it, without journal, network and waiting: engine, exchange, prices and guards, one event
/// after the other.
struct AccountLoop {
  private(set) var engine: AccountEngine
  var exchange: SimulatedExchange
  var market: MarketView
  var recorder: ResultRecorder
  /// Events applied so far; tells whether a price set anything off.
  private(set) var eventCount = 0

  /// Time stands only at prices and candle ends; else at each deadline, too.
  private let isCoarse: Bool
  private var monitor = ExitMonitor()
  private var effects = Effects()
  private var events: [Event] = []
  private var triggers: [Trigger] = []
  private var tickNumber: Int64 = 0
  /// By instrument number.
  private var holdings: [Held] = []

  /// What is held of one instrument.
  struct Held {
    /// Nil while flat.
    var position: Position?
    /// Its guards; nil once it is being closed.
    var exit: ExitState?

    var isClosing: Bool { position != nil && exit == nil }
  }

  init(
    engine: AccountEngine, exchange: SimulatedExchange, market: MarketView, recorder: ResultRecorder,
    instruments: Int, isCoarse: Bool
  ) {
    self.engine = engine
    self.exchange = exchange
    self.market = market
    self.recorder = recorder
    self.isCoarse = isCoarse
    holdings = Array(repeating: Held(), count: instruments)
    triggers.reserveCapacity(16)
  }

  subscript(instrument: InstrumentID) -> Held { holdings[Int(instrument.index)] }

  // MARK: Events

  mutating func apply(_ event: Event, at time: Timestamp) {
    events.append(event)
    drain(at: time)
  }

  /// Applies what waits and everything that follows from it.
  private mutating func drain(at time: Timestamp) {
    var next = 0
    while next < events.count {
      let event = events[next]
      next += 1
      eventCount += 1
      effects.removeAll()
      engine.apply(event, at: time, market: market, into: &effects)
      recorder.take(effects.records)
      for record in effects.records { if case .position(let position, _, _) = record { note(position) } }
      for change in effects.guards {
        note(change)
        monitor.apply(change, market: market)
      }
      for request in effects.requests { carryOut(request, at: time) }
    }
    events.removeAll(keepingCapacity: true)
  }

  /// The exchange answers at once; what it pushes comes behind its answer.
  private mutating func carryOut(_ request: BrokerRequest, at time: Timestamp) {
    switch request {
    case .place(let order, let number, let attempt, let tag):
      events.append(.placed(number, attempt: attempt, exchange.place(order.terms, tag: tag, at: time)))
    case .modify(let number, let id, let terms):
      let outcome = exchange.modify(id, quantity: terms.quantity, pricing: terms.pricing, at: time)
      events.append(.changed(number, outcome))
    case .cancel(let number, let id): events.append(.changed(number, exchange.cancel(id, at: time)))
    case .lookUp(let number, let id, let tag, let notBefore):
      let found = id.flatMap { exchange.report(id: $0) } ?? tag.flatMap { exchange.report(tag: $0) }
      let began = max(time, notBefore)
      let outcome = found.map { LookUpOutcome.found($0, readBegan: began) } ?? .absent(readBegan: began)
      events.append(.lookedUp(number, outcome))
    case .snapshot: events.append(.snapshot(exchange.snapshot(at: time)))
    case .recall: break
    }
    collectReports()
  }

  private mutating func collectReports() {
    for report in exchange.drainReports() { events.append(.report(report)) }
  }

  private mutating func note(_ position: Position) {
    let index = Int(position.instrument.index)
    if position.isOpen {
      holdings[index].position = position
    } else if holdings[index].position?.id == position.id {
      holdings[index].position = nil
    }
  }

  private mutating func note(_ change: GuardChange) {
    switch change {
    case .arm(let position, let instrument, let exit):
      recorder.note(stop: exit.stop, of: position)
      if holdings[Int(instrument.index)].position?.id == position { holdings[Int(instrument.index)].exit = exit }
    case .drop(let position, let instrument):
      let held = holdings[Int(instrument.index)].position?.id
      if held == nil || held == position { holdings[Int(instrument.index)].exit = nil }
    case .hold, .account, .awaitPrice: break
    }
  }

  // MARK: Prices

  /// One price, as the desk takes it: gate, exchange, guards.
  ///
  /// - Parameter reachesBook: false where nobody trades at it (the limit of a price band).
  /// - Returns: whether the gate let it in.
  @inline(__always)
  @discardableResult
  mutating func meet(_ tick: Tick, reachesBook: Bool = true) -> Bool {
    tickNumber += 1
    guard market.admit(tick, at: tick.time) == .admitted else { return false }
    if reachesBook { exchange.observe(tick, number: tickNumber) } else { exchange.warm(tick) }
    if !engine.state.orders.live.isEmpty {
      collectReports()
      if !events.isEmpty { drain(at: tick.time) }
    }
    monitor.observe(tick.instrument, price: tick.price, at: tick.time, into: &triggers)
    if !triggers.isEmpty { takeTriggers(at: tick.time) }
    return true
  }

  /// Peaks and limits of the day's result are not part of a backtest's plan.
  private mutating func takeTriggers(at time: Timestamp) {
    for trigger in triggers {
      switch trigger {
      case .newPeak, .limitBreached: continue
      case .stopHit, .targetHit, .stopMoved, .priceArrived: events.append(.trigger(trigger))
      }
    }
    triggers.removeAll(keepingCapacity: true)
    if !events.isEmpty { drain(at: time) }
  }

  /// Whether an order of ours that any price would fill, on `side` or on both, waits in the book.
  func hasMarketOrder(in instrument: InstrumentID, _ side: Side? = nil) -> Bool {
    engine.state.orders.live.contains { number in
      let terms = engine.state.orders[number].terms
      return terms.instrument == instrument && terms.pricing.trigger == nil && (side ?? terms.side) == terms.side
    }
  }

  /// Whether any order of ours on `side` waits, a resting stop included.
  func hasOrder(in instrument: InstrumentID, _ side: Side) -> Bool {
    engine.state.orders.live.contains { number in
      let terms = engine.state.orders[number].terms
      return terms.instrument == instrument && terms.side == side
    }
  }

  // MARK: Deadlines

  /// Meets every deadline up to `limit`.
  @inline(__always)
  mutating func meetDeadlines(until limit: Timestamp) {
    if isCoarse {
      if let due = engine.nextDue, due.nanoseconds <= limit.nanoseconds { apply(.timer, at: limit) }
    } else {
      meetEachDeadline(until: limit)
    }
  }

  private mutating func meetEachDeadline(until limit: Timestamp) {
    while let due = [engine.nextDue, exchange.nextDue].compactMap({ $0 }).min(), due <= limit {
      exchange.advance(to: due)
      collectReports()
      if let engineDue = engine.nextDue, engineDue <= due { events.append(.timer) }
      drain(at: due)
    }
  }

  // MARK: Days

  /// Orders of the day end.
  mutating func endDay(at close: Timestamp) {
    meetDeadlines(until: close)
    exchange.endSessions(at: close)
    collectReports()
    drain(at: close)
  }

  /// Finished orders are forgotten.
  mutating func forgetOrders() {
    _ = exchange.drainChanges()
    exchange.forgetFinished()
  }
}
