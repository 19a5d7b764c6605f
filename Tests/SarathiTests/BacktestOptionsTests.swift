import ArgumentParser
import Backtesting
import Market
import Strategies
import Testing
import Trading

@testable import sarathi

@Suite("backtest: options")
struct BacktestOptionsTests {
  private func command(_ arguments: String...) throws -> BacktestCommand {
    try BacktestCommand.parse(["--strategy", "ema-crossover", "--bars", "a.csv"] + arguments)
  }

  @Test("options become the plan they describe, exactly")
  func plan() throws {
    let plan = try command(
      "--capital", "5,00,000", "--slippage", "percent:0.02", "--costs", "percent:0.03", "--fill", "ohlc-path",
      "--stop-percent", "1.5", "--target-points", "20", "--entry-from", "09:20", "--entry-until", "14:00",
      "--long-only",
      "--no-reverse", "--max-positions", "3", "--max-trades", "7", "--no-margin", "--warm-up", "50"
    ).trading.plan()
    #expect(plan.capital == Money(rupees: 500_000))
    #expect(plan.slippage == .basisPoints(2))
    #expect(plan.costs == .perBillion(300_000))
    #expect(plan.fill == .ohlcPath)
    #expect(plan.exitPlan.stop == .distance(.basisPoints(150)))
    #expect(plan.exitPlan.target == .distance(.points(Price(rupees: 20))))
    #expect(plan.entryFrom == TimeOfDay(9, 20) && plan.entryUntil == TimeOfDay(14, 0))
    #expect(!plan.mayShort && !plan.reverses && !plan.checksMargin)
    #expect(plan.maximumOpenPositions == 3 && plan.maximumTradesPerDay == 7 && plan.warmUp == 50)
  }

  @Test(
    "sizes, costs and slippage have one spelling each",
    arguments: [
      (["--risk", "1"], Sizing.riskToStop(basisPoints: 100)),
      (["--risk-percent", "0.5"], .riskToStop(basisPoints: 50)),
      (["--lots", "2"], .lots(2)), (["--quantity", "75"], .quantity(Quantity(75))),
      (["--rupees", "1,00,000"], .rupees(Money(rupees: 100_000))),
    ])
  func sizes(_ arguments: [String], _ sizing: Sizing) throws {
    let command = try BacktestCommand.parse(["--strategy", "ema-crossover", "--bars", "a.csv"] + arguments)
    #expect(try command.trading.size.sizing() == sizing)
  }

  @Test("several files may follow --bars, as a shell writes them")
  func files() throws {
    let command = try BacktestCommand.parse(
      ["--bars", "a.csv", "b.csv", "c", "--strategy", "ema-crossover", "--set", "fast=5", "--set", "slow=50"])
    #expect(command.prices.bars == ["a.csv", "b.csv", "c"])
    #expect(try command.choice.choice().values.integer("slow") == 50)
  }

  @Test(
    "lengths are read", arguments: [("30s", 30), ("5m", 300), ("1h", 3_600), ("1d", 86_400)] as [(String, Int64)])
  func intervals(_ text: String, _ seconds: Int64) throws {
    #expect(try BacktestParsing.interval(text) == .seconds(seconds))
  }

  @Test("a negative value is read as one, and refused as what it is")
  func negative() {
    let joined = OptionParsing.joiningNegatives(["backtest", "--stop-percent", "-1", "--json", "--set", "a=1", "-v"])
    #expect(joined == ["backtest", "--stop-percent=-1", "--json", "--set", "a=1", "-v"])
    let call = ["--strategy", "ema-crossover", "--bars", "a.csv", "--stop-percent", "-1"]
    let error = #expect(throws: (any Error).self) {
      try BacktestCommand.parse(OptionParsing.joiningNegatives(call))
    }
    #expect(error.map { BacktestCommand.fullMessage(for: $0) }?.contains("\"-1\" is not a percentage") == true)
  }

  @Test(
    "a wrong call is refused with exit code 64 and words that help",
    arguments: [
      (["--set", "fst=9"], "Did you mean 'fast'"), (["--set", "fast=9999"], "1…500"),
      (["--set", "fast=30"], "not below slow"), (["--set", "fast"], "name=value"),
      (["--set", "fast=9", "--set", "fast=8"], "twice"), (["--quantity", "5", "--lots", "1"], "only one of"),
      (["--from", "2021-13-01"], "is not a day"), (["--from", "2021-02-01", "--to", "2021-01-01"], "before --from"),
      (["--interval", "5x"], "is not a length"), (["--interval", "2d"], "is not a length"),
      (["--costs", "percent:x"], "percentage"), (["--costs", "0.03"], "percent:0.03"),
      (["--slippage", "ticks"], "ticks:NUMBER"), (["--slippage", "1"], "ticks:1"), (["--fill", "later"], "next-open"),
      (["--square-off", "25:00"], "is not a time"), (["--exit", "atr-exi"], "exit strategy 'atr-exi'"),
      (["--set-exit", "period=3"], "--exit NAME"), (["--latency", "5"], "--driver full"),
      (["--participation", "5"], "--driver full"), (["--fill", "ticks"], "--driver full"),
      (["--fill", "ticks", "--driver", "full"], "--interval"), (["--exchange", "NYSE"], "NSE"),
      (["--max-trades", "0"], "1 to 100000"), (["--entry-from", "10:00", "--entry-until", "09:30"], "not after"),
      (["--stop-percent", "1", "--stop-points", "5"], "only one of"), (["--product", "btst"], "none of mis"),
    ])
  func refused(_ arguments: [String], _ words: String) {
    let call = ["--strategy", "ema-crossover", "--bars", "a.csv"] + arguments
    let error = #expect(throws: (any Error).self) { try BacktestCommand.parse(call) }
    guard let error else { return }
    #expect(BacktestCommand.exitCode(for: error) == .validationFailure)
    #expect(BacktestCommand.message(for: error).contains(words), "\(BacktestCommand.message(for: error))")
  }

  @Test("an unknown strategy suggests the nearest; no file is a wrong call")
  func unknownStrategy() {
    let error = #expect(throws: (any Error).self) {
      try BacktestCommand.parse(["--strategy", "ema-crosover", "--bars", "a.csv"])
    }
    #expect(error.map { BacktestCommand.message(for: $0).contains("Did you mean 'ema-crossover'") } == true)
    #expect(throws: (any Error).self) { try BacktestCommand.parse(["--strategy", "ema-crossover"]) }
  }

  @Test(
    "a sweep is refused without a range, with a wrong one, and with too many",
    arguments: [
      (["--set", "fast=9"], "several values"), (["--set", "fast=9..3"], "before it begins"),
      (
        [
          "--set", "fast=1..500", "--set", "slow=2..1000", "--set", "direction=both,long", "--set", "seed=sma,first",
          "--random", "0",
        ], "--random"
      ),
      (["--set", "fast=3..9", "--split", "100"], "--split"), (["--set", "fast=3..9", "--jobs", "0"], "--jobs"),
      (["--set", "fast=3..9", "--sort", "luck"], "sharpe"), (["--set", "fast=3..9", "--fill", "ticks"], "ticks"),
    ])
  func sweeps(_ arguments: [String], _ words: String) {
    let error = #expect(throws: (any Error).self) {
      try SweepCommand.parse(["--strategy", "ema-crossover", "--bars", "a.csv"] + arguments)
    }
    guard let error else { return }
    #expect(SweepCommand.exitCode(for: error) == .validationFailure)
    #expect(SweepCommand.message(for: error).contains(words), "\(SweepCommand.message(for: error))")
  }
}
