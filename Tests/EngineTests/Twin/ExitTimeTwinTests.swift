import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("When and why the desk closes agrees with a list of prices")
struct ExitTimeTwinTests {
  @Test("random plans with time limits, random prices at random times, until the square-off")
  func random() {
    var reasons: [ExitReason: Int] = [:]
    for seed in Seeds.upTo(150) {
      var random = Seeded(seed)
      let minutes = random.oneIn(3) ? nil : Int64.random(in: 1...200, using: &random)
      let plan = ExitPlan(
        stop: random.oneIn(5) ? nil : .percent(Int64.random(in: 30...500, using: &random)),
        target: random.oneIn(2) ? nil : .percent(Int64.random(in: 30...500, using: &random)),
        trailing: random.oneIn(2) ? nil : .distance(.basisPoints(Int64.random(in: 30...500, using: &random))),
        breakEvenAfter: random.oneIn(3) ? .basisPoints(80) : nil,
        profitLock: random.oneIn(3) ? .init(gain: .basisPoints(120), keep: .basisPoints(60)) : nil,
        timeLimit: minutes.map { .minutes($0) })
      let difference = firstDifference(plan, isLong: random.oneIn(2), random, &reasons)
      #expect(difference == nil, "SEED=\(seed): \(difference ?? "") \(plan)")
    }
    let wanted: [ExitReason] = [
      .stopLoss, .trailingStop, .breakEven, .profitLock, .target, .timeLimit, .squareOff,
    ]
    #expect(Seeds.upTo(150).count < 150 || wanted.allSatisfy { reasons[$0] != nil }, "\(reasons)")
  }

  private func firstDifference(
    _ plan: ExitPlan, isLong: Bool, _ seeded: Seeded, _ reasons: inout [ExitReason: Int]
  ) -> String? {
    var random = seeded
    var desk = Scenario {
      $0.exitPlan = plan
      $0.mayShort = true
    }
    desk.price(.sbin, "100")
    desk.alert(isLong ? .buy : .short, .sbin)
    desk.fill(isLong ? .buy : .sell, .sbin, 100, at: "100")
    let opened = desk.now
    let due = min(plan.timeLimit.map { opened + $0 } ?? .distantFuture, Scenario.time(15, 0))
    var expected: ExitReason?
    var levels = ExitState(plan: plan, direction: isLong ? .buy : .sell, entry: "100", tickSize: "0.05")
    var price: Int64 = 1_000_000
    while desk.now < Scenario.time(15, 1) {
      let wait = Interval.seconds(Int64.random(in: 1...400, using: &random))
      // The clock comes before the price of the same moment.
      if expected == nil, desk.now + wait >= due {
        expected =
          due == Scenario.time(15, 0) && plan.timeLimit.map({ opened + $0 > due }) ?? true ? .squareOff : .timeLimit
      }
      price = min(max(price + 500 * Int64.random(in: -12...12, using: &random), 820_000), 1_180_000)
      desk.price(.sbin, Price(raw: price), after: wait)
      if expected == nil {
        switch levels.observe(Price(raw: price)) {
        case .stopHit: expected = ExitReason(stop: levels.stopKind)
        case .targetHit: expected = .target
        case .nothing, .stopMoved: break
        }
      }
      guard desk.holding?.closing?.reason == expected else {
        return "\(desk.now): \(String(describing: desk.holding?.closing)), expected \(String(describing: expected))"
      }
      if expected != nil { break }
    }
    if let expected { reasons[expected, default: 0] += 1 }
    return nil
  }
}
