import Engine
import Market
import Simulation
import TestSupport
import Testing
import Trading

/// A seeded hour before the close: random alerts, prices, commands, faults on the line and restarts, with the simulated
/// exchange as the broker and the true book. Two runs of one seed are the same run.
struct RandomSession {
  let seed: UInt64
  private(set) var engine: AccountEngine
  private(set) var exchange: SimulatedExchange
  private(set) var referee = Referee()
  /// Of every event and what followed from it.
  private(set) var digest = CanonicalHash()
  private(set) var counts: [String: Int] = [:]
  private(set) var incidents: [Incident] = []
  /// The last steps, to be read when something broke.
  private var steps: [(time: Timestamp, event: Event, requests: [BrokerRequest])] = []
  private let isDigested: Bool
  private var market = MarketView()
  private var monitor = ExitMonitor()
  private var random: Seeded
  private var now = Scenario.time(14, 45)
  private var tickNumber: Int64 = -1
  private var prices: [Listed: Int64] = [.sbin: 1_000_000, .reliance: 9_000_000, .call: 800_000]
  private var volumes: [Listed: Int64] = [:]
  private let symbols: [Listed] = [.sbin, .reliance, .call]
  private let mayShort: Bool
  private let hasFaults: Bool
  /// People trade, cancel and change orders in the same account.
  private let hasHands: Bool
  /// The broker's whole book is read now and then, so pushes may be lost.
  private let isVerified: Bool
  private let blanksTags: Bool
  private var alerts = 0
  private var hands = 0
  /// What people ordered, by instrument: bounds every overshoot.
  private(set) var byHand: [InstrumentID: Quantity] = [:]
  private var refusesUntil = Timestamp.distantPast

  static let capital: Money = "1000000"

  var lastSteps: String {
    steps.map { "\($0.time.istTime) \($0.event) → \($0.requests)" }.joined(separator: "\n")
  }

  init(seed: UInt64, isDigested: Bool = false) {
    self.seed = seed
    self.isDigested = isDigested
    random = Seeded(seed)
    mayShort = seed % 3 == 0
    hasFaults = seed % 4 != 0
    hasHands = seed % 3 == 1
    isVerified = hasHands || seed % 4 == 2
    blanksTags = seed % 5 == 3 || seed % 10 == 4
    let settings = AccountSettings(
      id: AccountID(1), name: "random", capital: Self.capital,
      limits: RiskLimits(
        orderValue: "2000000", positionValue: "2000000", tradesPerDay: 60, dailyLoss: "30000",
        dailyLossBasisPoints: 10_000, drawdown: "30000", priceAge: .seconds(30)),
      capabilities: BrokerCapabilities(
        modifiesInPlace: seed % 5 != 0, modificationLimit: seed % 2 == 0 ? 25 : 9, acceptsMarket: seed % 7 != 0,
        acceptsStopMarket: seed % 6 != 0, tagLookUp: blanksTags ? .hintOnly : .reliable,
        settleTime: .milliseconds([0, 100, 1000][Int(seed / 2 % 3)]),
        requestsPerSecond: [10, 4, 6][Int(seed % 3)],
        verifyInterval: isVerified ? .seconds(seed % 2 == 0 ? 20 : 45) : nil))
    engine = AccountEngine(settings: settings, charges: .bundled)
    exchange = SimulatedExchange(
      settings: ExchangeSettings(
        latency: .milliseconds([0, 50, 900][Int(seed / 2 % 3)]), participation: 2000, slippageTicks: Int64(seed % 3),
        startingCash: "100000000"), seed: seed)
    referee.label = "(seed \(seed))"
    for listed in Listed.allCases {
      market.list(listed.id, terms: listed.terms, kind: listed.instrument.kind)
      let sessions = Scenario.sessions().sessions(of: listed.terms.sessionClass).map { ($0.open, $0.close) }
      exchange.list(listed.id, kind: listed.instrument.kind, terms: listed.terms, sessions: sessions, strike: "24200")
    }
  }

  mutating func run() {
    apply(.dayStarted(Scenario.sessions()))
    apply(.started(incarnation: 1))
    for number in 1...3 as ClosedRange<Int32> { apply(.link(link(number))) }
    let end = Scenario.time(15, 39, 50)
    while now < end {
      advance(to: now + .milliseconds(Int64.random(in: 50...12_000, using: &random)))
      for symbol in symbols where !random.oneIn(3) { tick(symbol) }
      if now < Scenario.time(15, 5), random.oneIn(8) { alert() }
      if random.oneIn(150) { command() }
      if hasFaults, random.oneIn(200) { restart() }
      if hasHands, random.oneIn(12) { touch() }
      if hasFaults, isVerified, now < Scenario.time(15, 0), random.oneIn(150) { refuseEverything() }
      decideDoubts()
      checkExchange()
    }
  }

