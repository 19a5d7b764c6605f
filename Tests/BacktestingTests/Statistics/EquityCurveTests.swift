import Backtesting
import History
import Market
import TestSupport
import Testing
import Trading

@Suite("An equity curve follows cash and positions")
struct EquityCurveTests {
  @Test("equity is cash plus positions at the last closes after every bar", arguments: 1...30 as ClosedRange<UInt64>)
  func everyStep(seed: UInt64) {
    let run = RandomRun(seed: seed, instruments: Int(seed % 4) + 1, days: 8)
    let curve = EquityCurve(result: run.result, instruments: run.instruments)
    let slow = SlowCurve(run)
    #expect(curve.steps == slow.points.count, "seed \(seed)")
    // Few enough steps that none is left out.
    #expect(curve.points == slow.points, "seed \(seed)")
    #expect(curve.bars == run.instruments.reduce(0) { $0 + $1.bars.count }, "seed \(seed)")
    #expect(curve.barsHeld == slow.barsHeld, "seed \(seed)")
    #expect(curve.finalEquity == run.result.finalEquity, "seed \(seed)")
  }

  @Test("days have what they began with, their extremes and their close", arguments: 1...10 as ClosedRange<UInt64>)
  func days(seed: UInt64) {
    let run = RandomRun(seed: seed, instruments: 2, days: 8)
    let curve = EquityCurve(result: run.result, instruments: run.instruments)
    var before = run.result.capital
    for day in curve.days {
      let today = curve.points.filter { $0.time.istDay == day.day }.map(\.equity)
      #expect(day.open == before, "seed \(seed) \(day.day)")
      #expect(day.close == today.last, "seed \(seed) \(day.day)")
      #expect(day.high == max(before, today.max() ?? before), "seed \(seed) \(day.day)")
      #expect(day.low == min(before, today.min() ?? before), "seed \(seed) \(day.day)")
      before = day.close
    }
    #expect(Set(curve.days.map(\.day)) == Set(curve.points.map(\.time.istDay)), "seed \(seed)")
  }

  @Test("thinning for drawing keeps the highest and lowest points and the end", arguments: 1...5 as ClosedRange<UInt64>)
  func thinning(seed: UInt64) {
    let run = RandomRun(seed: seed, days: 60, barsPerDay: 60)
    let curve = EquityCurve(result: run.result, instruments: run.instruments)
    let all = SlowCurve(run).points
    #expect(curve.steps == all.count && all.count > 3_000)
    #expect(curve.points.count <= 2_000)
    #expect(curve.points.map(\.equity).max() == all.map(\.equity).max(), "seed \(seed)")
    #expect(curve.points.map(\.equity).min() == all.map(\.equity).min(), "seed \(seed)")
    #expect(curve.points.last == all.last, "seed \(seed)")
    #expect(zip(curve.points, curve.points.dropFirst()).allSatisfy { $0.time < $1.time }, "seed \(seed)")
    #expect(Set(curve.points).isSubset(of: all), "seed \(seed)")
  }

  @Test("bars outside the calendar's sessions are left out")
  func outsideSessions() {
    var run = RandomRun(seed: 1, days: 3, barsPerDay: 400)
    run.result.fills = []
    run.instruments[0].sessions = .calendar
    // From 09:15 the calendar has 375 minutes, the data 400.
    let curve = EquityCurve(result: run.result, instruments: run.instruments)
    let inSession = (0..<run.instruments[0].bars.count).map { run.instruments[0].bars.start($0) }
      .filter { TradingCalendar.bundled.isOpen(.cashWithDerivatives, at: $0) }
    #expect(curve.bars == inSession.count)
    #expect(curve.bars < run.instruments[0].bars.count && curve.bars > 0)
  }

  @Test("a run without trades stays at its capital")
  func idle() {
    var run = RandomRun(seed: 3, days: 4)
    run.result.fills = []
    let curve = EquityCurve(result: run.result, instruments: run.instruments)
    #expect(curve.days.count == 4)
    #expect(curve.points.allSatisfy { $0.equity == run.result.capital })
    #expect(curve.deepestDrawdown == nil && curve.exposure == 0)
  }

  @Test("a run without bars has a capital and nothing else")
  func empty() {
    var result = BacktestResult()
    result.capital = "1000"
    let curve = EquityCurve(result: result, instruments: [])
    #expect(curve.days.isEmpty && curve.points.isEmpty && curve.exposure == nil)
    #expect(curve.finalEquity == "1000")
  }
}
