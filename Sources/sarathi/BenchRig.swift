import Engine
import Market
import Trading

/// An account with a broker that answers at once: engine, prices and guards as the desk joins them, without disk.
struct BenchRig {
  static let account = AccountSettings(id: AccountID(1), name: "Bench", capital: Money(rupees: 10_000_000))
  static let instrumentCount: Int32 = 40
  static let firstDay = TradingDay(daysSince1970: 18_779)  // 2021-06-01
  /// Entries of a day, as the default limits allow them.
  static let entriesPerDay = 40

  private(set) var engine = AccountEngine(settings: BenchRig.account, charges: .bundled)
  private var view = MarketView()
  private var monitor = ExitMonitor()
  private var effects = Effects()
  private var triggers: [Trigger] = []
  private var now = Timestamp(day: BenchRig.firstDay, time: TimeOfDay(9, 30))
  private var day = BenchRig.firstDay
  private var round = 0
  private var brokerOrders = 0
  private let resolved: [ResolvedInstrument]

  /// Times of one round trip.
  struct Times {
    /// A signal's way to its approved order.
    var signal: Int64
    /// A tick's way to the request that closes the position.
    var exit: Int64
  }

  init() {
    let terms = ContractTerms(
      lotSize: Quantity(1), tickSize: Price(rupees: 0, paise: 5), freezeQuantity: .maximum,
      sessionClass: .cashWithDerivatives)
    resolved = (0..<Self.instrumentCount).map {
      ResolvedInstrument(id: InstrumentID($0), instrument: .equity("BENCH\($0)"), terms: terms)
    }
    for resolved in resolved { view.list(resolved.id, terms: terms, kind: .equity) }
    triggers.reserveCapacity(16)
    var link = Link(
      id: LinkID(1), name: "Bench", accounts: [Self.account.id], sizing: .rupees(Money(rupees: 100_000)),
      exitPlan: ExitPlan(
        stop: .distance(.basisPoints(50)), target: .distance(.basisPoints(100)), trailing: .distance(.basisPoints(50))))
    link.closePolicy = .squareOff(before: .minutes(5))
    apply(.link(link))
    startDay()
    apply(.started(incarnation: 1))
    apply(.snapshot(BrokerSnapshot(readBegan: now, orders: [], positions: [])))
  }

  /// Signal, fill, resting stop, target, exit: one position from beginning to end.
  mutating func roundTrip() throws -> Times {
    if round > 0, round % Self.entriesPerDay == 0 { nextDay() }
    let subject = resolved[round % resolved.count]
    let price = Price(rupees: 500 + Int64(subject.id.index))
    now = now + .seconds(5)
    _ = view.admit(Tick(instrument: subject.id, price: price, volume: 0, time: now), at: now)
    let signal = Signal(
      id: SignalID("bench-\(round)"), bodyDigest: UInt64(round), link: LinkID(1), source: .webhook, action: .buy,
      symbol: subject.instrument.underlying, resolution: .instrument(subject), time: now, received: now)
    round += 1
    var began = BenchClock.wall
    apply(.signal(signal))
    let signalTime = BenchClock.wall - began
    try answer(fillingAt: price)  // the entry is filled, which asks for the resting stop
    try answer(fillingAt: nil)  // the stop rests
    now = now + .seconds(5)
    let goal = price + Price(raw: price.raw / 100 + 2000)
    let tick = Tick(instrument: subject.id, price: goal, volume: 0, time: now)
    began = BenchClock.wall
    if case .admitted = view.admit(tick, at: now) {
      monitor.observe(tick.instrument, price: tick.price, at: now, into: &triggers)
    }
    if let first = triggers.first { apply(.trigger(first)) }
    let exitTime = BenchClock.wall - began
    let requests = effects.requests
    for trigger in triggers.dropFirst() { apply(.trigger(trigger)) }
    triggers.removeAll(keepingCapacity: true)
    effects.requests = requests
    try answer(fillingAt: goal)
    return Times(signal: signalTime, exit: exitTime)
  }

  // MARK: The broker

  /// Accepts the one request that is open, and reports its order open or filled.
  private mutating func answer(fillingAt price: Price?) throws {
    guard effects.requests.count == 1, let request = effects.requests.first else {
      throw Failure(
        "The engine asked for \(effects.requests.count) things where one was expected: \(effects.records.suffix(2))",
        fix: "The benchmark no longer fits the engine; correct it.")
    }
    now = now + .milliseconds(100)
    switch request {
    case .place(let order, let number, let attempt, let tag):
      brokerOrders += 1
      let id = BrokerOrderID("B\(brokerOrders)")
      apply(.placed(number, attempt: attempt, .accepted(id)))
      report(id, tag, order.terms, price)
    case .modify(let number, let id, let terms):
      let tag = engine.state.orders.find(number)?.tag
      apply(.changed(number, .accepted(id)))
      report(id, tag, terms, price)
    case .cancel, .lookUp, .snapshot, .recall:
      throw Failure("The engine asked for \(request).", fix: "The benchmark no longer fits the engine; correct it.")
    }
  }

  private mutating func report(_ id: BrokerOrderID, _ tag: ClientTag?, _ terms: OrderTerms, _ price: Price?) {
    let fills = price.map { [FillReport(id: id.text + ".1", quantity: terms.quantity, price: $0, time: now)] } ?? []
    apply(
      .report(
        OrderReport(
          brokerID: id, tag: tag, terms: terms, status: price == nil ? .triggerPending : .filled,
          filledQuantity: price == nil ? .zero : terms.quantity, fills: fills, time: now)))
  }

  // MARK: The day

  private mutating func nextDay() {
    day = day.advanced(by: 1)
    now = Timestamp(day: day, time: TimeOfDay(9, 30))
    startDay()
  }

  private mutating func startDay() {
    let session = DaySessions.Session(
      open: Timestamp(day: day, time: TimeOfDay(9, 15)), close: Timestamp(day: day, time: TimeOfDay(15, 30)))
    apply(
      .dayStarted(
        DaySessions(day: day, classes: [.init(sessionClass: .cashWithDerivatives, sessions: [session])])))
  }

  private mutating func apply(_ event: Event) {
    effects.removeAll()
    engine.apply(event, at: now, market: view, into: &effects)
    for change in effects.guards { monitor.apply(change, market: view) }
  }
}
