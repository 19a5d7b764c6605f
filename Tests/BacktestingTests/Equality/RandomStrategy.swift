import Backtesting
import Indicators
import Market
import Simulation
import Strategies

/// Wishes by chance, some with a stop or a target of their own. The same seed wishes the same for the same candles.
struct RandomStrategy: Strategy {
  static let description = StrategyDescription(name: "random", title: "Random", idea: "", parameters: [])

  private var seed: UInt64 = 0
  /// One candle in so many brings a wish.
  private var pace: UInt64 = 3
  let warmUp: Int
  private var count: Int64 = 0

  init(_ values: ParameterValues) { warmUp = 0 }

  init(seed: UInt64, pace: Int, warmUp: Int) {
    self.seed = seed
    self.pace = UInt64(pace)
    self.warmUp = warmUp
  }

  mutating func candleClosed(_ bar: Bar) -> Wish {
    count += 1
    var random = SplitMix64(seed: SplitMix64.hash(seed, count, Int64(bar.close * 100)))
    guard random.next() % pace == 0 else { return .none }
    let actions: [Wish.Action] = [.buy, .buy, .buy, .short, .short, .short, .sell, .cover, .exit]
    var wish = Wish(actions.randomElement(using: &random) ?? .exit, reason: "by chance")
    let side: Double = wish.action == .short ? -1 : 1
    if random.next() % 4 == 0 { wish.stop = bar.close - side * Double.random(in: -0.2...4, using: &random) }
    if random.next() % 4 == 0 { wish.target = bar.close + side * Double.random(in: -0.2...4, using: &random) }
    return wish
  }
}

/// Closes by chance.
struct RandomExit: ExitStrategy {
  static let description = StrategyDescription(name: "random-exit", title: "Random", idea: "", parameters: [])

  private var seed: UInt64 = 0
  private var pace: UInt64 = 4
  let warmUp: Int
  private var count: Int64 = 0

  init(_ values: ParameterValues) { warmUp = 0 }

  init(seed: UInt64, pace: Int, warmUp: Int) {
    self.seed = seed
    self.pace = UInt64(pace)
    self.warmUp = warmUp
  }

  mutating func candleClosed(_ bar: Bar, held: HeldPosition?) -> ExitAdvice {
    count += 1
    guard held != nil else { return .hold }
    return SplitMix64.hash(seed, count, Int64(bar.close * 100)) % pace == 0 ? .close("by chance") : .hold
  }
}
