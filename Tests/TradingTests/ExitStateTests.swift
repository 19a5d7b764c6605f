import Market
import TestSupport
import Testing
import Trading

/// A guarded position on a 0.05 tick, driven by prices.
private struct Guarded {
  var state: ExitState

  init(_ direction: Side, at entry: Price, _ plan: ExitPlan, tick: Price = "0.05") {
    state = ExitState(plan: plan, direction: direction, entry: entry, tickSize: tick)
  }

  /// What each price led to, in order.
  mutating func sees(_ prices: Price...) -> [ExitState.Observation] { prices.map { state.observe($0) } }
}

private func percent(_ basisPoints: Int64) -> ExitLevel { .distance(.basisPoints(basisPoints)) }
private func points(_ price: Price) -> ExitLevel { .distance(.points(price)) }

@Suite("Stop and target stand where the plan says")
struct ExitLevelTests {
  @Test(
    "a stop is rounded away from the market, a target too",
    arguments: [
      (Side.buy, Price("428.50"), percent(100), "424.20", "432.80"),
      (.sell, "428.50", percent(100), "432.80", "424.20"),
      (.buy, "100", points("2.50"), "97.50", "102.50"), (.sell, "100", points("2.50"), "102.50", "97.50"),
      (.buy, "100", points("2.51"), "97.45", "102.55"), (.sell, "100", points("2.51"), "102.55", "97.45"),
    ] as [(Side, Price, ExitLevel, Price, Price)])
  func levels(_ direction: Side, _ entry: Price, _ level: ExitLevel, _ stop: Price, _ target: Price) {
    let state = Guarded(direction, at: entry, ExitPlan(stop: level, target: level)).state
    #expect(state.stop == stop)
    #expect(state.target == target)
    #expect(state.stopKind == .initial)
  }

  @Test("a price the signal names is put on the tick, never closer than named")
  func namedPrices() {
    let long = Guarded(.buy, at: "100", ExitPlan(stop: .price("95.03"), target: .price("105.03"))).state
    #expect(long.stop == "95.00" && long.target == "105.05")
    let short = Guarded(.sell, at: "100", ExitPlan(stop: .price("105.03"), target: .price("95.03"))).state
    #expect(short.stop == "105.05" && short.target == "95.00")
  }

  @Test("without a stop, a trailing distance is the first stop")
  func trailingAlone() {
    #expect(Guarded(.buy, at: "100", ExitPlan(trailing: .distance(.points("3")))).state.stop == "97")
    #expect(Guarded(.sell, at: "100", ExitPlan(trailing: .distance(.points("3")))).state.stop == "103")
    #expect(Guarded(.buy, at: "100", .none).state.stop == nil)
  }
}

@Suite("Each price is tested against stop, then target, then the best so far")
struct ExitObservationTests {
  @Test("reaching a level exactly hits it; one tick short does not")
  func exactly() {
    var long = Guarded(.buy, at: "100", ExitPlan(stop: points("5"), target: points("10")))
    #expect(long.sees("95.05", "109.95", "95.00") == [.nothing, .nothing, .stopHit])
    var short = Guarded(.sell, at: "100", ExitPlan(stop: points("5"), target: points("10")))
    #expect(short.sees("104.95", "90.05", "90.00") == [.nothing, .nothing, .targetHit])
  }

  @Test("a price beyond both is a stop: the safe reading")
  func stopFirst() {
    var crossed = Guarded(.buy, at: "100", ExitPlan(stop: .price("101"), target: .price("99")))
    #expect(crossed.sees("100") == [.stopHit])
  }

  @Test("after a hit it is silent until somebody rearms it")
  func spent() {
    var long = Guarded(.buy, at: "100", ExitPlan(stop: points("5")))
    #expect(long.sees("94", "94", "200") == [.stopHit, .nothing, .nothing])
    #expect(long.state.best == "100")
    long.state.rearm()
    #expect(long.sees("94") == [.stopHit])
    long.state.rearm()
    long.state.spend()
    #expect(long.sees("94") == [.nothing])
  }

