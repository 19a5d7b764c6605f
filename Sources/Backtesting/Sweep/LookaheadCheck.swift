import History
package import Market
import Simulation
package import Strategies

/// Finds out whether decisions used prices that were not there yet.
///
/// The run is made again on data that ends earlier, at several places drawn by lot. What was wished and traded before
/// the end must be the same: if it is not, something looked past the end.
package struct LookaheadCheck: Sendable {
  package struct Difference: Hashable, Sendable {
    /// The data ended here.
    package var cut: Timestamp
    /// The first decision or fill that is not the same.
    package var time: Timestamp
    /// In words, what is with all data and what without the later part.
    package var text: String
  }

  /// Where the data was cut, ascending.
  package private(set) var cuts: [Timestamp] = []
  package private(set) var wishesCompared = 0
  package private(set) var fillsCompared = 0
  package private(set) var differences: [Difference] = []

  package var isClean: Bool { differences.isEmpty }

  /// Checks a built-in strategy.
  package init(_ setup: BacktestSetup, cuts: Int = 20, seed: UInt64 = 1) throws(BacktestError) {
    var visitor = CheckVisitor(setup: setup, cuts: cuts, seed: seed)
    do {
      self = try StrategyCatalog.visit(setup.strategy.name, setup.strategy.values, &visitor)
    } catch let error as BacktestError {
      throw error
    } catch {
      throw BacktestError("\(error)", fix: "")
    }
  }

  /// Checks any strategy.
  /// - Parameter make: makes the strategy anew for each run, from the data that run has.
  package init<S: Strategy>(
    _ setup: BacktestSetup, cuts: Int = 20, seed: UInt64 = 1, make: (BacktestSetup) -> S
  ) throws(BacktestError) {
    let whole = try Self.run(setup, make)
    for cut in Self.places(setup, count: cuts, seed: seed) {
      let shorter = setup.cut { 0..<$0.index(from: cut) }
      guard let end = Self.comparable(setup, shorter), let part = try Self.runIfPossible(shorter, make) else {
        continue
      }
      self.cuts.append(cut)
      compare(whole, part, before: end, cut: cut)
    }
  }

  // MARK: Runs

  private typealias Run = (fills: [BacktestFill], wishes: WishLog)

  private static func run<S: Strategy>(
    _ setup: BacktestSetup, _ make: (BacktestSetup) -> S
  ) throws(BacktestError) -> Run {
    let log = WishLog()
    let strategy = LoggedStrategy(make(setup), log: log)
    guard let choice = setup.exit else {
      return (try Backtest.run(strategy: strategy, exit: NoExitStrategy(), setup).fills, log)
    }
    let exit: AnyExitStrategy
    do { exit = try StrategyCatalog.makeExit(choice.name, choice.values) } catch {
      throw BacktestError(error.problem, fix: error.fix)
    }
    return (try Backtest.run(strategy: strategy, exit: exit, setup).fills, log)
  }

  /// Nil when the data ends before there is anything to run on.
  private static func runIfPossible<S: Strategy>(
    _ setup: BacktestSetup, _ make: (BacktestSetup) -> S
  ) throws(BacktestError) -> Run? {
    guard !setup.instruments.isEmpty else { return nil }
    do { return try run(setup, make) } catch {
      // A short piece may lie outside the sessions altogether; the whole data was run before, so nothing else is wrong.
      return nil
    }
  }

  // MARK: Places

  private static func places(_ setup: BacktestSetup, count: Int, seed: UInt64) -> [Timestamp] {
    var generator = SplitMix64(seed: seed)
    var places: Set<Timestamp> = []
    for _ in 0..<count * 4 where places.count < count {
      guard let bars = setup.instruments.randomElement(using: &generator)?.bars, bars.count > 4 else { continue }
      places.insert(bars.start(Int.random(in: 3..<bars.count, using: &generator)))
    }
    return places.sorted()
  }

  /// Up to when two runs must agree: the last bar of each instrument that was cut only closes what is open.
  private static func comparable(_ setup: BacktestSetup, _ shorter: BacktestSetup) -> Timestamp? {
    shorter.instruments.filter { part in
      setup.instruments.contains { $0.id == part.id && $0.bars.count > part.bars.count }
    }.map { $0.bars.start($0.bars.count - 1) }.min()
  }

  // MARK: Comparing

  private mutating func compare(_ whole: Run, _ part: Run, before end: Timestamp, cut: Timestamp) {
    // A wish at the very end is made in both runs; only what becomes of it is not.
    let wishes = (whole.wishes.entries(until: cut), part.wishes.entries(until: cut))
    let fills = (Self.entries(whole.fills, before: end), Self.entries(part.fills, before: end))
    wishesCompared += wishes.0.count
    fillsCompared += fills.0.count
    if let (time, text) = Self.difference(wishes.0, wishes.1, time: \.time, text: Self.text) {
      differences.append(Difference(cut: cut, time: time, text: text))
    } else if let (time, text) = Self.difference(fills.0, fills.1, time: \.time, text: Self.text) {
      differences.append(Difference(cut: cut, time: time, text: text))
    }
  }

  /// What a fill's day adds to its charges in the evening is left out: data may end before.
  private static func entries(_ fills: [BacktestFill], before end: Timestamp) -> [BacktestFill] {
    fills.filter { $0.time < end }.sorted { ($0.time, $0.instrument) < ($1.time, $1.instrument) }.map { fill in
      var fill = fill
      fill.charges.dp = .zero
      fill.charges.rounding = .zero
      return fill
    }
  }

  private static func difference<Entry: Equatable>(
    _ whole: [Entry], _ part: [Entry], time: (Entry) -> Timestamp, text: (Entry) -> String
  ) -> (Timestamp, String)? {
    let same =
      zip(whole, part).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(whole.count, part.count)
    let a = same < whole.count ? whole[same] : nil
    let b = same < part.count ? part[same] : nil
    guard let when = [a, b].compactMap({ $0.map(time) }).min() else { return nil }
    return (when, "with all data \(a.map(text) ?? "nothing"), without the rest \(b.map(text) ?? "nothing")")
  }

  private static func text(_ entry: WishLog.Entry) -> String { "\(entry.action) at \(entry.time)" }

  private static func text(_ fill: BacktestFill) -> String {
    "\(fill.side.rawValue) \(fill.quantity) at \(fill.price), \(fill.time)"
  }
}

private struct CheckVisitor: StrategyVisitor {
  let setup: BacktestSetup
  let cuts: Int
  let seed: UInt64

  mutating func visit<S: Strategy>(_ strategy: S) throws -> LookaheadCheck {
    try LookaheadCheck(setup, cuts: cuts, seed: seed) { _ in strategy }
  }
}
