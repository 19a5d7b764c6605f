import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("The exit monitor speaks when it matters")
struct ExitMonitorTests {
  private static let now = Scenario.time(10, 0)
  private let first = PositionID(0)
  private let second = PositionID(1)

  private func guarding(_ entry: Price, trailing: Price? = nil) -> ExitState {
    ExitState(
      plan: ExitPlan(stop: .points("5"), target: .points("10"), trailing: trailing.map { .distance(.points($0)) }),
      direction: .buy, entry: entry, tickSize: "0.05")
  }

  private func see(_ monitor: inout ExitMonitor, _ symbol: Listed, _ price: Price) -> [Trigger] {
    var triggers: [Trigger] = []
    monitor.observe(symbol.id, price: price, at: Self.now, into: &triggers)
    return triggers
  }

  @Test("a tick concerns the guards of its own instrument only")
  func ownInstrument() {
    var monitor = ExitMonitor()
    monitor.apply(.arm(first, Listed.sbin.id, guarding("100")), market: MarketView())
    monitor.apply(.arm(second, Listed.reliance.id, guarding("1000")), market: MarketView())
    #expect(see(&monitor, .reliance, "1000").isEmpty)
    #expect(see(&monitor, .nifty, "1").isEmpty)
    #expect(see(&monitor, .sbin, "95") == [.stopHit(first, price: "95", tickTime: Self.now)])
    #expect(see(&monitor, .sbin, "95").isEmpty)
    #expect(see(&monitor, .reliance, "1010") == [.targetHit(second, price: "1010", tickTime: Self.now)])
  }

  @Test("several guards of one instrument each speak; a dropped one is silent and its place is used again")
  func several() {
    var monitor = ExitMonitor()
    for index in 0..<5 as Range<Int32> {
      monitor.apply(.arm(PositionID(index), Listed.sbin.id, guarding("100")), market: MarketView())
    }
    monitor.apply(.drop(PositionID(2), Listed.sbin.id), market: MarketView())
    monitor.apply(.drop(PositionID(4), Listed.sbin.id), market: MarketView())
    monitor.apply(.drop(PositionID(4), Listed.sbin.id), market: MarketView())
    monitor.apply(.arm(PositionID(9), Listed.reliance.id, guarding("100")), market: MarketView())
    let hit = see(&monitor, .sbin, "94").compactMap { trigger -> Int32? in
      if case .stopHit(let id, _, _) = trigger { id.index } else { nil }
    }
    #expect(Set(hit) == [0, 1, 3] && hit.count == 3)
    #expect(see(&monitor, .reliance, "94").count == 1)
  }

  @Test("arming again keeps the best price seen here")
  func rearm() {
    var monitor = ExitMonitor()
    monitor.apply(.arm(first, Listed.sbin.id, guarding("100", trailing: "5")), market: MarketView())
    #expect(see(&monitor, .sbin, "106") == [.stopMoved(first, best: "106", tickTime: Self.now)])
    monitor.apply(.arm(first, Listed.sbin.id, guarding("100", trailing: "5")), market: MarketView())
    #expect(see(&monitor, .sbin, "101") == [.stopHit(first, price: "101", tickTime: Self.now)])
  }

  @Test("raised from the tape it never fires and never falls")
  func raised() {
    var monitor = ExitMonitor()
    monitor.apply(.arm(first, Listed.sbin.id, guarding("100", trailing: "5")), market: MarketView())
    for price in ["90", "108", "103"] as [Price] { monitor.raise(first, Listed.sbin.id, price: price) }
    #expect(see(&monitor, .sbin, "103.05").isEmpty)
    #expect(see(&monitor, .sbin, "103").count == 1)
  }

  @Test("the day's result is what is realised and what open positions are worth now")
  func dayResult() {
    var monitor = ExitMonitor()
    var market = MarketView()
    market.restore(Quote(instrument: Listed.sbin.id, price: "101", time: Self.now))
    monitor.apply(.account(realised: "-50", peak: "0", lossLimit: nil, drawdown: nil), market: market)
    monitor.apply(.hold(Listed.sbin.id, netQuantity: 100, openCost: "10000"), market: market)
    monitor.apply(.hold(Listed.reliance.id, netQuantity: -10, openCost: "-2000"), market: market)
    #expect(monitor.dayResult == "50")
    _ = see(&monitor, .sbin, "102")
    _ = see(&monitor, .reliance, "199")
    #expect(monitor.dayResult == "160")
    monitor.apply(.hold(Listed.sbin.id, netQuantity: 0, openCost: "0"), market: market)
    #expect(monitor.dayResult == "-40")
  }

  @Test("each limit is spoken of once, at the limit; peaks in steps of ten rupees")
  func limits() {
    var monitor = ExitMonitor()
    monitor.apply(.account(realised: "0", peak: "0", lossLimit: "500", drawdown: "600"), market: MarketView())
    monitor.apply(.hold(Listed.sbin.id, netQuantity: 100, openCost: "10000"), market: MarketView())
    #expect(see(&monitor, .sbin, "100.05").isEmpty)
    #expect(see(&monitor, .sbin, "100.10") == [.newPeak(dayResult: "10", tickTime: Self.now)])
    #expect(see(&monitor, .sbin, "95.05").isEmpty)
    #expect(see(&monitor, .sbin, "95") == [.limitBreached(.dailyLoss, dayResult: "-500", tickTime: Self.now)])
    #expect(see(&monitor, .sbin, "94.10") == [.limitBreached(.drawdown, dayResult: "-590", tickTime: Self.now)])
    #expect(see(&monitor, .sbin, "90").isEmpty)
  }

  @Test("an awaited price is announced once")
  func awaited() {
    var monitor = ExitMonitor()
    monitor.apply(.awaitPrice(Listed.call.id), market: MarketView())
    #expect(see(&monitor, .sbin, "100").isEmpty)
    #expect(see(&monitor, .call, "50") == [.priceArrived(Listed.call.id, tickTime: Self.now)])
    #expect(see(&monitor, .call, "50").isEmpty)
  }
}