  private mutating func link(_ number: Int32) -> Link {
    var link = Link(id: LinkID(number), name: "link\(number)", accounts: [AccountID(1)], sizing: .quantity(900))
    link.product = .mis
    link.exitPlan = ExitPlan(
      stop: .percent(Int64.random(in: 20...150, using: &random)),
      target: .percent(Int64.random(in: 50...300, using: &random)),
      trailing: random.oneIn(2) ? .distance(.basisPoints(60)) : nil,
      breakEvenAfter: random.oneIn(2) ? .basisPoints(50) : nil,
      timeLimit: random.oneIn(3) ? .minutes(6) : nil)
    link.mayShort = mayShort
    link.reverses = random.oneIn(2)
    link.entryUntil = TimeOfDay(15, 30)
    link.closePolicy = .squareOff(before: .minutes(8))
    link.sizing = .quantity(Quantity(Int64.random(in: 100...2400, using: &random)))
    return link
  }

  // MARK: What happens

  private mutating func tick(_ symbol: Listed) {
    let size: Int64 = random.oneIn(60) ? 60 : 4
    var price = (prices[symbol] ?? 0) + 500 * Int64.random(in: -size...size, using: &random)
    price = min(max(price, 810_000), symbol == .sbin ? 1_190_000 : 20_000_000)
    prices[symbol] = price
    volumes[symbol, default: 0] += Int64.random(in: 0...3000, using: &random)
    let tick = Tick(instrument: symbol.id, price: Price(raw: price), volume: volumes[symbol] ?? 0, time: now)
    guard market.admit(tick, at: now) == .admitted else { return }
    tickNumber += 1
    exchange.observe(tick, number: tickNumber)
    deliver()
    var triggers: [Trigger] = []
    monitor.observe(symbol.id, price: tick.price, at: now, into: &triggers)
    for trigger in triggers { apply(.trigger(trigger)) }
  }

  private mutating func alert() {
    alerts += 1
    let symbol = symbols[Int.random(in: 0..<3, using: &random)]
    let actions: [Action] = mayShort ? [.buy, .sell, .short, .cover, .exit] : [.buy, .buy, .sell, .exit]
    let action = actions[Int.random(in: 0..<actions.count, using: &random)]
    let link = LinkID(Int32((symbols.firstIndex(of: symbol) ?? 0) + 1))
    apply(
      .signal(
        Signal(
          id: SignalID("A\(random.oneIn(10) ? alerts - 1 : alerts)"), bodyDigest: 1, link: link, source: .webhook,
          action: action, symbol: symbol.rawValue, resolution: .instrument(symbol.resolved), received: now)))
  }

  private mutating func command() {
    let commands: [Command] = [
      .pause, .resume, .halt("test"), .clearHalt, .squareOffAll, .reconcile, .resume, .clearHalt,
    ]
    apply(.command(commands[Int.random(in: 0..<commands.count, using: &random)], by: "somebody"))
  }

  /// A person in the broker's own application.
  private mutating func touch() {
    let symbol = symbols[Int.random(in: 0..<3, using: &random)]
    let book = exchange.snapshot(at: now)
    let stops = book.orders.filter { $0.tag?.text.first == "S" && $0.status == .triggerPending }
    if !stops.isEmpty, random.oneIn(2) {
      let stop = stops[Int.random(in: 0..<stops.count, using: &random)]
      if random.oneIn(2) {
        counts["stop cancelled by hand", default: 0] += 1
        _ = exchange.cancel(stop.brokerID, at: now)
      } else {
        change(stop, by: symbol)
      }
    } else {
      let net = book.positions.first { $0.instrument == symbol.id }?.netQuantity ?? .zero
      let lot = symbol.terms.lotSize.units
      let most = min(max(net.units, 10 * lot), symbol.terms.freezeQuantity.units)
      let quantity = Quantity(random.oneIn(3) ? most : lot * Int64.random(in: 1...max(most / lot, 1), using: &random))
      let terms = OrderTerms(
        instrument: symbol.id, side: net > .zero && !random.oneIn(3) ? .sell : .buy, quantity: quantity,
        product: .mis, pricing: .market(protection: 500))
      hands += 1
      guard case .accepted = exchange.place(terms, tag: ClientTag("HAND\(hands)"), at: now) else { return }
      byHand[symbol.id, default: .zero] += quantity
      counts["trade by hand", default: 0] += 1
    }
    deliver()
  }

