import Desk
import Engine
import Market
import Storage
import TestSupport
import Testing
import Trading

@Suite("Paper trades on every day as on the first")
struct PaperDaysTests {
  private static let morning = TimeOfDay(9, 20)

  /// Buys and sells at many prices: tick numbers of the day grow far beyond those of the next morning.
  private func tradeFriday(_ desk: WallDesk, exiting: Bool) throws {
    for _ in 0..<40 { try desk.price("100") }
    try desk.trade(.buy, at: "100")
    #expect(try desk.held() == 100)
    if exiting {
      try desk.trade(.exit, at: "100")
      #expect(try desk.held() == 0)
    }
  }

  @Test("an entry of the second day fills at its first price, with and without a restart", arguments: [nil, 8, 10])
  func secondDay(_ restartHour: Int?) throws {
    let desk = try WallDesk()
    defer { desk.remove() }
    try tradeFriday(desk, exiting: true)
    if let restartHour {
      try desk.advance(to: TimeOfDay(restartHour, 30), on: WallDesk.monday)
      try desk.restart()
    }
    if restartHour != 10 { try desk.advance(to: Self.morning, on: WallDesk.monday) }
    desk.forgetVolume()
    try desk.price("101")
    try desk.trade(.buy, at: "101")
    #expect(try desk.held() == 100)
    #expect(try desk.resting() == ["SELL 100 at 99.95"])
    try desk.trade(.exit, at: "101")
    #expect(try desk.held() == 0)
  }

  @Test("a restart on the second day before anything was ordered on it starts at that day's tape, not yesterday's")
  func restartBeforeFirstOrder() throws {
    let desk = try WallDesk()
    defer { desk.remove() }
    try tradeFriday(desk, exiting: true)
    try desk.advance(to: Self.morning, on: WallDesk.monday)
    desk.forgetVolume()
    for _ in 0..<3 { try desk.price("101") }
    try desk.restart()
    try desk.price("101")
    try desk.trade(.buy, at: "101")
    #expect(try desk.held() == 100)
  }

  @Test("a restart within the day knows the last prices: a market order is not refused for want of one")
  func warmAfterRestart() throws {
    let desk = try WallDesk()
    defer { desk.remove() }
    try desk.price("100")
    try desk.trade(.buy, at: "100")
    try desk.restart()
    try desk.alert(.exit)
    #expect(try desk.resting() == ["SELL 100 at market"])
    try desk.price("100")
    #expect(try desk.held() == 0)
  }

  @Test("order and fill numbers are never given twice over the days")
  func numbers() throws {
    let desk = try WallDesk()
    defer { desk.remove() }
    for day in [WallDesk.friday, WallDesk.monday, WallDesk.monday.advanced(by: 1)] {
      try desk.advance(to: TimeOfDay(9, 25), on: day)
      desk.forgetVolume()
      if day == WallDesk.monday { try desk.restart() }
      try desk.price("100")
      for action in [Action.buy, .exit] {
        try desk.trade(action, at: "100")
      }
      #expect(try desk.held() == 0)
    }
    let reader = try DeskReader(desk.database)
    let fills = try reader.fills().map(\.id)
    #expect(fills.count == 6 && Set(fills).count == 6)
    let orders = try reader.orders().compactMap(\.brokerID)
    #expect(Set(orders).count == orders.count)
  }

  @Test("what is carried over a weekend is held, guarded and closed on Monday as on Friday", arguments: [false, true])
  func carried(_ restarts: Bool) throws {
    let desk = try WallDesk()
    defer { desk.remove() }
    try tradeFriday(desk, exiting: false)
    #expect(try desk.resting() == ["SELL 100 at 99.00"])
    try desk.advance(to: TimeOfDay(8, 30), on: WallDesk.monday)
    #expect(try desk.resting().isEmpty)
    if restarts { try desk.restart() }
    try desk.advance(to: Self.morning, on: WallDesk.monday)
    desk.forgetVolume()
    try desk.price("100.50")
    #expect(try desk.resting() == ["SELL 100 at 99.00"])
    try desk.price("98.90")
    try desk.price("98.90")
    #expect(try desk.held() == 0)
  }

  @Test("what is carried takes the terms of the day as soon as the day begins", arguments: [false, true])
  func termsOfTheDay(_ restarts: Bool) throws {
    let desk = try WallDesk(terms: { day in
      var terms = WallDesk.terms
      if day >= WallDesk.monday { terms.tickSize = Price(rupees: 0, paise: 50) }
      return terms
    }) { $0.exitPlan = ExitPlan(stop: .distance(.points("1.05"))) }
    defer { desk.remove() }
    try tradeFriday(desk, exiting: false)
    #expect(try desk.resting() == ["SELL 100 at 98.95"])
    try desk.advance(to: TimeOfDay(8, 30), on: WallDesk.monday)
    if restarts { try desk.restart() }
    try desk.advance(to: Self.morning, on: WallDesk.monday)
    #expect(try desk.resting() == ["SELL 100 at 99.00"])
  }

  @Test("a process that starts during the session puts the stop back on today's tick, at once")
  func termsInTheSession() throws {
    let desk = try WallDesk(terms: { day in
      var terms = WallDesk.terms
      if day >= WallDesk.monday { terms.tickSize = Price(rupees: 0, paise: 50) }
      return terms
    }) { $0.exitPlan = ExitPlan(stop: .distance(.points("1.05"))) }
    defer { desk.remove() }
    try tradeFriday(desk, exiting: false)
    try desk.restart(at: Timestamp(day: WallDesk.monday, time: TimeOfDay(9, 16)))
    #expect(try desk.resting() == ["SELL 100 at 99.00"])
    #expect(try desk.held() == 100)
    #expect(try desk.incidents().filter { $0.contains("rejected") }.isEmpty)
  }

  @Test(
    "without today's terms nothing is entered, what is carried is guarded by the last known ones, and that is told once"
  )
  func noTerms() throws {
    let desk = try WallDesk(days: [WallDesk.friday])
    defer { desk.remove() }
    try tradeFriday(desk, exiting: false)
    try desk.advance(to: Self.morning, on: WallDesk.monday)
    #expect(try desk.resting() == ["SELL 100 at 99.00"])
    let denial = try #require(try desk.alert(.buy).first?.denial)
    #expect(denial.code == .termsMissing && denial.detail.contains("2026-08-14"))
    try desk.restart()
    #expect(try desk.incidents().filter { $0.contains("contract terms of SBIN") }.count == 1)
    desk.forgetVolume()
    try desk.price("100")
    try desk.alert(.exit)
    try desk.price("100")
    #expect(try desk.held() == 0)
  }
}
