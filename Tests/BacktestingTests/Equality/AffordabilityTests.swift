import Backtesting
import History
import Indicators
import Market
import Strategies
import TestSupport
import Testing
import Trading

@Suite("An entry never costs more than there is at the price that fills, in both drivers")
struct AffordabilityTests {
  /// Decided at 100, opened at 115.
  private func run(_ sizing: Sizing) throws -> BacktestResult {
    let bars = HandMade(
      TimeOfDay(9, 15), "100 104 100 100", "115 116 114 115", "116 116 116 116", "117 117 117 117", "118 118 118 118")
    let setup = bars.setup {
      $0.capital = Money(rupees: 100_000)
      $0.product = .cnc
      $0.mayShort = false
      $0.squareOff = nil
      $0.sizing = sizing
    }
    let none = NoExitStrategy(ParameterValues(NoExitStrategy.description))
    let script: [Int: Wish] = [0: .buy(), 2: .exit]
    let fast = try Backtest.run(strategy: Scripted(script), exit: none, setup)
    var driver = try EngineBacktest(setup, strategy: Scripted(script), exit: none)
    let full = driver.run()
    #expect(ResultComparison(fast: fast, full: full).firstDifference == nil)
    #expect(fast.denials == full.denials)
    return fast
  }

  @Test("sized in rupees it is cut to what the opening price allows")
  func cut() throws {
    let result = try run(.rupees(Money(rupees: 100_000)))
    #expect(result.fills.first.map { "\($0.quantity) at \($0.price)" } == "869 at 115.00")
    #expect(result.denials.isEmpty)
  }

  @Test("of a fixed quantity it is refused and counted")
  func refused() throws {
    let result = try run(.quantity(900))
    #expect(result.fills.isEmpty)
    #expect(result.denials == [.margin: 1])
  }

  @Test("an intraday position that nobody let go binds its full value the next day, until it is closed")
  func carried() throws {
    let next: TradingDay = "2024-06-04"
    var held = HandMade(TimeOfDay(15, 0), "100 101 99 100", "100 101 99 100")
    held.add(TimeOfDay(9, 30), on: next, ["100 101 99 100", "100 101 99 100", "100 101 99 100"])
    let other = HandMade(
      TimeOfDay(9, 15), on: next, "100 101 99 100", "100 101 99 100", "100 101 99 100", "100 101 99 100",
      "100 101 99 100", "100 101 99 100", "100 101 99 100", "100 101 99 100")
    var setup = held.setup {
      $0.capital = Money(rupees: 100_000)
      $0.sizing = .quantity(900)
    }
    setup.instruments.append(
      BacktestInstrument(
        id: InstrumentID(1), instrument: .equity("TCS"), terms: DatedTerms(HandMade.terms), bars: other.series))
    let none = NoExitStrategy(ParameterValues(NoExitStrategy.description))
    let script: [Int: Wish] = [0: .buy(), 4: .buy()]
    let fast = try Backtest.run(strategy: Scripted(script), exit: none, setup)
    var driver = try EngineBacktest(setup, strategy: Scripted(script), exit: none)
    let full = driver.run()
    #expect(ResultComparison(fast: fast, full: full).firstDifference == nil)
    // A fifth of 90 000 would be free at 09:20, were the first position margined as on its own day.
    #expect(fast.denials == [.margin: 1] && full.denials == fast.denials)
    let others = fast.fills.filter { $0.instrument == InstrumentID(1) && $0.side == .buy }
    #expect(others.map { "\($0.time.istTime)" } == ["09:40:00"])
  }

  @Test("what can be paid is left alone")
  func paid() throws {
    #expect(try run(.quantity(869)).trades.map(line) == ["long 869 115.00@09:20:00 → 117.00@09:30:00 signal"])
  }
}