  private mutating func change(_ stop: OrderReport, by symbol: Listed) {
    counts["stop changed by hand", default: 0] += 1
    let step = Price(raw: 500 * Int64.random(in: -40...40, using: &random))
    var pricing = stop.terms.pricing
    switch pricing {
    case .stopMarket(let trigger, let protection):
      pricing = .stopMarket(trigger: trigger + step, protection: protection)
    case .stopLimit(let trigger, let limit): pricing = .stopLimit(trigger: trigger + step, limit: limit + step)
    case .market, .limit: break
    }
    let lot = Listed.allCases.first { $0.id == stop.terms.instrument }?.terms.lotSize ?? 1
    let smaller = stop.terms.quantity - lot
    let quantity = random.oneIn(3) && smaller > stop.filledQuantity ? smaller : stop.terms.quantity
    _ = exchange.modify(stop.brokerID, quantity: quantity, pricing: pricing, at: now)
  }

  private mutating func refuseEverything() {
    refusesUntil = now + .seconds(Int64.random(in: 10...150, using: &random))
    counts["refuses everything", default: 0] += 1
  }

  /// A person who was asked looks it up: the exchange knows the tag.
  private mutating func decideDoubts() {
    for number in engine.state.orders.live {
      let order = engine.state.orders[number]
      guard order.isBeforePerson, order.status == .unknown, let tag = order.tag else { continue }
      counts["doubt decided", default: 0] += 1
      let truth = exchange.report(tag: tag)
      apply(.command(truth.map { .adopt(number, $0.brokerID) } ?? .declareAbsent(number), by: "somebody"))
    }
  }

  private mutating func restart() {
    engine = stored(engine)
    monitor = ExitMonitor()
    for change in engine.guards { monitor.apply(change, market: market) }
    apply(.started(incarnation: UInt32.random(in: 0..<1_600_000, using: &random)))
  }

  private mutating func advance(to time: Timestamp) {
    var steps = 0
    while let due = [engine.nextDue, exchange.nextDue].compactMap({ $0 }).min(), due <= time {
      now = max(now, due)
      exchange.advance(to: now)
      deliver()
      if let wanted = engine.nextDue, wanted <= now { apply(.timer) }
      steps += 1
      if steps > 20_000 {
        Issue.record("the clock stands still (seed \(seed))")
        break
      }
    }
    now = max(now, time)
    exchange.advance(to: now)
    deliver()
  }

  private mutating func deliver() {
    for report in pushes() {
      apply(report)
      if hasFaults, random.oneIn(20) { apply(report) }
    }
  }

  /// Some are lost where the book is read anyway.
  private mutating func pushes() -> [Event] {
    var events: [Event] = []
    for report in exchange.drainReports() {
      if isVerified, hasFaults, random.oneIn(30) {
        counts["push lost", default: 0] += 1
      } else {
        events.append(.report(shown(report)))
      }
    }
    return events
  }

  /// As the broker shows it: without a tag where a person placed it, or where the broker drops ours.
  private func shown(_ report: OrderReport) -> OrderReport {
    var shown = report
    if report.tag?.text.first == "H" || isBlank(report) { shown.tag = nil }
    return shown
  }

  private func isBlank(_ report: OrderReport) -> Bool {
    guard blanksTags else { return false }
    return (UInt64(report.brokerID.text.dropFirst()) ?? 0) &* 7 % 3 != seed % 3
  }

  private mutating func book() -> BrokerSnapshot {
    var book = exchange.snapshot(at: now)
    book.orders = book.orders.map(shown)
    guard isVerified, hasFaults, random.oneIn(8) else { return book }
    counts["book broken", default: 0] += 1
    switch Int.random(in: 0..<4, using: &random) {
    case 0: book.orders = []
    case 1: book.positions = []
    case 2: book.orders.removeLast(min(book.orders.count, 2))
    default: (book.orders, book.positions) = ([], [])
    }
    return book
  }

  private func stored(_ engine: AccountEngine) -> AccountEngine {
    let bytes = CanonicalEncoder.encode(engine.state)
    guard let state = try? CanonicalDecoder.decode(AccountState.self, from: bytes) else {
      Issue.record("the state cannot be read back (seed \(seed))")
      return engine
    }
    #expect(state == engine.state, "seed \(seed)")
    return AccountEngine(restoring: state, charges: .bundled)
  }

