import Engine
import Market
import TestSupport
import Testing
import Trading

/// A desk of one account in a trader's words, on 2026-08-18 from 10:00: alerts, prices, fills and the clock in; orders,
/// decisions and incidents out. The referee looks at the invariants after every event.
struct Scenario {
  var engine: AccountEngine
  var market = MarketView()
  var monitor = ExitMonitor()
  var broker = ScriptedBroker()
  var referee = Referee()
  var now = Scenario.time(10, 0)
  /// Requests not yet asked for by the test, as a trader would read them.
  private var said: [String] = []
  private(set) var decisions: [Decision] = []
  private(set) var incidents: [Incident] = []
  private(set) var trades: [Trade] = []
  private(set) var reply: CommandReply?
  private(set) var requests: [BrokerRequest] = []
  private var alerts = 0
  private var fills = 0
  /// When set, requests are collected and not answered.
  var isLineCut = false

  static func time(_ hour: Int, _ minute: Int, _ second: Int = 0) -> Timestamp {
    Timestamp(day: Listed.day, time: TimeOfDay(hour, minute, second))
  }

  static func sessions(_ day: TradingDay = Listed.day, closed: String? = nil) -> DaySessions {
    func session(_ hour: Int, _ minute: Int) -> [DaySessions.Session] {
      closed != nil
        ? []
        : [
          .init(
            open: Timestamp(day: day, time: TimeOfDay(9, 15)), close: Timestamp(day: day, time: TimeOfDay(hour, minute))
          )
        ]
    }
    return DaySessions(
      day: day,
      classes: [
        .init(sessionClass: .cashWithDerivatives, sessions: session(15, 15), closedBecause: closed),
        .init(sessionClass: .equityDerivatives, sessions: session(15, 40), closedBecause: closed),
      ])
  }

  static let link = LinkID(1)

  /// A link that buys 100 and protects with a stop 1 % away, unless changed.
  init(
    limits: RiskLimits = RiskLimits(
      orderValue: "10000000", positionValue: "10000000", dailyLoss: "100000", dailyLossBasisPoints: 10_000,
      drawdown: "100000", priceAge: .seconds(15)),
    capital: Money = "1000000", can capabilities: BrokerCapabilities = .paper,
    _ change: (inout Link) -> Void = { _ in }, settings: (inout AccountSettings) -> Void = { _ in }
  ) {
    var account = AccountSettings(
      id: AccountID(1), name: "test", capital: capital, limits: limits, capabilities: capabilities)
    settings(&account)
    engine = AccountEngine(settings: account, charges: .bundled)
    forgetPrices()
    apply(.dayStarted(Self.sessions()))
    apply(.started(incarnation: 7))
    addLink(1, change)
    said = []
  }

  mutating func addLink(_ number: Int32, _ change: (inout Link) -> Void = { _ in }) {
    var link = Link(
      id: LinkID(number), name: "link\(number)", accounts: [AccountID(1)], sizing: .quantity(100),
      exitPlan: ExitPlan(stop: .percent(100)))
    change(&link)
    apply(.link(link))
  }

  // MARK: What happens

  mutating func apply(_ event: Event) {
    var inbox = [event]
    while !inbox.isEmpty {
      let next = inbox.removeFirst()
      var effects = Effects()
      engine.apply(next, at: now, market: market, into: &effects)
      for change in effects.guards { monitor.apply(change, market: market) }
      referee.check(engine, effects, at: now)
      note(effects)
      guard !isLineCut else { continue }
      for request in effects.requests { inbox += broker.answer(request, at: now) }
    }
  }

  private mutating func note(_ effects: Effects) {
    requests += effects.requests
    said += effects.requests.compactMap(text)
    reply = effects.reply ?? reply
    for record in effects.records {
      switch record {
      case .decision(let decision): decisions.append(decision)
      case .incident(let incident): incidents.append(incident)
      case .trade(let trade):
        trades.removeAll { $0.position == trade.position }
        trades.append(trade)
      case .tradeReopened(let position, _, _): trades.removeAll { $0.position == position }
      default: break
      }
    }
  }

  /// A price one tick of the clock later; what it sets off follows at once.
  mutating func price(_ symbol: Listed, _ price: Price, after wait: Interval = .milliseconds(100)) {
    advance(wait)
    guard market.admit(Tick(instrument: symbol.id, price: price, volume: 0, time: now), at: now) == .admitted else {
      return
    }
    var triggers: [Trigger] = []
    monitor.observe(symbol.id, price: price, at: now, into: &triggers)
    for trigger in triggers { apply(.trigger(trigger)) }
  }

  /// Lets time pass; deadlines are met in order.
  mutating func advance(_ interval: Interval) { advance(to: now + interval) }
  mutating func advance(_ seconds: Int64) { advance(.seconds(seconds)) }
  mutating func advance(to time: Timestamp) {
    var steps = 0
    while let due = engine.nextDue, due <= time {
      now = max(now, due)
      apply(.timer)
      steps += 1
      guard steps < 20_000 else { return fail("the clock stands still at \(now)") }
    }
    now = max(now, time)
  }

  @discardableResult
  mutating func alert(
    _ action: Action, _ symbol: Listed? = nil, id: String? = nil, words: String? = nil, body: UInt64 = 1,
    link: Int32 = 1,
    quantity: Quantity? = nil, share: Int64? = nil, limit: Price? = nil, stop: Price? = nil, target: Price? = nil,
    unreadable: String? = nil, time: Timestamp? = nil, named: String? = nil, failing denial: Denial? = nil
  ) -> Decision {
    alerts += 1
    let resolution: Resolution = denial.map { .failed($0) } ?? symbol.map { .instrument($0.resolved) } ?? .none
    apply(
      .signal(
        Signal(
          id: SignalID(id ?? words ?? "alert\(alerts)"), isNamed: words == nil, bodyDigest: body, link: LinkID(link),
          source: .webhook, action: action, symbol: named ?? symbol?.rawValue ?? "", resolution: resolution,
          quantity: quantity, share: share, limitPrice: limit, stop: stop, target: target, unreadable: unreadable,
          time: time, received: now)))
    guard let decision = decisions.last else { preconditionFailure("each signal is decided") }
    return decision
  }

