import Market
import Simulation
import Testing
import Trading

@Suite("A restored book has the same future as one that never stopped")
struct RestoreTests {
  @Test(
    "killed and restored at random moments, with or without the last writes", arguments: 1...60 as ClosedRange<UInt64>)
  func sameFuture(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let steps = RandomDay.steps(count: 400, using: &generator)
    let settings = RandomDay.settings(seed: seed)
    var steady = RandomDay.exchange(settings, seed: seed)
    var owner = PaperOwner(settings: settings, seed: seed)
    for (n, step) in steps.enumerated() {
      let outcome = step.apply(to: &steady)
      let reports = steady.drainReports()
      let crash = UInt8.random(in: 0..<10, using: &generator)
      try #require(
        try owner.run(step, crash: crash < 2 ? (crash == 0 ? .afterWriting : .beforeWriting) : nil) == outcome,
        "seed \(seed) step \(n)")
      let expected = steady.snapshot(at: step.time)
      try #require(owner.exchange.snapshot(at: step.time) == expected, "seed \(seed) step \(n)")
      if crash >= 2 { try #require(owner.reports == reports, "seed \(seed) step \(n)") }
      try #require(owner.exchange.cash == steady.cash, "seed \(seed) step \(n)")
      try #require(owner.exchange.marginUsed == steady.marginUsed, "seed \(seed) step \(n)")
    }
    #expect(steady.snapshot(at: .distantPast).orders.contains { !$0.fills.isEmpty }, "seed \(seed) trades")
  }

  @Test("the same settings, seed and inputs give the same reports; another seed other slippage")
  func determinism() {
    func run(_ seed: UInt64) -> [OrderReport] {
      var generator = SplitMix64(seed: 5)
      var exchange = RandomDay.exchange(RandomDay.settings(seed: 5), seed: seed)
      for step in RandomDay.steps(count: 400, using: &generator) { _ = step.apply(to: &exchange) }
      return exchange.drainReports()
    }
    #expect(run(5) == run(5))
    #expect(run(5) != run(6))
  }

  @Test("feeding the tape again changes nothing")
  func idempotent() {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.buy, 10, .limit("100"), at: 1)
    _ = desk.exchange.drainChanges()
    let tick = Tick(instrument: Scenario.share, price: screen("100"), volume: 0, time: Scenario.time(2))
    desk.exchange.observe(tick, number: 1)
    let once = desk.exchange.snapshot(at: tick.time)
    #expect(!desk.exchange.drainChanges().isEmpty)
    desk.exchange.observe(tick, number: 1)
    desk.exchange.observe(tick, number: 0)
    #expect(desk.exchange.snapshot(at: tick.time) == once)
    #expect(desk.exchange.drainChanges().isEmpty)
  }

  @Test("ticks that touch no order leave nothing to write")
  func quietTicks() {
    var desk = Scenario()
    desk.place(.buy, 10, .limit("90"), at: 0)
    desk.tick("100", at: 1)
    _ = desk.exchange.drainChanges()
    desk.tick("99", at: 2)
    let changes = desk.exchange.drainChanges()
    #expect(changes.isEmpty)
    #expect(changes.header.lastTick == 1)
  }

  @Test("rows that contradict each other are refused")
  func contradictions() throws {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.buy, 10, .limit("100"), at: 1)
    desk.place(.buy, 10, .limit("99"), at: 1)
    desk.tick("100", at: 2)
    let changes = desk.exchange.drainChanges()
    func restore(_ edit: (inout ExchangeHeader, inout [ExchangeOrder]) -> Void) throws(ExchangeRestoreError) {
      var header = changes.header
      var orders = changes.orders
      edit(&header, &orders)
      _ = try SimulatedExchange(settings: ExchangeSettings(), seed: 1, restoring: header, orders: orders)
    }
    try restore { _, orders in orders.reverse() }
    #expect(throws: ExchangeRestoreError.unusableSequence(1)) { try restore { $1.append($1[0]) } }
    #expect(throws: ExchangeRestoreError.unusableSequence(2)) { try restore { header, _ in header.nextOrder = 2 } }
    #expect(throws: ExchangeRestoreError.duplicateTag(ClientTag("tag1"))) {
      try restore { $1[1].tag = ClientTag("tag1") }
    }
    #expect(throws: ExchangeRestoreError.inconsistentOrder(1)) { try restore { $1[0].fills = [] } }
    #expect(throws: ExchangeRestoreError.inconsistentOrder(1)) { try restore { $1[0].terms.quantity = Quantity(9) } }
    #expect(throws: ExchangeRestoreError.unusableInstrument(InstrumentID(-1))) {
      try restore { $1[1].terms.instrument = InstrumentID(-1) }
    }
    #expect(throws: ExchangeRestoreError.duplicatePosition(Scenario.share, .mis)) {
      try restore { header, _ in header.positions += header.positions }
    }
  }
}

@Suite("What holds whatever happens")
struct InvariantTests {
  @Test("cash, positions, limits and volume on random days", arguments: 1...60 as ClosedRange<UInt64>)
  func invariants(_ seed: UInt64) {
    var generator = SplitMix64(seed: seed &+ 1000)
    let settings = RandomDay.settings(seed: seed)
    var exchange = RandomDay.exchange(settings, seed: seed)
    var finals: [BrokerOrderID: OrderReport] = [:]
    for step in RandomDay.steps(count: 400, using: &generator) {
      _ = step.apply(to: &exchange)
      for report in exchange.drainReports() {
        if let final = finals[report.brokerID] {
          #expect((report.status, report.fills) == (final.status, final.fills), "seed \(seed): final stays final")
        }
        if report.status.isFinal { finals[report.brokerID] = report }
      }
    }
    let snapshot = exchange.snapshot(at: .distantPast)
    var cash = settings.startingCash
    var net: [InstrumentID: Int64] = [:]
    var ids: Set<String> = []
    for order in snapshot.orders {
      #expect(order.filledQuantity <= order.terms.quantity, "seed \(seed)")
      #expect(order.filledQuantity.units == order.fills.reduce(0) { $0 + $1.quantity.units }, "seed \(seed)")
      for fill in order.fills {
        #expect(ids.insert(fill.id).inserted, "seed \(seed): fill ids are unique")
        cash -= Money(raw: order.terms.side.sign * (fill.price * fill.quantity).raw)
        net[order.terms.instrument, default: 0] += order.terms.side.sign * fill.quantity.units
      }
    }
    #expect(exchange.cash == cash, "seed \(seed): cash is the signed value of the fills")
    for instrument in Scenario.all {
      let held = snapshot.positions.filter { $0.instrument == instrument }.reduce(0) { $0 + $1.netQuantity.units }
      #expect(held == net[instrument] ?? 0, "seed \(seed)")
    }
  }
}
