import Backtesting
import History
import Market
import Strategies
import Testing
import Trading

/// What holds for every run, whatever the plan, the candles and the wishes.
@Suite("A run of the fast driver keeps its account")
struct AccountInvariantTests {
  private static let seeds: ClosedRange<UInt64> = 1...250

  private func run(_ seed: UInt64) throws -> (setup: BacktestSetup, result: BacktestResult) {
    let random = RandomSetup(seed)
    guard let exit = random.exit else {
      let none = NoExitStrategy(ParameterValues(NoExitStrategy.description))
      return (random.setup, try Backtest.run(strategy: random.strategy, exit: none, random.setup))
    }
    return (random.setup, try Backtest.run(strategy: random.strategy, exit: exit, random.setup))
  }

  @Test("no fill lies outside its session, or outside the candle it happened in")
  func fillsInSession() throws {
    var fills = 0
    for seed in Self.seeds {
      let (setup, result) = try run(seed)
      fills += result.fills.count
      for fill in result.fills {
        let problem = problem(with: fill, in: setup)
        #expect(problem == nil, "seed \(seed), \(setup.plan.fill.rawValue): \(fill)")
      }
    }
    #expect(fills > 1000, "the seeds hardly trade")
  }

  /// What fills at an instant belongs to the candle that begins then or is under way, or else ends then.
  private func problem(with fill: BacktestFill, in setup: BacktestSetup) -> String? {
    guard let instrument = setup.instruments.first(where: { $0.id == fill.instrument }) else { return "unknown" }
    let second = Timestamp(unixSeconds: fill.time.nanoseconds / Timestamp.nanosecondsPerSecond)
    let next = instrument.bars.index(from: second + .seconds(1))
    guard next > 0 else { return "before the data" }
    let problem = problem(with: fill, at: next - 1, of: instrument, in: setup)
    guard problem != nil, setup.plan.fill == .sameClose, next > 1 else { return problem }
    let before = instrument.bars.start(next - 1) == fill.time ? next - 2 : next - 1
    return self.problem(with: fill, at: before, of: instrument, in: setup)
  }

  private func problem(
    with fill: BacktestFill, at index: Int, of instrument: BacktestInstrument, in setup: BacktestSetup
  ) -> String? {
    let candle = instrument.bars.candle(index)
    var last = candle.start + instrument.bars.interval
    if !setup.isDaily {
      guard let session = setup.session(of: instrument, at: candle.start) else { return "no session" }
      last = min(last, session.close)
    }
    guard fill.time < last || setup.plan.fill == .sameClose && fill.time == last else {
      return "after its candle, which ends \(last), \(instrument.sessions.rawValue), \(instrument.bars.interval)"
    }
    return (candle.low...candle.high).contains(fill.price) ? nil : "\(fill.price) is outside of \(candle)"
  }

  @Test("cash and the worth of positions are the equity after every candle")
  func equity() throws {
    var steps = 0
    for seed in Self.seeds {
      let (setup, result) = try run(seed)
      let curve = EquityCurve(result: result, instruments: setup.instruments, calendar: setup.calendar)
      #expect(curve.finalEquity == result.finalEquity, "seed \(seed)")
      // A fill at a close is booked at the candle's end, which may be the next one's beginning; and points are thinned.
      guard setup.plan.fill != .sameClose, curve.points.count == curve.steps else { continue }
      let account = AccountWalk(setup, result)
      steps += account.points.count
      #expect(curve.points == account.points, "seed \(seed)")
    }
    #expect(steps > 5000, "hardly any run was looked at step by step")
  }

  @Test("trades are what the fills add up to, and every run ends flat")
  func trades() throws {
    for seed in Self.seeds {
      let (setup, result) = try run(seed)
      var cash = result.capital
      var held: [InstrumentID: Quantity] = [:]
      for fill in result.fills {
        let signed = Quantity(fill.quantity.units * fill.side.sign)
        cash -= fill.price * signed + fill.charges.total
        held[fill.instrument, default: .zero] += signed
      }
      #expect(held.values.allSatisfy { $0 == .zero }, "seed \(seed)")
      #expect(cash == result.finalEquity, "seed \(seed)")
      #expect(result.capital == setup.plan.capital, "seed \(seed)")
      #expect(result.trades.reduce(result.capital) { $0 + $1.net } == result.finalEquity, "seed \(seed)")
      let charges = result.fills.reduce(Money.zero) { $0 + $1.charges.total }
      #expect(result.trades.reduce(Money.zero) { $0 + $1.charges.total } == charges, "seed \(seed)")
    }
  }
}

extension BacktestSetup {
  var isDaily: Bool { instruments.contains { $0.bars.interval >= .hours(6) } }

  /// The session of the calendar, or as wide as the day's bars.
  func session(of instrument: BacktestInstrument, at time: Timestamp) -> TradingSession? {
    let day = time.istDay
    if instrument.sessions == .calendar {
      let sessionClass = instrument.terms.terms(on: day).sessionClass
      return calendar.sessions(of: sessionClass, on: day).first { $0.contains(time) }
    }
    let usual = TradingSession(
      phase: .continuous, open: Timestamp(day: day, time: TimeOfDay(9, 15)),
      close: Timestamp(day: day, time: TimeOfDay(15, 30)))
    let bars = instrument.bars
    let last = bars.index(from: Timestamp(day: day.advanced(by: 1), time: TimeOfDay(0, 0))) - 1
    return TradingSession(
      phase: .continuous, open: usual.open, close: max(usual.close, bars.start(last) + bars.interval))
  }
}
