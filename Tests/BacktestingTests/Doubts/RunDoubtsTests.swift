import Backtesting
import History
import Market
import Strategies
import TestSupport
import Testing
import Trading

@Suite("What prices and trades give reason to doubt is said with instrument and date")
struct RunDoubtsTests {
  private func doubts(_ setup: BacktestSetup, _ script: [Int: Wish] = [:]) throws -> [String] {
    let none = NoExitStrategy(ParameterValues(NoExitStrategy.description))
    return RunDoubts(setup, try Backtest.run(strategy: Scripted(script), exit: none, setup)).sentences
  }

  private func daily(_ lines: [(TradingDay, String)]) -> HandMade {
    var bars = HandMade(interval: .hours(24))
    for (day, line) in lines { bars.add(TimeOfDay(9, 15), on: day, [line]) }
    return bars
  }

  private func delivery(_ plan: inout BacktestPlan) {
    plan.product = .cnc
    plan.mayShort = false
    plan.squareOff = nil
  }

  @Test("an opening near a split's ratio, and what was held over it")
  func split() throws {
    let bars = daily([
      ("2024-06-03", "970 980 960 972"), ("2024-06-04", "972 980 960 972"), ("2024-06-05", "103 104 95 97"),
      ("2024-06-06", "97 99 95 98"), ("2024-06-07", "98 99 97 98"),
    ])
    let found = try doubts(bars.setup(delivery), [0: .buy(), 2: .exit])
    let sentence = try #require(found.first { $0.contains("split or bonus") })
    #expect(sentence.contains("SBIN opens 2024-06-05 at 103.00 after 972.00, about 1/10"))
    #expect(sentence.contains("1 trade was held over it and made −₹8,750"))
    #expect(sentence.contains("--corporate-actions"))
  }

  @Test("A crash that matches no split ratio is not reported as a split, nor is the same move of a future")
  func crash() throws {
    let lines: [(TradingDay, String)] = [("2024-06-03", "100 100 100 100"), ("2024-06-04", "88 89 80 85")]
    #expect(try !doubts(daily(lines).setup(delivery)).contains { $0.contains("split") })
  }

  @Test("Every trading day without bars is reported, adjacent days as one gap; holidays are not reported")
  func missingDays() throws {
    // Monday 17 June 2024 was a holiday.
    let bars = daily([
      ("2024-06-03", "100 101 99 100"), ("2024-06-05", "100 101 99 100"), ("2024-06-10", "100 101 99 100"),
      ("2024-06-14", "100 101 99 100"), ("2024-06-18", "100 101 99 100"),
    ])
    let found = try doubts(bars.setup(delivery))
    #expect(
      found.contains(
        "SBIN: no bars on 6 trading days: 2024-06-04, 2024-06-06 to 2024-06-07, 2024-06-11 to 2024-06-13"))
  }

  @Test("An intraday position held to the next day is reported")
  func overNight() throws {
    var bars = HandMade(TimeOfDay(9, 15), "100 100 100 100 10", "100 100 100 100 10", "100 100 100 100 0")
    bars.add(TimeOfDay(9, 15), on: "2024-06-04", ["101 101 101 101 10", "101 101 101 101 10", "101 101 101 101 10"])
    let found = try doubts(bars.setup(), [0: .buy()])
    let sentence = try #require(found.first { $0.contains("intraday position") })
    #expect(sentence.contains("SBIN 2024-06-03 to 2024-06-04"))
  }

  @Test("Candles in which nobody traded are reported with their share")
  func carried() throws {
    let bars = HandMade(
      TimeOfDay(9, 15), "100 100 100 100 10", "100 100 100 100 0", "100 101 99 100 0", "100 100 100 100 9")
    let sentence = try #require(try doubts(bars.setup()).first { $0.contains("nobody traded") })
    // The third moved: somebody traded, whatever its volume says.
    #expect(sentence.hasPrefix("SBIN: in 25 % of the candles (1)"))
  }

  @Test("A result that two days earned is reported")
  func bestDays() throws {
    var bars = HandMade()
    var script: [Int: Wish] = [:]
    var day = HandMade.day
    for number in 0..<12 {
      while !TradingCalendar.bundled.isTradingDay(day, for: .equityDerivatives) { day = day.advanced(by: 1) }
      let exit = number == 3 || number == 7 ? 150 : 101
      bars.add(
        TimeOfDay(9, 15), on: day,
        ["100 100 100 100", "100 100 100 100", "\(exit) \(exit) \(exit) \(exit)", "100 100 100 100"])
      script[number * 4] = .buy()
      script[number * 4 + 1] = .exit
      day = day.advanced(by: 1)
    }
    let sentence = try #require(try doubts(bars.setup(), script).first { $0.contains("without these 2 days") })
    #expect(sentence.contains("2024-06-06 and 2024-06-12 earned 1,000 of 1,100"))
    #expect(sentence.contains("the result is ₹100"))
  }

  @Test(
    "A quantity that is not a whole number of lots is reported",
    arguments: [(75, "such entries trade 50"), (30, "less than one lot")])
  func lots(_ quantity: Int64, _ words: String) throws {
    var setup = HandMade(TimeOfDay(9, 15), "100 100 100 100", "100 100 100 100", "100 100 100 100").setup {
      $0.sizing = .quantity(Quantity(quantity))
    }
    setup.instruments[0].instrument = Instrument(exchange: .nfo, kind: .future, underlying: "NIFTY", expiry: nil)
    setup.instruments[0].terms = DatedTerms(
      ContractTerms(lotSize: 50, tickSize: "0.05", freezeQuantity: .maximum, sessionClass: .equityDerivatives))
    #expect(try doubts(setup).contains { $0.contains("lots of 50") || $0.contains("lot of 50") && $0.contains(words) })
  }

  @Test("why there is no trade: no volumes, too few candles")
  func noTrade() throws {
    var setup = HandMade(TimeOfDay(9, 15), "100 100 100 100", "100 100 100 100", "100 100 100 100").setup()
    setup.strategy = .init("vwap-pullback", try StrategyCatalog.values(for: "vwap-pullback", [String]()))
    #expect(RunDoubts(setup, try Backtest.run(setup)).sentences.contains { $0.contains("needs volumes") })
    setup.strategy = .init("ema-crossover", try StrategyCatalog.values(for: "ema-crossover", [String]()))
    #expect(RunDoubts(setup, try Backtest.run(setup)).sentences.contains { $0.contains("warms up over 21 candles") })
  }
}
