import Indicators
import Strategies
import TestSupport
import Testing

@Suite("EMA crossover")
struct EMACrossoverTests {
  // fast 2 and slow 3 have factors 2/3 and 1/2. After three closes of 10 both averages are 10.
  static let closes: [Double] = [10, 10, 10, 13, 13, 10, 10, 13]

  @Test("buys when the fast average comes above the slow one and goes short when it comes below")
  func crossings() throws {
    let strategy = try EMACrossover("fast=2", "slow=3")
    #expect(actions(of: strategy, on: Chart.closes(Self.closes)) == [3: .buy, 5: .short, 7: .buy])
  }

  @Test("long only, a cross down closes")
  func longOnly() throws {
    let strategy = try EMACrossover("fast=2", "slow=3", "direction=long")
    #expect(actions(of: strategy, on: Chart.closes(Self.closes)) == [3: .buy, 5: .sell, 7: .buy])
  }

  @Test("how the averages stand first is no crossing, however far apart they are")
  func firstStanding() throws {
    let strategy = try EMACrossover("fast=2", "slow=3")
    #expect(actions(of: strategy, on: Chart.closes([10, 20, 40, 60, 80])).isEmpty)
  }

  @Test("averages that meet and part again on the same side cross again")
  func touching() throws {
    let strategy = try EMACrossover("fast=1", "slow=2", "seed=first")
    // The slow average reaches 13 exactly only where nothing moves for long: rounding decides, as it does on a desk.
    let flat = [Double](repeating: 13, count: 80)
    #expect(actions(of: strategy, on: Chart.closes([10, 13] + flat + [14])) == [1: .buy, 82: .buy])
  }

  @Test("is what its definition says, computed with the plain indicator", arguments: 0..<20)
  func definition(seed: UInt64) throws {
    let bars = Chart.randomDays(seed: seed)
    for (word, start) in [("sma", EMA.Seed.simpleMean), ("first", .firstValue)] {
      let strategy = try EMACrossover("fast=4", "slow=11", "seed=\(word)")
      let fast = EMA(period: 4, seed: start).values(of: bars.map(\.close))
      let slow = EMA(period: 11, seed: start).values(of: bars.map(\.close))
      var expected: [Int: Wish.Action] = [:]
      for i in 1..<bars.count {
        guard let f = fast[i], let s = slow[i], let f1 = fast[i - 1], let s1 = slow[i - 1] else { continue }
        if f > s && !(f1 > s1) { expected[i] = .buy }
        if f < s && !(f1 < s1) { expected[i] = .short }
      }
      #expect(actions(of: strategy, on: bars) == expected, "seed \(seed), \(word)")
      #expect(expected.count > 5, "seed \(seed) crosses too seldom to show anything")
    }
  }

  @Test("fast must be below slow", arguments: ["fast=21", "fast=30", "slow=9"])
  func order(setting: String) {
    #expect(throws: ParameterError.self) { try EMACrossover(setting) }
  }
}