  @Test("a better best without a move of the stop is nothing")
  func noTrailing() {
    var long = Guarded(.buy, at: "100", ExitPlan(stop: points("5")))
    #expect(long.sees("120") == [.nothing])
    #expect(long.state.best == "120" && long.state.stop == "95")
  }
}

@Suite("A stop follows its position and never loosens")
struct TrailingTests {
  @Test("at a distance it follows the best price by whole ticks, and is hit as a trailing stop")
  func distance() {
    var long = Guarded(.buy, at: "100", ExitPlan(stop: points("2"), trailing: .distance(.points("2"))))
    #expect(
      long.sees("100.02", "100.05", "103", "102", "101.05") == [.nothing, .stopMoved, .stopMoved, .nothing, .nothing])
    #expect(long.state.stop == "101" && long.state.stopKind == .trailing)
    #expect(long.sees("101") == [.stopHit])
    var short = Guarded(.sell, at: "100", ExitPlan(stop: points("2"), trailing: .distance(.basisPoints(200))))
    #expect(short.sees("95") == [.stopMoved])
    #expect(short.state.stop == "96.90")
  }

  @Test("a trailing distance wider than the stop takes over only when it is tighter")
  func widerDistance() {
    var long = Guarded(.buy, at: "100", ExitPlan(stop: points("2"), trailing: .distance(.points("5"))))
    #expect(long.sees("102", "103", "104") == [.nothing, .nothing, .stopMoved])
    #expect(long.state.stop == "99")
  }

  @Test("in steps it moves once for each whole gain")
  func steps() {
    var long = Guarded(.buy, at: "100", ExitPlan(stop: points("2"), trailing: .step(gain: "1", move: "0.50")))
    #expect(long.sees("100.95", "101", "101.95", "103.10") == [.nothing, .stopMoved, .nothing, .stopMoved])
    #expect(long.state.stop == "99.50")
    var short = Guarded(.sell, at: "100", ExitPlan(stop: points("2"), trailing: .step(gain: "1", move: "0.50")))
    #expect(short.sees("97") == [.stopMoved])
    #expect(short.state.stop == "100.50")
  }

  @Test("steps also count from a stop price that the signal named")
  func stepsFromNamedStop() {
    var long = Guarded(.buy, at: "100", ExitPlan(stop: .price("97"), trailing: .step(gain: "1", move: "1")))
    #expect(long.sees("102") == [.stopMoved])
    #expect(long.state.stop == "99")
  }

  @Test("break-even goes to the entry price on the better side of the tick")
  func breakEven() {
    let plan = ExitPlan(stop: points("2"), breakEvenAfter: .points("1"))
    var long = Guarded(.buy, at: "100.02", plan)
    #expect(long.sees("101", "101.05") == [.nothing, .stopMoved])
    #expect(long.state.stop == "100.05" && long.state.stopKind == .breakEven)
    var short = Guarded(.sell, at: "100.02", plan)
    #expect(short.sees("99") == [.stopMoved])
    #expect(short.state.stop == "100.00")
  }

  @Test("a profit lock keeps at least what it promises")
  func profitLock() {
    let plan = ExitPlan(
      stop: points("2"), breakEvenAfter: .points("1"), profitLock: .init(gain: .points("3"), keep: .points("1.01")))
    var long = Guarded(.buy, at: "100", plan)
    #expect(long.sees("101", "102.95", "103") == [.stopMoved, .nothing, .stopMoved])
    #expect(long.state.stop == "101.05" && long.state.stopKind == .profitLock)
    #expect(long.sees("101.05") == [.stopHit])
  }

  @Test("raising the best price after a restart tests nothing and lowers nothing")
  func raise() {
    var long = Guarded(
      .buy, at: "100", ExitPlan(stop: points("2"), target: points("4"), trailing: .distance(.points("2"))))
    #expect(long.state.raise(to: "110") == true)
    #expect(long.state.stop == "108" && !long.state.isSpent)
    #expect(long.state.raise(to: "104") == false)
    #expect(long.state.best == "110" && long.state.stop == "108")
  }

  @Test("gain is counted in the position's direction")
  func gain() {
    #expect(Guarded(.buy, at: "100", .none).state.gain(at: "103") == "3")
    #expect(Guarded(.sell, at: "100", .none).state.gain(at: "103") == "-3")
  }
}

