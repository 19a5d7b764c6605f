import Market
import Simulation
import Testing
import Trading

@Suite("Orders meet the tape in price-time priority, within the volume")
struct MatchingTests {
  @Test("an order that could trade on arrival takes the tick's price, not its limit")
  func aggressive() {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.buy, 10, .limit("101"), at: 1)
    #expect(desk.fills().isEmpty, "it waits for a trade after its arrival")
    desk.tick("99.50", at: 2)
    #expect(desk.fills() == ["10@99.50"])
  }

  @Test("a resting order is filled at its limit, also when the market jumps through it")
  func resting() {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.buy, 10, .limit("99"), at: 1)
    desk.tick("99.05", at: 2)
    #expect(desk.fills().isEmpty)
    desk.tick("97", at: 3)
    #expect(desk.fills() == ["10@99.00"])
  }

  @Test("an order left behind by the market comes to rest")
  func comesToRest() {
    var desk = Scenario()
    desk.tick("100", traded: 100, at: 0)
    desk.place(.buy, 30, .limit("100.50"), at: 1)
    desk.tick("100", traded: 100, at: 2)
    desk.tick("101", traded: 100, at: 3)
    desk.tick("100", traded: 100, at: 4)
    #expect(desk.fills() == ["10@100.00", "10@100.50"])
  }

  @Test("without a last price the first tick decides")
  func firstTick() {
    var desk = Scenario()
    desk.place(.sell, 10, .limit("99"), at: 1)
    desk.tick("100", at: 2)
    #expect(desk.fills() == ["10@100.00"])
  }

  @Test("the better price goes first, then the earlier order; an amended price goes to the back")
  func priority() {
    var desk = Scenario()
    desk.tick("101", traded: 1000, at: 0)
    desk.place(.buy, 10, .limit("99"), at: 1)
    let early = desk.lastID
    desk.place(.buy, 10, .limit("99"), at: 2)
    let late = desk.lastID
    desk.place(.buy, 10, .limit("100"), at: 3)
    let better = desk.lastID
    desk.tick("98", traded: 100, at: 4)
    #expect([desk.fills(better), desk.fills(early), desk.fills(late)] == [["10@100.00"], [], []])
    desk.modify(10, .limit("98.50"), id: early, at: 5)
    desk.modify(10, .limit("99"), id: early, at: 6)
    desk.tick("98", traded: 50, at: 7)
    #expect([desk.fills(early), desk.fills(late)] == [[], ["5@99.00"]])
  }

  @Test("a lowered quantity keeps its place, a raised one loses it")
  func quantityAmendment() {
    var desk = Scenario()
    desk.tick("101", traded: 1000, at: 0)
    desk.place(.buy, 20, .limit("99"), at: 1)
    let first = desk.lastID
    desk.place(.buy, 20, .limit("99"), at: 2)
    let second = desk.lastID
    desk.modify(15, .limit("99"), id: first, at: 3)
    desk.tick("99", traded: 50, at: 4)
    #expect([desk.fills(first), desk.fills(second)] == [["5@99.00"], []])
    desk.modify(16, .limit("99"), id: first, at: 5)
    desk.tick("99", traded: 50, at: 6)
    #expect([desk.fills(first), desk.fills(second)] == [["5@99.00"], ["5@99.00"]])
  }

  @Test("several orders of a side share the volume; the other side has its own share")
  func sharedVolume() {
    var desk = Scenario()
    desk.tick("100", traded: 1000, at: 0)
    desk.place(.buy, 8, .limit("100"), at: 1)
    let first = desk.lastID
    desk.place(.buy, 8, .limit("100"), at: 1)
    let second = desk.lastID
    desk.place(.sell, 8, .limit("100"), at: 1)
    desk.tick("100", traded: 100, at: 2)
    #expect([desk.fills(first), desk.fills(second), desk.fills()] == [["8@100.00"], ["2@100.00"], ["8@100.00"]])
  }

  @Test(
    "the share is rounded down to lots, but is a lot when anything traded",
    arguments: [(0, 0), (1, 75), (750, 75), (1499, 75), (1500, 150), (90_000, 750)] as [(Int64, Int64)])
  func lots(_ traded: Int64, _ filled: Int64) {
    var desk = Scenario()
    desk.tick("24000", traded: 1, of: Scenario.future, at: 0)
    desk.place(.buy, 750, .limit("24000"), .nrml, of: Scenario.future, at: 1)
    desk.tick("24000", traded: traded, of: Scenario.future, at: 2)
    #expect(desk.exchange.report(id: desk.lastID)?.filledQuantity == Quantity(filled))
  }

  @Test("an instrument without volume fills fully; an unknown earlier volume gives one lot")
  func unknownVolume() {
    var desk = Scenario()
    desk.place(.buy, 5000, .limit("100"), at: 1)
    desk.tick("100", at: 2)
    #expect(desk.fills() == ["5000@100.00"])
    desk.place(.buy, 150, .limit("24000"), .nrml, of: Scenario.future, at: 3)
    desk.tick("24000", traded: 1_000_000, of: Scenario.future, at: 4)
    #expect(desk.fills() == ["75@24000.00"])
  }

  @Test("a volume that falls back gives nothing, and is not counted twice")
  func volumeFallsBack() {
    var desk = Scenario()
    desk.tick("100", traded: 1000, at: 0)
    desk.place(.buy, 500, .limit("100"), at: 1)
    desk.tick("100", traded: -600, at: 2)
    desk.tick("100", traded: 700, at: 3)
    #expect(desk.fills() == ["10@100.00"])
  }

  @Test("fill ids and reports count up to the whole order")
  func reports() {
    var desk = Scenario()
    desk.tick("100", traded: 100, at: 0)
    desk.place(.buy, 25, .limit("100"), at: 1)
    for n in 2...4 { desk.tick("100", traded: 100, at: Int64(n)) }
    #expect(desk.pushes() == ["open 0/25", "open 10/25", "open 20/25", "filled 25/25"])
    #expect(desk.exchange.report(id: desk.lastID)?.fills.map(\.id) == ["F1-1", "F1-2", "F1-3"])
    #expect(desk.pushes().isEmpty)
  }

  @Test("a tick older than the order's arrival, outside the session, implausible or seen before fills nothing")
  func unsuitableTicks() {
    var desk = Scenario()
    desk.tick("100", at: 0)
    desk.place(.buy, 10, .limit("100"), at: 5000)
    desk.tick("99", at: 4999)
    desk.tick("99", at: 22_500_000)
    desk.tick("0", at: 6000)
    let old = Tick(instrument: Scenario.share, price: screen("99"), volume: 0, time: Scenario.time(6000))
    desk.exchange.observe(old, number: desk.exchange.lastTick)
    #expect(desk.fills().isEmpty)
    desk.exchange.observe(old, number: desk.exchange.lastTick + 1)
    #expect(desk.status() == .filled)
  }
}
