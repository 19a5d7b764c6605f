import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("Trailing stops spend the day's requests over the day")
struct TrailingBudgetTests {
  private static let open = Scenario.time(9, 15)
  private static let close = Scenario.time(15, 15)

  private func budget(
    moves: Int, left: Int? = nil, positions: Int = 1, at time: Timestamp = Scenario.time(12, 15)
  )
    -> TrailingBudget
  {
    TrailingBudget(
      day: 3000, left: left ?? 3000 - moves, moves: moves, positions: positions, open: Self.open, close: Self.close,
      at: time)
  }

  @Test("behind the line moves are free; on it they are spread over what is left of the session")
  func line() {
    #expect(budget(moves: 0).pace == TrailingBudget.fastestPace)
    #expect(budget(moves: 600).pace == TrailingBudget.fastestPace)
    // 825 are planned by half time: three hours for the 675 left.
    #expect(budget(moves: 825).pace == .seconds(16) && budget(moves: 825).ahead == 0)
    #expect(budget(moves: 825, positions: 4).pace == .seconds(64), "each gets its equal part")
  }

  @Test("The pace of a trailing stop slows gradually as the day's moves are used")
  func gradual() {
    let paces = stride(from: 650, through: 1400, by: 25).map { budget(moves: $0).pace }
    #expect(zip(paces, paces.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(Set(paces).count > 10)
  }

  @Test("what is kept for exits grows with the positions")
  func reserve() {
    #expect(!budget(moves: 100, left: 305).isSpent && budget(moves: 100, left: 304).isSpent)
    #expect(budget(moves: 100, left: 319, positions: 5).isSpent)
  }

  private func steadyRise(_ capabilities: BrokerCapabilities, hours: Int64) -> (desk: Scenario, widest: Int64) {
    var desk = Scenario(can: capabilities) {
      $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100)))
    }
    desk.long()
    var widest: Int64 = 0
    for second in 1...(hours * 3600) {
      // As long as the band lets it rise.
      let price = Price(rupees: 100) + Price(raw: Price(rupees: 0, paise: 5).raw * (second / 10))
      desk.price(.sbin, min(price, Listed.sbin.terms.upperBand ?? price), after: .seconds(1))
      guard let trigger = desk.broker.orders.last(where: { !$0.status.isFinal })?.terms.pricing.trigger,
        let level = desk.holding?.exit?.stop
      else { continue }
      widest = max(widest, (level - trigger).raw * 10_000 / level.raw)
    }
    return (desk, widest)
  }

  @Test("a market that rises all day leaves requests for every exit, and no stop lags far behind its plan")
  func rise() {
    let (desk, widest) = steadyRise(BrokerCapabilities(requestsPerDay: 300), hours: 4)
    #expect(desk.broker.requestTimes.count < 300 * 60 / 100)
    #expect(widest <= 30, "basis points behind: \(widest)")
    #expect(desk.liveOrders.count == 1)
  }

  @Test("with very few requests a person hears of it, early and once for each step")
  func told() {
    let (desk, _) = steadyRise(BrokerCapabilities(requestsPerDay: 60), hours: 3)
    let tight = desk.incidentTexts(.notice).filter { $0.contains("faster than planned") }
    let slow = desk.incidentTexts(.warning).filter { $0.contains("follow slowly") }
    #expect(tight.count >= 1 && slow.count >= 1, "\(desk.incidents.map(\.text))")
    #expect(tight.count <= 5 && slow.count <= 5)
    #expect(desk.broker.requestTimes.count < 60)
  }

  @Test("an entry that the day's requests cannot let leave is denied when it is decided")
  func denied() {
    var desk = Scenario(can: BrokerCapabilities(requestsPerDay: 20)) {
      $0.exitPlan = ExitPlan(stop: .percent(100), trailing: .distance(.basisPoints(100)))
    }
    desk.addLink(2)
    desk.long()
    for step in 1...400 as ClosedRange<Int64> {
      desk.price(.sbin, Price(rupees: 100) + Price(raw: Price(rupees: 0, paise: 5).raw * step), after: .seconds(10))
    }
    for _ in 0..<20 {
      desk.price(.reliance, "100")
      desk.alert(.buy, .reliance, link: 2)
      desk.alert(.exit, .reliance, link: 2)
      desk.advance(1)
    }
    let denied = desk.decisions.filter { $0.denial?.code == .rateLimited }
    #expect(!denied.isEmpty)
    #expect(denied.allSatisfy { !$0.reason.contains("accepted") }, "decided at once, not withdrawn later")
    desk.alert(.exit, .sbin)
    desk.advance(5)
    #expect(desk.liveOrders.contains { $0.hasPrefix("SELL 100 market") }, "the exit has its reserve")
  }
}
