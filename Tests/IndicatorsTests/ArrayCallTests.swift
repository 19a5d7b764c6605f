import Indicators
import Testing

@Suite("The call over an array gives what bar by bar gives")
struct ArrayCallTests {
  private let bars = randomWalk(seed: 12)

  @Test("The array call of a single-value indicator equals bar by bar, with NaN before the first value")
  func numbers() {
    var outputs: [Double] = []
    RSI(period: 14).values(of: bars.map(\.close), into: &outputs)
    #expect(outputs.prefix(14).allSatisfy { $0.isNaN })
    #expect(outputs.dropFirst(14).allSatisfy { $0.isFinite })
    let single = RSI(period: 14).values(of: bars.map(\.close))
    expectEqual(outputs.map { $0.isNaN ? nil : $0 }, single, "rsi", tolerance: 0)
  }

  @Test("for indicators of several numbers")
  func rows() {
    var outputs: [DonchianChannels.Output] = []
    let indicator = DonchianChannels(period: 20)
    indicator.values(of: bars, into: &outputs)
    let single = indicator.values(of: bars)
    expectEqual(outputs.map { $0.upper.isNaN ? nil : $0.upper }, single.map { $0?.upper }, "upper", tolerance: 0)
    expectEqual(outputs.map { $0.lower.isNaN ? nil : $0.lower }, single.map { $0?.lower }, "lower", tolerance: 0)
  }

  @Test("again and again, since it starts fresh and leaves the indicator as it was")
  func repeatable() {
    let closes = bars.map(\.close)
    let indicator = SMA(period: 7)
    var first: [Double] = []
    var second = [Double](repeating: 1, count: closes.count)
    indicator.values(of: closes, into: &first)
    indicator.values(of: closes, into: &second)
    #expect(first.map(\.bitPattern) == second.map(\.bitPattern))
  }

  @Test("The array call on an empty array gives an empty array")
  func empty() {
    var outputs = [1.0]
    EMA(period: 9).values(of: [], into: &outputs)
    #expect(outputs.isEmpty)
  }

  @Test("copies go separate ways")
  func copies() {
    var one = Highest(period: 3)
    for value in [1.0, 9, 2] { _ = one.update(value) }
    var other = one
    #expect(one.update(3) == 9)
    #expect(other.update(20) == 20)
    #expect(one.update(4) == 4)
  }
}
