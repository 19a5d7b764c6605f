import Market
import Simulation
import Testing
import Trading

@Suite("Requests take their time, and races end as at an exchange")
struct LatencyTests {
  @Test("an order is unknown to the book until it arrives, but known to its broker")
  func arrival() {
    var desk = Scenario(latency: .milliseconds(50))
    desk.tick("100", at: 0)
    desk.place(.buy, 10, .limit("101"), at: 100)
    #expect(desk.status() == .open)
    desk.tick("100", at: 149)
    #expect(desk.pushes().isEmpty)
    desk.tick("100", at: 150)
    #expect(desk.pushes() == ["open 0/10", "filled 10/10"])
  }

  @Test("when something last happened to an order is known, also between two ticks")
  func lastChange() {
    var desk = Scenario(latency: .milliseconds(50))
    desk.tick("100", at: 0)
    desk.place(.buy, 10, .limit("99"), at: 100)
    desk.exchange.advance(to: Scenario.time(149))
    #expect(desk.exchange.lastChange == Scenario.time(100))
    desk.exchange.advance(to: Scenario.time(180))
    #expect(desk.exchange.lastChange == Scenario.time(150))
    desk.tick("98.95", at: 400)
    #expect(desk.exchange.lastChange == Scenario.time(400))
  }

  @Test("whether an order takes or rests is decided by the last price when it arrives")
  func marketMovesMeanwhile() {
    var desk = Scenario(latency: .milliseconds(50))
    desk.tick("100", at: 0)
    desk.place(.buy, 10, .market(protection: 100), at: 100)
    desk.tick("105", at: 120)
    desk.tick("106.05", at: 160)
    #expect(desk.fills() == ["10@106.05"])
  }

  @Test("a cancel that loses the race leaves the order filled, and says so")
  func lostCancel() {
    var desk = Scenario(latency: .milliseconds(50))
    desk.tick("100", at: 0)
    desk.place(.buy, 10, .limit("99"), at: 0)
    desk.tick("100", at: 60)
    #expect(desk.cancel(at: 100).isAccepted)
    desk.tick("99", at: 149)
    _ = desk.pushes()
    desk.exchange.advance(to: Scenario.time(150))
    let late = desk.exchange.drainReports()
    #expect(late.map(\.status) == [.filled])
    #expect(late.map(\.reason) == ["order already filled"])
    #expect(desk.status() == .filled)
  }

  @Test("a cancel that wins after a partial fill keeps what was filled")
  func wonCancel() {
    var desk = Scenario(latency: .milliseconds(50))
    desk.tick("100", traded: 100, at: 0)
    desk.place(.buy, 20, .limit("100"), at: 0)
    desk.tick("100", traded: 100, at: 60)
    desk.cancel(at: 100)
    desk.tick("100", traded: 50, at: 149)
    desk.tick("100", traded: 100, at: 150)
    #expect(desk.pushes() == ["open 0/20", "open 10/20", "open 15/20", "cancelled 15/20"])
  }

  @Test("the old version can fill until the modification arrives")
  func modification() {
    var desk = Scenario(latency: .milliseconds(50))
    desk.tick("100", traded: 100, at: 0)
    desk.place(.buy, 30, .limit("99"), at: 0)
    desk.tick("100", traded: 100, at: 60)
    desk.modify(30, .limit("98"), at: 100)
    desk.tick("99", traded: 100, at: 149)
    desk.tick("99", traded: 100, at: 150)
    #expect(desk.fills() == ["10@99.00"])
    desk.tick("98", traded: 100, at: 151)
    #expect(desk.fills() == ["10@99.00", "10@98.00"])
  }

  @Test("a reduction overtaken by fills is refused on arrival; one equal to them ends the order")
  func reduction() {
    var desk = Scenario(latency: .milliseconds(50))
    desk.tick("100", traded: 100, at: 0)
    desk.place(.buy, 30, .limit("100"), at: 0)
    desk.tick("100", traded: 100, at: 60)
    desk.modify(15, .limit("100"), at: 100)
    desk.tick("100", traded: 100, at: 149)
    _ = desk.pushes()
    desk.tick("100", traded: 0, at: 150)
    #expect(desk.exchange.drainReports().map(\.reason) == ["quantity is below the 20 already filled"])
    desk.modify(20, .limit("100"), at: 200)
    desk.exchange.advance(to: Scenario.time(250))
    #expect(desk.pushes() == ["filled 20/20"])
  }

