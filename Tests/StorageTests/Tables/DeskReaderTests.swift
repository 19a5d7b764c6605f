import Foundation
import GRDB
import Market
import Storage
import TestSupport
import Testing

@testable import Engine
@testable import Trading

@Suite("What was recorded can be read by people")
struct DeskReaderTests {
  let fixture: JournalFixture
  let journal: Journal
  let reader: DeskReader
  let reliance = InstrumentID(0)
  let call = InstrumentID(1)
  let morning = Timestamp(day: TradingDay(daysSince1970: 18_779), time: TimeOfDay(9, 15, 50))
  var day: TradingDay { morning.istDay }

  init() throws {
    fixture = try JournalFixture()
    journal = try fixture.open()
    reader = try DeskReader(fixture.file)
    let option = Instrument(
      exchange: .nfo, kind: .call, underlying: "NIFTY", expiry: TradingDay(year: 2024, month: 11, day: 28),
      strike: Price(rupees: 24_000))
    try journal.registerInstruments([(reliance, .equity("RELIANCE")), (call, option)])
  }

  private func signal(_ id: String = "a-1") -> Signal {
    Signal(
      id: SignalID(id), bodyDigest: 1, link: LinkID(4), source: .webhook, action: .buy, symbol: "RELIANCE",
      resolution: Resolution.none, received: morning)
  }

  private func decision(_ number: Int64, _ signal: Signal, _ outcome: Decision.Outcome, at time: Timestamp) -> Decision
  {
    Decision(
      number: number, signal: signal, instrument: reliance, outcome: outcome,
      denial: outcome == .denied ? Denial(.stale, "40 s old") : nil, reason: "because", time: time)
  }

  private func commit(_ records: [Engine.Record], after event: Event = .timer, account: Int32 = 1) throws {
    try journal.commit(
      CommitBatch([
        CommitEntry(
          account: AccountID(account), mode: .paper, time: morning, tapeNumber: 0, event: event, effectsDigest: 0,
          records: records)
      ]))
  }

  @Test("a decision keeps its signal's source when it is decided later")
  func decisionFollowsSignal() throws {
    let alert = signal()
    try journal.commit(
      CommitBatch(storeRows: [
        .link(Link(id: LinkID(4), name: "ORB", accounts: [AccountID(1)], sizing: .lots(1)), secret: nil, at: morning)
      ]))
    try commit([.decision(decision(1, alert, .waiting, at: morning))], after: .signal(alert))
    try commit([.decision(decision(1, alert, .denied, at: morning + .seconds(2)))])
    let row = try #require(try reader.decisions(of: AccountID(1), on: day).first)
    #expect(row.outcome == .denied)
    #expect(row.denial == Denial(.stale, "40 s old"))
    #expect(row.source == .webhook)
    #expect(row.received == morning)
    #expect(row.symbol == "NSE:RELIANCE")
    #expect(row.linkName == "ORB")
    #expect(row.origin.account == AccountID(1))
    #expect(row.origin.mode == .paper)
    #expect(row.origin.sequence == 2)
  }

  @Test("the newest decisions come first, by account, day and number")
  func newestFirst() throws {
    for number in Int64(1)...5 {
      let time = morning + .seconds(number)
      try commit([.decision(decision(number, signal("s\(number)"), .accepted, at: time))])
    }
    let tomorrow = morning + .hours(24)
    try commit([.decision(decision(6, signal("s6"), .accepted, at: tomorrow))])
    try commit([.decision(decision(1, signal("t1"), .accepted, at: morning))], account: 2)
    #expect(try reader.decisions(of: AccountID(1), limit: 3).map(\.number) == [6, 5, 4])
    #expect(try reader.decisions(of: AccountID(1), on: day).map(\.number) == [5, 4, 3, 2, 1])
    #expect(try reader.decisions(on: day).count == 6)
    #expect(try reader.decisions(on: TradingDay(daysSince1970: 1)).isEmpty)
  }

  @Test("the same fill is one row; an order's newest state wins")
  func fillsAndOrders() throws {
    var random = SeededGenerator(seed: 31)
    var fill = random.fill(id: "F1")
    fill.instrument = call
    fill.time = morning
    var order = random.storedOrder(number: OrderNumber(0))
    try commit([.fill(fill), .order(order)])
    order.exitReason = .manual
    try commit([.fill(fill), .order(order)])
    let fills = try reader.fills(on: day)
    #expect(fills.count == 1)
    #expect(fills.first?.charges == fill.charges)
    #expect(fills.first?.symbol == "NFO:NIFTY28NOV2424000CE")
    let orders = try reader.orders(of: AccountID(1))
    #expect(orders.count == 1)
    #expect(orders.first?.exitReason == .manual)
    #expect(orders.first?.terms == order.terms)
    #expect(orders.first?.filledQuantity == order.filledQuantity)
    #expect(orders.first?.status == order.status)
  }

