import Backtesting
import Foundation
import History
import Market
import Simulation
import Strategies
import Testing
import Trading

/// What a candle and a trade cost in each driver; printed, never judged.
@Suite("The full driver's pace", .enabled(if: ProcessInfo.processInfo.environment["PACE"] != nil))
struct FullDriverPaceTests {
  @Test("Prints the full driver's time for an EMA crossover over a year of minute bars")
  func year() throws {
    var random = SplitMix64(seed: 1)
    var bars = HandMade(interval: .minutes(1))
    var day: TradingDay = TradingDay(daysSince1970: 19_700)
    var price: Int64 = 40_000
    for _ in 0..<250 {
      while !TradingCalendar.bundled.isTradingDay(day, for: .cashWithDerivatives) { day = day.advanced(by: 1) }
      let open = Timestamp(day: day, time: TimeOfDay(9, 15))
      for minute in 0..<375 {
        let close = price + Int64.random(in: -20...20, using: &random)
        let prices = [price, max(price, close) + 5, min(price, close) - 5, close].map { Price(raw: $0 * 500) }
        bars.rows.append(HandMade.Row(time: open + .minutes(Int64(minute)), prices: prices))
        price = close
      }
      day = day.advanced(by: 1)
    }
    for (fast, slow) in [("9", "21"), ("3", "5"), ("300", "900")] {
      var setup = bars.setup {
        $0.exitPlan = ExitPlan(stop: .distance(.basisPoints(50)), target: .distance(.basisPoints(100)))
        $0.costs = .plan("zerodha")
      }
      setup.strategy = .init(
        "ema-crossover", try StrategyCatalog.values(for: "ema-crossover", ["fast=\(fast)", "slow=\(slow)"]))
      var run = try EngineBacktest(setup)
      var result = BacktestResult()
      let start = clock()
      result = run.run()
      let middle = clock()
      _ = try Backtest.run(setup)
      let end = clock()
      let each = (middle - start) * 1000 / max(result.bars, 1)
      print(
        "EMA \(fast)/\(slow): \(result.bars) bars, \(result.trades.count) trades: full \((middle - start) / 1000) ms (\(each) ns a bar), fast \((end - middle) / 1000) ms of processor time"
      )
    }
  }
}