  @Test("requests arrive in the order sent, also when the clock steps back")
  func order() {
    var desk = Scenario(latency: .milliseconds(50))
    desk.tick("100", at: 0)
    desk.place(.buy, 10, .limit("90"), at: 1000)
    desk.modify(20, .limit("90"), at: 400)
    desk.cancel(at: 300)
    #expect(desk.exchange.nextDue == Scenario.time(1050))
    desk.exchange.advance(to: Scenario.time(1049))
    #expect(desk.pushes().isEmpty)
    desk.exchange.advance(to: Scenario.time(1050))
    #expect(desk.exchange.report(id: desk.lastID)?.time == Scenario.time(1050), "not before the order itself")
    #expect(desk.pushes() == ["open 0/10", "open 0/20", "cancelled 0/20"])
    #expect(desk.exchange.nextDue == nil)
  }

  @Test("a tick of another instrument lets time pass as well")
  func otherInstrument() {
    var desk = Scenario(latency: .milliseconds(50))
    desk.place(.buy, 10, .limit("90"), at: 0)
    desk.tick("24000", of: Scenario.index, at: 50)
    #expect(desk.pushes() == ["open 0/10"])
  }
}

@Suite("A session's end ends its day orders")
struct SessionEndTests {
  @Test("orders expire when the last session has closed, not before; fills stay")
  func expiry() {
    var desk = Scenario()
    desk.tick("100", traded: 100, at: 0)
    desk.place(.buy, 30, .limit("100"), at: 1)
    let partial = desk.lastID
    desk.place(.sell, 10, .stop("90"), at: 1)
    desk.tick("100", traded: 100, at: 2)
    desk.exchange.endSessions(at: Scenario.time(22_499_999))
    #expect(desk.status(partial) == .open)
    _ = desk.pushes()
    desk.exchange.endSessions(at: Scenario.close)
    #expect(desk.pushes() == ["expired 10/30", "expired 0/10"])
    desk.exchange.endSessions(at: Scenario.close)
    #expect(desk.pushes().isEmpty)
    #expect(desk.exchange.snapshot(at: Scenario.close).positions.map(\.netQuantity) == [Quantity(10)])
  }

  @Test("an order still on its way expires too, and does not arrive later")
  func underWay() {
    var desk = Scenario(latency: .seconds(5))
    desk.place(.buy, 30, .limit("100"), at: 22_499_000)
    desk.exchange.endSessions(at: Scenario.close)
    desk.exchange.advance(to: Scenario.close + .minutes(1))
    #expect(desk.pushes() == ["expired 0/30"])
  }

  @Test("an order of yesterday is not filled today, and expires at the first look")
  func yesterday() {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.buy, 30, .limit("100"), at: 1)
    let tomorrow = Scenario.day.advanced(by: 1)
    Scenario.list(on: &desk.exchange, day: tomorrow)
    desk.tick("99", at: 86_400_000)
    #expect(desk.fills().isEmpty)
    desk.exchange.endSessions(at: Scenario.time(86_400_001))
    #expect(desk.status() == .expired)
  }

  @Test("a new day forgets finished orders, keeps cash, positions and the numbering")
  func newDay() {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.buy, 30, .limit("100"), .cnc, at: 1)
    desk.tick("100", at: 2)
    let first = desk.lastID
    desk.exchange.endSessions(at: Scenario.close)
    _ = desk.exchange.drainChanges()
    desk.exchange.startDay(Scenario.day.advanced(by: 1))
    Scenario.list(on: &desk.exchange, day: Scenario.day.advanced(by: 1))
    #expect(desk.exchange.report(id: first) == nil)
    #expect(desk.exchange.snapshot(at: Scenario.close).orders.isEmpty)
    #expect(desk.place(.sell, 31, .limit("100"), .cnc, at: 86_400_000) == .refused(.notHeld))
    #expect(desk.place(.sell, 30, .limit("100"), .cnc, at: 86_400_000) == .accepted(BrokerOrderID("P2")))
    #expect(desk.exchange.cash == Money(rupees: 10_000_000 - 3000))
  }

  @Test(
    "a new day counts ticks anew, also in the header that is saved, and knows no price yet; the same day again does not"
  )
  func ticksOfANewDay() throws {
    var desk = Scenario()
    desk.exchange.startDay(Scenario.day)
    desk.tick("100", traded: 1000, at: 0)
    desk.tick("100", traded: 1000, at: 1)
    let tomorrow = Scenario.day.advanced(by: 1)
    desk.exchange.startDay(tomorrow)
    #expect(desk.exchange.lastPrice(Scenario.share) == nil)
    #expect(desk.exchange.drainChanges().header.lastTick == -1)
    Scenario.list(on: &desk.exchange, day: tomorrow)
    let opening = Scenario.time(86_400_000)
    let tick = Tick(instrument: Scenario.share, price: screen("101"), volume: 10, time: opening)
    desk.exchange.observe(tick, number: 1)
    #expect(desk.exchange.lastPrice(Scenario.share) == screen("101"))
    desk.exchange.startDay(tomorrow)
    #expect(desk.exchange.lastTick == 1 && desk.exchange.lastPrice(Scenario.share) == screen("101"))
  }
}