  mutating func command(_ command: Command) { apply(.command(command, by: "trader")) }

  /// The exchange executes `quantity` of the newest open order of that side.
  mutating func fill(_ side: Side, _ symbol: Listed, _ quantity: Quantity, at price: Price) {
    guard
      let index = broker.orders.lastIndex(where: {
        $0.terms.side == side && $0.terms.instrument == symbol.id && !$0.status.isFinal
      })
    else { return fail("no \(side) order of \(symbol) is open at the broker") }
    fills += 1
    broker.orders[index].fills.append(FillReport(id: "F\(fills)", quantity: quantity, price: price, time: now))
    let isDone = broker.orders[index].filled >= broker.orders[index].terms.quantity
    broker.orders[index].status = isDone ? .filled : .open
    broker.orders[index].time = now
    apply(.report(broker.shown(broker.orders[index])))
  }

  /// Executes at the exchange without telling anybody.
  mutating func fillUnseen(_ order: Int, _ quantity: Quantity, at price: Price) {
    fills += 1
    broker.orders[order].fills.append(FillReport(id: "F\(fills)", quantity: quantity, price: price, time: now))
    if broker.orders[order].filled >= broker.orders[order].terms.quantity { broker.orders[order].status = .filled }
  }

  /// A person trades in the broker's own application. Unpushed, only a read of the book will show it.
  mutating func byHand(
    _ side: Side, _ symbol: Listed, _ quantity: Quantity, at price: Price, product: Product = .mis,
    isPushed: Bool = true
  ) {
    fills += 1
    let hand = ScriptedBroker.Order(
      id: BrokerOrderID("H\(broker.orders.count + 1)"), tag: nil,
      terms: OrderTerms(
        instrument: symbol.id, side: side, quantity: quantity, product: product, pricing: .limit(price)),
      status: .filled, fills: [FillReport(id: "F\(fills)", quantity: quantity, price: price, time: now)], time: now,
      placed: now)
    broker.orders.append(hand)
    if isPushed { apply(.report(hand.report)) }
  }

  /// A person changes our order in the broker's own application.
  mutating func changeByHand(_ order: Int, _ change: (inout ScriptedBroker.Order) -> Void) {
    change(&broker.orders[order])
    broker.orders[order].time = now
    apply(.report(broker.shown(broker.orders[order])))
  }

  /// The next trading day, nine o'clock.
  mutating func nextDay(_ day: TradingDay = "2026-08-19") {
    now = Timestamp(day: day, time: TimeOfDay(9, 0))
    broker.startDay(at: now)
    apply(.dayStarted(Self.sessions(day)))
  }

  /// Buys at the last price and lets it fill; the stop rests afterwards.
  mutating func long(_ symbol: Listed = .sbin, _ quantity: Quantity = 100, at price: Price = "100") {
    self.price(symbol, price)
    alert(.buy, symbol)
    fill(.buy, symbol, quantity, at: price)
    said = []
  }

  /// As when the process has just started: nobody has quoted anything yet.
  mutating func forgetPrices() {
    market = MarketView()
    for listed in Listed.allCases { market.list(listed.id, terms: listed.terms, kind: listed.instrument.kind) }
  }

  /// The process ends and starts again: a new engine from the stored state, guards rebuilt.
  mutating func restart(incarnation: UInt32 = 8) {
    let bytes = CanonicalEncoder.encode(engine.state)
    guard let state = try? CanonicalDecoder.decode(AccountState.self, from: bytes) else {
      return fail("the state cannot be read back")
    }
    #expect(CanonicalEncoder.encode(state) == bytes)
    engine = AccountEngine(restoring: state, charges: .bundled)
    monitor = ExitMonitor()
    for change in engine.guards { monitor.apply(change, market: market) }
    apply(.started(incarnation: incarnation))
  }

  private func fail(_ text: Comment) { Issue.record(text) }

  // MARK: What can be seen

  /// Requests since the last look.
  mutating func sent() -> [String] {
    defer { said = [] }
    return said
  }

  var holding: Holding? { engine.state.holdings.last }
  var position: Position? { holding?.position }
  var isFlat: Bool { engine.state.holdings.allSatisfy { !$0.position.isOpen } }
  var liveOrders: [String] {
    broker.orders.filter { !$0.status.isFinal }.map { order in
      "\(order.terms.side.rawValue) \(order.terms.quantity - order.filled) \(order.terms.pricing.onScreen)"
    }
  }
  var lastTrade: Trade? { trades.last }
  func incidentTexts(_ level: Incident.Level) -> [String] { incidents.filter { $0.level == level }.map(\.text) }

  private func text(_ request: BrokerRequest) -> String? {
    switch request {
    case .place(let order, let number, _, _):
      "\(order.terms.side.rawValue) \(order.terms.quantity) \(order.terms.pricing.onScreen) #\(number.index)"
    case .modify(let number, _, let terms): "#\(number.index) to \(terms.quantity) \(terms.pricing.onScreen)"
    case .cancel(let number, _): "cancel #\(number.index)"
    case .lookUp(let number, _, _, _): "look up #\(number.index)"
    case .snapshot: nil
    case .recall(let number): "recall #\(number.index)"
    }
  }
}
