import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("The governor keeps the broker's budgets, exits first")
struct OrderGovernorTests {
  private static let start = Scenario.time(10, 0)
  private let budgets = BrokerCapabilities(requestsPerSecond: 10, requestsPerMinute: 40, requestsPerDay: 100)

  @Test(
    "The request budget allows ten exits and seven entries a second",
    arguments: [(OrderPurpose.exit, 10), (.protectiveStop, 10), (.entry, 7)])
  func second(_ purpose: OrderPurpose, _ allowed: Int) {
    var governor = OrderGovernor()
    var left = 0
    while governor.take(purpose, budgets, at: Self.start) == nil { left += 1 }
    #expect(left == allowed)
    #expect(governor.take(purpose, budgets, at: Self.start) == Self.start + .seconds(1))
    #expect(governor.take(purpose, budgets, at: Self.start + .seconds(1)) == nil)
  }

  @Test("entries leave exits their reserve")
  func reserve() {
    var governor = OrderGovernor()
    while governor.take(.entry, budgets, at: Self.start) == nil {}
    for _ in 0..<3 { #expect(governor.take(.exit, budgets, at: Self.start) == nil) }
    #expect(governor.take(.exit, budgets, at: Self.start) != nil)
  }

  @Test(
    "no rolling second, minute or day is over its budget, whatever the pattern",
    arguments: 1...40 as ClosedRange<UInt64>)
  func rolling(_ seed: UInt64) {
    var random = Seeded(seed)
    var governor = OrderGovernor()
    var now = Self.start + .milliseconds(Int64.random(in: 0..<1000, using: &random))
    var times: [Timestamp] = []
    for _ in 0..<600 {
      let wait =
        random.oneIn(10) ? Int64.random(in: 0...30_000, using: &random) : Int64.random(in: 0...400, using: &random)
      now = now + .milliseconds(wait)
      if governor.take(random.oneIn(2) ? .entry : .exit, budgets, at: now) == nil { times.append(now) }
      let inSecond = times.filter { now - $0 < .seconds(1) }.count
      let inMinute = times.filter { now - $0 < .minutes(1) }.count
      #expect(inSecond <= 10 && inMinute <= 40 && times.count <= 100, "seed \(seed)")
    }
    #expect(times.count > 50)
  }

  @Test("at a minute's edge the last minute still counts")
  func minuteEdge() {
    var governor = OrderGovernor()
    let late = Self.start + .milliseconds(999)
    for second in 0..<4 as Range<Int64> {
      for _ in 0..<10 { #expect(governor.take(.exit, budgets, at: late + .seconds(second)) == nil) }
    }
    #expect(governor.take(.exit, budgets, at: Self.start + .seconds(60)) != nil)
    #expect(governor.take(.exit, budgets, at: Self.start + .seconds(61)) == nil)
  }

  @Test(
    "after a restart, requests that waited in the outbox until the process ended count as late as they can have left",
    arguments: 1...40 as ClosedRange<UInt64>)
  func restart(_ seed: UInt64) {
    var random = Seeded(seed)
    var governor = OrderGovernor()
    var left: [Timestamp] = []
    let restart = Self.start + .seconds(4)
    var now = Self.start
    while now < restart {
      if governor.take(.exit, budgets, at: now) == nil {
        left.append(min(now + .milliseconds(Int64.random(in: 0...2000, using: &random)), restart))
      }
      now = now + .milliseconds(Int64.random(in: 0...300, using: &random))
    }
    governor.startProcess(at: restart)
    now = restart
    while now < restart + .minutes(1) {
      if governor.take(.exit, budgets, at: now) == nil {
        left.append(now)
        let inSecond = left.filter { now - $0 < .seconds(1) }.count
        let inMinute = left.filter { now - $0 < .minutes(1) }.count
        #expect(inSecond <= 10 && inMinute <= 40, "seed \(seed)")
      }
      now = now + .milliseconds(Int64.random(in: 0...300, using: &random))
    }
    #expect(left.last.map { $0 > restart } == true)
  }

  @Test("told to wait, it waits; a new day begins afresh")
  func backOff() {
    var governor = OrderGovernor()
    governor.backOff(until: Self.start + .seconds(5))
    governor.backOff(until: Self.start + .seconds(2))
    #expect(governor.take(.exit, budgets, at: Self.start) == Self.start + .seconds(5))
    #expect(governor.take(.exit, budgets, at: Self.start + .seconds(5)) == nil)
    governor.startDay()
    #expect(governor.take(.exit, budgets, at: Self.start) == nil)
  }

  @Test("held orders leave later, exits before entries")
  func heldOrders() {
    var desk = Scenario(can: BrokerCapabilities(requestsPerSecond: 2))
    desk.addLink(2)
    desk.addLink(3)
    desk.long(.sbin)
    desk.advance(5)
    desk.price(.reliance, "100")
    desk.price(.call, "100")
    desk.command(.squareOffAll)
    desk.alert(.buy, .reliance, link: 2)
    desk.alert(.buy, .call, link: 3)
    #expect(desk.sent() == ["#1 to 100 market", "BUY 100 market #2"])
    desk.advance(.milliseconds(1100))
    #expect(desk.sent() == ["BUY 75 market #3"])
  }

  private func threeEntries() -> Scenario {
    var desk = Scenario(can: BrokerCapabilities(requestsPerSecond: 2))
    for (number, symbol) in [(1, Listed.sbin), (2, .reliance), (3, .call)] as [(Int32, Listed)] {
      if number > 1 { desk.addLink(number) }
      desk.price(symbol, "100")
      desk.alert(.buy, symbol, link: number)
    }
    return desk
  }

  @Test("a halt cancels every entry in the market, those held back as soon as they may")
  func haltCancelsAll() {
    var desk = threeEntries()
    desk.advance(5)
    #expect(desk.liveOrders.count == 3)
    desk.command(.halt("test"))
    #expect(desk.liveOrders.count == 1)
    desk.advance(2)
    #expect(desk.liveOrders.isEmpty)
  }

  @Test("a pause takes back entries that were not sent yet")
  func pauseWithdraws() {
    var desk = threeEntries()
    #expect(desk.broker.orders.count == 2)
    desk.command(.pause)
    desk.advance(5)
    #expect(desk.broker.orders.count == 2 && desk.engine.state.orders.live.count == 2)
  }

  @Test("an entry held back longer than its link lets one live is not sent")
  func heldPastLifetime() {
    var desk = Scenario {
      $0.maximumAge = .minutes(10); $0.entryLifetime = .seconds(20)
    }
    desk.price(.sbin, "100")
    desk.broker.replies = [.limited(.seconds(30))]
    desk.alert(.buy, .sbin)
    desk.advance(60)
    #expect(desk.broker.orders.isEmpty && desk.engine.state.orders[OrderNumber(0)].status == .withdrawn)
  }

  @Test("an entry held back past the close is not sent")
  func heldPastClose() {
    var desk = Scenario {
      $0.entryUntil = TimeOfDay(15, 30); $0.closePolicy = .carry
    }
    desk.now = Scenario.time(15, 14, 58)
    desk.price(.sbin, "100")
    desk.broker.replies = [.limited(.seconds(4))]
    desk.alert(.buy, .sbin)
    desk.advance(10)
    #expect(desk.broker.orders.isEmpty && desk.engine.state.orders.live.isEmpty)
  }
}