  private mutating func apply(_ event: Event) {
    var inbox = [event]
    while !inbox.isEmpty {
      let next = inbox.removeFirst()
      var effects = Effects()
      if random.oneIn(40) {
        var twin = stored(engine)
        var twinEffects = Effects()
        twin.apply(next, at: now, market: market, into: &twinEffects)
        engine.apply(next, at: now, market: market, into: &effects)
        #expect(
          twinEffects.requests == effects.requests && twinEffects.records == effects.records, "I25 (seed \(seed))")
        #expect(twinEffects.guards == effects.guards && twin.state == engine.state, "I25 (seed \(seed))")
        if random.oneIn(2) { engine = twin }
      } else {
        engine.apply(next, at: now, market: market, into: &effects)
      }
      note(next, effects)
      for change in effects.guards { monitor.apply(change, market: market) }
      referee.brokerRefuses = now < refusesUntil + .minutes(2)
      referee.check(engine, effects, at: now)
      for request in effects.requests { inbox += answer(request) }
    }
  }

  private mutating func note(_ event: Event, _ effects: Effects) {
    if isDigested {
      digest.add(CanonicalEncoder.encode(event))
      digest.add(CanonicalEncoder.encode(effects.records))
      digest.add(CanonicalEncoder.encode(effects.requests))
    }
    steps.append((now, event, effects.requests))
    if steps.count > 12 { steps.removeFirst() }
    for record in effects.records {
      switch record {
      case .fill(let fill):
        counts["fills", default: 0] += 1
        if engine.state.orders[fill.order].attempts == 0 { counts["fills by hand", default: 0] += 1 }
      case .trade(let trade): counts["trade \(trade.exitReason?.rawValue ?? "")", default: 0] += 1
      case .incident(let incident): incidents.append(incident)
      default: break
      }
    }
  }

  private mutating func answer(_ request: BrokerRequest) -> [Event] {
    func isFault() -> Bool { hasFaults && random.oneIn(25) }
    func reports() -> [Event] { pushes() }
    if now < refusesUntil, let refusal = refusal(of: request) { return [refusal] }
    switch request {
    case .place(let order, let number, let attempt, let tag):
      if isFault() { return [.placed(number, attempt: attempt, faultBefore())] }
      let outcome = exchange.place(order.terms, tag: tag, at: now)
      let pushed = reports()
      let said: RequestOutcome = isFault() ? .ambiguous("no answer") : outcome
      counts["placed", default: 0] += 1
      return random.oneIn(2)
        ? [.placed(number, attempt: attempt, said)] + pushed : pushed + [.placed(number, attempt: attempt, said)]
    case .modify(let number, let id, let terms):
      if isFault() { return [.changed(number, faultBefore())] }
      let outcome = exchange.modify(id, quantity: terms.quantity, pricing: terms.pricing, at: now)
      return [.changed(number, isFault() ? .ambiguous("no answer") : outcome)] + reports()
    case .cancel(let number, let id):
      if isFault() { return [.changed(number, faultBefore())] }
      let outcome = exchange.cancel(id, at: now)
      return [.changed(number, isFault() ? .ambiguous("no answer") : outcome)] + reports()
    case .lookUp(let number, let id, let tag, _):
      if isFault() { return [.lookedUp(number, .failed("no answer"))] }
      let tagged = tag.flatMap { exchange.report(tag: $0) }.flatMap { isBlank($0) ? nil : $0 }
      let found = id.flatMap { exchange.report(id: $0) } ?? tagged
      return [.lookedUp(number, found.map { .found(shown($0), readBegan: now) } ?? .absent(readBegan: now))]
    case .snapshot: return [isFault() ? .snapshotFailed("no answer") : .snapshot(book())]
    case .recall: return []
    }
  }

  private func refusal(of request: BrokerRequest) -> Event? {
    switch request {
    case .place(_, let number, let attempt, _): .placed(number, attempt: attempt, .rejected("blocked"))
    case .modify(let number, _, _), .cancel(let number, _): .changed(number, .rejected("blocked"))
    case .lookUp, .snapshot, .recall: nil
    }
  }

  /// Certainly or perhaps not done.
  private mutating func faultBefore() -> RequestOutcome {
    counts["faults", default: 0] += 1
    return random.oneIn(3)
      ? .rateLimited(after: .seconds(2)) : random.oneIn(3) ? .rejected("risk system") : .ambiguous("no answer")
  }

  // MARK: The true book

  private func checkExchange() {
    // I10: nothing that lowers exposure carries a position through zero, but for what people traded themselves.
    guard !mayShort else { return }
    for position in exchange.snapshot(at: now).positions {
      let theirs = byHand[position.instrument] ?? .zero
      #expect(position.netQuantity >= -theirs, "I10: \(position) (seed \(seed))")
    }
  }

  /// Signed value of what people traded at the exchange.
  var valueByHand: Money {
    exchange.snapshot(at: now).orders.filter { $0.tag?.text.first == "H" }.reduce(.zero) { sum, order in
      order.fills.reduce(sum) { $0 + Money(raw: ($1.price * $1.quantity).raw * order.terms.side.sign) }
    }
  }
}
