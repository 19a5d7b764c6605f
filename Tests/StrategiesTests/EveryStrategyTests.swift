import Indicators
import Market
import Strategies
import TestSupport
import Testing

@Suite("Every built-in strategy")
struct EveryStrategyTests {
  static let names = StrategyCatalog.all.map(\.name)

  @Test("Later candles change no earlier signal of a built-in strategy", arguments: names)
  func noLookAhead(name: String) throws {
    for seed in UInt64(0)..<5 {
      let bars = Chart.randomDays(seed: seed)
      let others = Chart.randomDays(seed: seed + 1000)
      let whole = try run(name, bars)
      for end in stride(from: 1, to: bars.count, by: 7) {
        let seen = whole.filter { $0.index < end }
        #expect(try run(name, Array(bars[..<end])) == seen, "seed \(seed), cut at \(end)")
        let bent = try run(name, Array(bars[..<end] + others[end...]))
        #expect(bent.filter { $0.index < end } == seen, "seed \(seed), other candles from \(end)")
      }
    }
  }

  @Test("does the same again, and acts at all", arguments: names)
  func deterministic(name: String) throws {
    var total = 0
    for seed in UInt64(0)..<20 {
      let bars = Chart.randomDays(seed: seed)
      let first = try run(name, bars)
      #expect(try run(name, bars) == first, "seed \(seed)")
      total += first.count
    }
    #expect(total >= 20)
  }

  @Test("No built-in strategy signals during warm-up", arguments: names)
  func warmUp(name: String) throws {
    let values = try ParameterValues([String](), of: StrategyCatalog.description(named: name))
    let warmUp = try StrategyCatalog.make(name, values).warmUp
    for seed in UInt64(0)..<20 {
      #expect(try run(name, Chart.randomDays(seed: seed)).allSatisfy { $0.index >= warmUp }, "seed \(seed)")
    }
  }

  @Test("long only never sells short, and never covers", arguments: names)
  func longOnly(name: String) throws {
    var actions: Set<Wish.Action> = []
    for seed in UInt64(0)..<20 {
      actions.formUnion(try run(name, Chart.randomDays(seed: seed), "direction=long").map(\.action))
    }
    #expect(actions.isSubset(of: [.buy, .sell]) && actions.contains(.buy), "\(actions)")
  }

  @Test("places stop and target on the right sides of the close", arguments: names)
  func levels(name: String) throws {
    for seed in UInt64(0)..<20 {
      let bars = Chart.randomDays(seed: seed)
      for wish in try run(name, bars) where wish.stop != nil || wish.target != nil {
        let close = bars[wish.index].close
        let gain = wish.action == .buy ? 1.0 : -1.0
        #expect(wish.action == .buy || wish.action == .short)
        if let stop = wish.stop { #expect((stop - close) * gain < 0, "seed \(seed), \(wish)") }
        if let target = wish.target { #expect((target - close) * gain > 0, "seed \(seed), \(wish)") }
      }
    }
  }

  @Test("A strategy signal is a trivial value without reference counting")
  func trivial() { #expect(_isPOD(Wish.self)) }

  private func run(_ name: String, _ bars: [Bar], _ settings: String...) throws -> [Seen] {
    var visitor = Watching(bars: bars)
    return try StrategyCatalog.visit(name, StrategyCatalog.values(for: name, settings), &visitor)
  }
}

private struct Watching: StrategyVisitor {
  var bars: [Bar]

  mutating func visit<S: Strategy>(_ strategy: S) -> [Seen] { wishes(of: strategy, on: bars) }
}