  @Test("positions of a day are those that were open at some time of it")
  func positions() throws {
    func position(_ id: Int32, opened: Timestamp, closed: Timestamp?) -> Engine.Record {
      var position = Position(
        id: PositionID(id), owner: LinkID(4), instrument: reliance, product: .nrml, direction: .buy)
      position.enter(Quantity(10), at: Price(rupees: 100), time: opened)
      if let closed { _ = position.exit(Quantity(10), at: Price(rupees: 110), time: closed) }
      return .position(position, stop: Price(rupees: 95), target: nil)
    }
    let dayBefore = morning - .hours(24)
    try commit([
      position(0, opened: dayBefore, closed: dayBefore), position(1, opened: dayBefore, closed: morning),
      position(2, opened: morning, closed: nil), position(3, opened: dayBefore, closed: nil),
    ])
    #expect(try reader.positions(on: day).map(\.id.index).sorted() == [1, 2, 3])
    #expect(try reader.positions(on: dayBefore.istDay).map(\.id.index).sorted() == [0, 1, 3])
    let open = try reader.openPositions(of: AccountID(1))
    #expect(open.map(\.id.index).sorted() == [2, 3])
    #expect(open.first?.stop == Price(rupees: 95))
    #expect(open.first?.averageEntry == Price(rupees: 100))
    #expect(open.first?.openQuantity == Quantity(10))
  }

  @Test("every record case is written and read for any values", arguments: [UInt64(1), 2, 3, 4, 5])
  func everyRecord(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var trades: [Trade] = []
    for index in 0..<20 {
      var records: [Engine.Record] = [
        .decision(random.decision(number: Int64(index))), .order(random.storedOrder(number: OrderNumber(Int32(index)))),
        .fill(random.fill(id: "F\(index)")), .incident(random.incident(number: Int64(index))),
        .account(random.status()),
      ]
      let position = random.storedPosition(id: PositionID(Int32(index)))
      records.append(.position(position, stop: nil, target: nil))
      records.append(
        .stopMoved(position.id, reliance, stop: random.price(), best: random.price(), .trailing, random.time()))
      if let trade = Trade(position) {
        records.append(.trade(trade))
        trades.append(trade)
      }
      try commit(records)
    }
    #expect(try reader.decisions().count == 20)
    #expect(try reader.orders().count == 20)
    #expect(try reader.fills().count == 20)
    #expect(try reader.incidents().count == 20)
    #expect(try reader.accountStatus().count == 1)
    #expect(try reader.stopMoves(of: AccountID(1), position: PositionID(3)).count == 1)
    let rows = try reader.trades().sorted { $0.position < $1.position }
    #expect(rows.map(\.net) == trades.map(\.net))
    #expect(rows.map(\.exitPrice) == trades.map(\.exitPrice))
    #expect(rows.map(\.exitReason) == trades.map(\.exitReason))
  }

  @Test("a row of the wrong kind is an error naming table and column")
  func wrongKind() throws {
    var random = SeededGenerator(seed: 41)
    try commit([.incident(random.incident(number: 1))])
    try fixture.tamper("update incidents set level = 'loud'")
    let error = storageError { _ = try reader.incidents() }
    #expect(error?.problem.contains("level") == true)
    #expect(error?.problem.contains("incidents") == true)
  }

  @Test("day reports and settings are replaced")
  func storeRows() throws {
    let account = AccountID(1)
    for body in ["{\"trades\":1}", "{\"trades\":2}"] {
      try journal.commit(
        CommitBatch(storeRows: [
          .dayReport(account, .paper, day, body: body, at: morning), .setting(key: "theme", value: body, at: morning),
        ]))
    }
    #expect(try reader.dayReport(of: account, on: day) == "{\"trades\":2}")
    #expect(try reader.dayReport(of: account, on: day.advanced(by: 1)) == nil)
    #expect(try reader.setting("theme") == "{\"trades\":2}")
    #expect(try reader.setting("none") == nil)
  }
}
