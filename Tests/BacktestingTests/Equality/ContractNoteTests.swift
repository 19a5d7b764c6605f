import Backtesting
import History
import Market
import Strategies
import TestSupport
import Testing
import Trading

@Suite("A backtest pays what the contract notes of its days say, in both drivers")
struct ContractNoteTests {
  /// The fast driver's result, after the full one gave the same.
  private func run(_ setup: BacktestSetup, _ script: [Int: Wish]) throws -> BacktestResult {
    let none = NoExitStrategy(ParameterValues(NoExitStrategy.description))
    let fast = try Backtest.run(strategy: Scripted(script), exit: none, setup)
    var driver = try EngineBacktest(setup, strategy: Scripted(script), exit: none)
    #expect(ResultComparison(fast: fast, full: driver.run()).firstDifference == nil)
    return fast
  }

  /// The notes of all days, made from the fills as the desk makes them.
  private func notes(_ result: BacktestResult, _ segment: ChargeSegment) throws -> Charges {
    var total = Charges.zero
    for day in Set(result.fills.map(\.time.istDay)) {
      let fills = result.fills.enumerated().filter { $0.element.time.istDay == day }.map { number, fill in
        ChargeableFill(
          order: number, instrument: fill.instrument, exchange: .nse, segment: segment, side: fill.side,
          value: fill.price * fill.quantity)
      }
      total += try ChargeSchedule.bundled.dayNote(for: fills, plan: "zerodha", on: day).charges
    }
    return total
  }

  @Test("a round trip of 100 shares from 100.00 to 101.00 costs 11.17")
  func roundTrip() throws {
    let bars = HandMade(
      TimeOfDay(9, 15), on: "2025-03-11", "100 100 100 100", "100 100 100 100", "101 101 101 101", "101 101 101 101",
      "101 101 101 101")
    let setup = bars.setup {
      $0.costs = .plan("zerodha")
      $0.sizing = .quantity(100)
    }
    let result = try run(setup, [0: .buy(), 1: .exit])
    let trade = try #require(result.trades.first)
    #expect(trade.charges.total == Money(rupees: 11, paise: 17))
    #expect(trade.charges.stt + trade.charges.rounding > trade.charges.stt)
    #expect(result.finalEquity == result.capital + Money(rupees: 88, paise: 83))
  }

  @Test("STT of two sales on one day is rounded once")
  func oneNoteADay() throws {
    let bars = HandMade(
      TimeOfDay(9, 15), on: "2025-03-11", "103.30 103.30 103.30 103.30", "103.30 103.30 103.30 103.30",
      "102.45 102.45 102.45 102.45", "102.45 102.45 102.45 102.45", "102.20 102.20 102.20 102.20",
      "102.20 102.20 102.20 102.20", "102.20 102.20 102.20 102.20")
    let setup = bars.setup {
      $0.costs = .plan("zerodha")
      $0.sizing = .quantity(20)
    }
    let result = try run(setup, [0: .buy(), 1: .short(), 3: .exit])
    #expect(result.trades.count == 2)
    let note = try notes(result, .intradayEquity)
    #expect(note.stt == Money(rupees: 1))
    #expect(result.trades.reduce(Money.zero) { $0 + $1.charges.total } == note.total)
  }

  @Test("a delivery sale pays the depository once for the share and day")
  func depository() throws {
    var bars = HandMade(interval: .hours(24))
    for day in ["2026-05-08", "2026-05-11", "2026-05-12", "2026-05-13", "2026-05-14", "2026-05-15"] {
      bars.add(TimeOfDay(9, 15), on: TradingDay(stringLiteral: day), ["784 790 780 785"])
    }
    let setup = bars.setup {
      $0.costs = .plan("zerodha")
      $0.product = .cnc
      $0.mayShort = false
      $0.squareOff = nil
      $0.sizing = .quantity(62)
    }
    let result = try run(setup, [0: .buy(), 2: .exit])
    let trade = try #require(result.trades.first)
    #expect(trade.charges.dp == Money(rupees: 15, paise: 34))
    #expect(try trade.charges.total == notes(result, .deliveryEquity).total)
    #expect(result.fills.map(\.charges.dp) == [.zero, Money(rupees: 15, paise: 34)])
  }

  @Test("a flat share of the value knows no note")
  func flatCosts() throws {
    let bars = HandMade(
      TimeOfDay(9, 15), on: "2025-03-11", "100 100 100 100", "100 100 100 100", "101 101 101 101", "101 101 101 101",
      "101 101 101 101")
    let result = try run(bars.setup { $0.costs = .perBillion(300_000) }, [0: .buy(), 1: .exit])
    #expect(result.trades.first?.charges == Charges(brokerage: Money(raw: 6030)))
  }
}
