package import Indicators

/// Long while the fast average is above the slow one, short while it is below; see
/// `docs/reference/strategies/ema-crossover.md`.
///
/// It holds plain numbers and no indicator values, so that a backtest keeps all of it in registers.
package struct EMACrossover: Strategy {
  package static let description = StrategyDescription(
    name: "ema-crossover", title: "EMA crossover",
    idea: """
      Buys when the fast average of closes crosses above the slow one and sells short when it crosses below: a trend \
      that has begun tends to go on for longer than the averages take to notice it.
      """,
    parameters: [
      Parameter("fast", .integer(1...500), default: 9, "period of the fast average, in candles"),
      Parameter("slow", .integer(2...1000), default: 21, "period of the slow average; longer than fast"),
      Parameter(
        "seed", .choice(["sma", "first"]), default: 0,
        "what the averages start from: the mean of their first period, or the first close"),
      AllowedDirections.parameter,
    ])

  package let warmUp: Int

  private let fastFactor: Double
  private let slowFactor: Double
  /// Closes that make up the first value of each average.
  private let fastSeed: Int
  private let slowSeed: Int
  private let onCrossDown: Wish.Action

  /// Until its seed is complete, an average's field holds the sum of closes.
  private var fast = 0.0
  private var slow = 0.0
  private var seeded = 0
  private var wasUp = false
  private var wasDown = false

  package init(_ values: ParameterValues) {
    self.init(
      fast: values.integer("fast"), slow: values.integer("slow"),
      seed: values.integer("seed") == 0 ? .simpleMean : .firstValue, directions: AllowedDirections(values))
  }

  /// - Precondition: 1 ≤ fast < slow.
  package init(fast: Int, slow: Int, seed: EMA.Seed, directions: AllowedDirections) {
    precondition(fast >= 1 && fast < slow, "the fast average is shorter than the slow one")
    warmUp = slow
    fastFactor = 2 / Double(fast + 1)
    slowFactor = 2 / Double(slow + 1)
    // A first value is the mean of one close.
    fastSeed = seed == .simpleMean ? fast : 1
    slowSeed = seed == .simpleMean ? slow : 1
    onCrossDown = directions.downward
  }

  package static func check(_ values: ParameterValues) throws(ParameterError) {
    guard values.integer("fast") < values.integer("slow") else {
      throw ParameterError(
        parameter: "fast", problem: "fast=\(values.integer("fast")) is not below slow=\(values.integer("slow"))",
        fix: "Choose a fast period shorter than the slow one.")
    }
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar) -> Wish {
    let close = bar.close
    if seeded < slowSeed {
      seed(close)
      return .none
    }
    fast += fastFactor * (close - fast)
    slow += slowFactor * (close - slow)
    return crossing()
  }

  /// Compares the averages with how they stood one candle ago.
  @inline(__always)
  private mutating func crossing() -> Wish {
    let isUp = fast > slow
    let isDown = fast < slow
    defer {
      wasUp = isUp
      wasDown = isDown
    }
    if isUp && !wasUp { return Self.crossedUp }
    if isDown && !wasDown { return Self.crossedDown(onCrossDown) }
    return .none
  }

  /// What a crossing asks for; also of ``EMACrossoverLanes``.
  package static var crossedUp: Wish { Wish(.buy, reason: "the fast EMA crossed above the slow EMA") }

  /// - Parameter action: ``AllowedDirections/downward``.
  package static func crossedDown(_ action: Wish.Action) -> Wish {
    Wish(action, reason: "the fast EMA crossed below the slow EMA")
  }

  /// The candles up to the slow average's first value. Inlined too: a call would force the state into memory.
  @inline(__always)
  private mutating func seed(_ close: Double) {
    if seeded < fastSeed {
      fast += close
      if seeded == fastSeed - 1 { fast /= Double(fastSeed) }
    } else {
      fast += fastFactor * (close - fast)
    }
    slow += close
    seeded += 1
    guard seeded == slowSeed else { return }
    slow /= Double(slowSeed)
    wasUp = fast > slow
    wasDown = fast < slow
  }
}
