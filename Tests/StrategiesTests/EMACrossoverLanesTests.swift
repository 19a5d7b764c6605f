import Indicators
import Strategies
import TestSupport
import Testing

@Suite("EMA crossover in eight lanes")
struct EMACrossoverLanesTests {
  @Test("every lane crosses where the single strategy crosses, bar for bar", arguments: 0..<40)
  func equalToScalar(seed: UInt64) {
    var random = Seeded(seed)
    let start: EMA.Seed = random.oneIn(2) ? .simpleMean : .firstValue
    let periods = (0..<EMACrossoverLanes.count).map { _ in
      let fast = Int.random(in: 1...30, using: &random)
      return (fast: fast, slow: Int.random(in: fast + 1...80, using: &random))
    }
    var lanes = EMACrossoverLanes(
      fast: SIMD8(periods.map { Double($0.fast) }), slow: SIMD8(periods.map { Double($0.slow) }), seed: start)
    var singles = periods.map { EMACrossover(fast: $0.fast, slow: $0.slow, seed: start, directions: .both) }
    var crossed = 0
    for (index, bar) in Chart.randomDays(seed: seed).enumerated() {
      let together = lanes.closed(bar.close)
      for lane in singles.indices {
        let action = singles[lane].candleClosed(bar).action
        let place = Comment(rawValue: "seed \(seed), bar \(index), lane \(lane): \(periods[lane])")
        #expect((together.up >> lane & 1 == 1) == (action == .buy), place)
        #expect((together.down >> lane & 1 == 1) == (action == .short), place)
        crossed += action == .none ? 0 : 1
      }
    }
    #expect(crossed > 10, "seed \(seed) crosses too seldom to show anything")
  }

  @Test("lanes that only differ by rounding differ: the order of operations is the single strategy's")
  func rounding() {
    // Long flat stretches leave the averages a few units in the last place apart, where any other order would show.
    let closes = (0..<4000).map { 1000 + Double($0 / 400 % 2) * 0.05 }
    var lanes = EMACrossoverLanes(
      fast: SIMD8(1, 2, 3, 5, 8, 9, 12, 13), slow: SIMD8(2, 3, 5, 8, 13, 21, 26, 34), seed: .simpleMean)
    var singles = zip([1, 2, 3, 5, 8, 9, 12, 13], [2, 3, 5, 8, 13, 21, 26, 34]).map {
      EMACrossover(fast: $0, slow: $1, seed: .simpleMean, directions: .both)
    }
    for bar in Chart.closes(closes) {
      let together = lanes.closed(bar.close)
      var up: UInt8 = 0
      var down: UInt8 = 0
      for lane in singles.indices {
        switch singles[lane].candleClosed(bar).action {
        case .buy: up |= 1 << lane
        case .short: down |= 1 << lane
        default: break
        }
      }
      #expect(together.up == up && together.down == down)
    }
  }
}