@Suite("More of the entry fills at another price")
struct ReanchorTests {
  @Test("first levels are laid anew from the new average")
  func anew() {
    var long = Guarded(.buy, at: "100", ExitPlan(stop: points("2"), target: points("4")))
    long.state.reanchor(entry: "100.50")
    #expect(long.state.stop == "98.50" && long.state.target == "104.50")
    long.state.reanchor(entry: "100.50")
    #expect(long.state.stop == "98.50")
  }

  @Test("what the best price had earned by trailing stays")
  func trailingStays() {
    var long = Guarded(.buy, at: "100", ExitPlan(stop: points("2"), trailing: .distance(.points("2"))))
    _ = long.sees("103")
    long.state.reanchor(entry: "99.50")
    #expect(long.state.stop == "101" && long.state.stopKind == .trailing)
  }

  @Test(
    "a cheaper fill makes no profit of an earlier price: no stop moves to where the market is not",
    arguments: [
      ExitPlan(stop: points("2"), breakEvenAfter: .points("0.50")),
      ExitPlan(stop: points("2"), profitLock: .init(gain: .points("0.50"), keep: .points("0.20"))),
      ExitPlan(stop: points("2"), trailing: .step(gain: "0.50", move: "2")),
      ExitPlan(stop: points("2"), trailing: .distance(.points("0.10"))),
    ])
  func cheaper(_ plan: ExitPlan) {
    var long = Guarded(.buy, at: "100.60", plan)
    long.state.reanchor(entry: "100")
    #expect(long.state.stop == "98" && long.state.stopKind == .initial)
    #expect(long.sees("99.95") == [.nothing])
    var short = Guarded(.sell, at: "99.40", plan)
    short.state.reanchor(entry: "100")
    #expect(short.state.stop == "102" && short.sees("100.05") == [.nothing])
  }

  @Test("a dearer fill alone does not begin to trail")
  func dearer() {
    var long = Guarded(.buy, at: "100", ExitPlan(stop: points("2"), trailing: .distance(.points("0.50"))))
    long.state.reanchor(entry: "100.10")
    #expect(long.state.stop == "98.10" && long.state.stopKind == .initial)
    #expect(long.sees("100.15") == [.stopMoved])
    #expect(long.state.stop == "99.65")
  }

  @Test(
    "an earned stop never loosens, also when the new average has not earned it yet",
    arguments: [
      ExitPlan(stop: points("2"), breakEvenAfter: .points("1")),
      ExitPlan(stop: points("2"), profitLock: .init(gain: .points("1"), keep: .points("0.50"))),
      ExitPlan(stop: points("2"), trailing: .step(gain: "1", move: "1")),
    ])
  func earnedStays(_ plan: ExitPlan) throws {
    var long = Guarded(.buy, at: "100", plan)
    #expect(long.sees("101") == [.stopMoved])
    let earned = try #require(long.state.stop)
    let kind = long.state.stopKind
    long.state.reanchor(entry: "100.10")
    #expect(try #require(long.state.stop) >= earned)
    #expect(long.state.stopKind == kind)
    var short = Guarded(.sell, at: "100", plan)
    #expect(short.sees("99") == [.stopMoved])
    let earnedShort = try #require(short.state.stop)
    short.state.reanchor(entry: "99.90")
    #expect(try #require(short.state.stop) <= earnedShort)
  }
}
