package import Indicators

/// New highs are bought, new lows sold, and a shorter channel lets go; see
/// `docs/reference/strategies/donchian-breakout.md`.
package struct DonchianBreakout: Strategy {
  package static let description = StrategyDescription(
    name: "donchian-breakout", title: "Donchian breakout",
    idea: """
      Buys a close above the highest high of the candles before it and sells short one below their lowest low; leaves \
      when the close breaks a shorter channel the other way. Losses are cut soon, the few long trends pay for them.
      """,
    parameters: [
      Parameter("entry", .integer(2...500), default: 20, "candles of the channel whose break enters"),
      Parameter("exit", .integer(1...500), default: 10, "candles of the channel whose break leaves; entry at most"),
      AllowedDirections.parameter,
    ])

  package let warmUp: Int

  private let directions: AllowedDirections
  private var entry: DonchianChannels
  private var exit: DonchianChannels
  /// The channels as they stood before the current candle: without a channel nothing breaks it.
  private var entryHigh = Double.infinity
  private var entryLow = -Double.infinity
  private var exitHigh = Double.infinity
  private var exitLow = -Double.infinity
  private var wasBreakUp = false
  private var wasBreakDown = false
  private var stance = Stance.flat

  package init(_ values: ParameterValues) {
    warmUp = values.integer("entry")
    entry = DonchianChannels(period: values.integer("entry"))
    exit = DonchianChannels(period: values.integer("exit"))
    directions = AllowedDirections(values)
  }

  package static func check(_ values: ParameterValues) throws(ParameterError) {
    guard values.integer("exit") <= values.integer("entry") else {
      throw ParameterError(
        parameter: "exit", problem: "exit=\(values.integer("exit")) is above entry=\(values.integer("entry"))",
        fix: "Choose an exit channel no longer than the entry channel.")
    }
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar) -> Wish {
    let breaksUp = bar.close > entryHigh
    let breaksDown = bar.close < entryLow
    let wish = decide(bar.close, isFirstUp: breaksUp && !wasBreakUp, isFirstDown: breaksDown && !wasBreakDown)
    wasBreakUp = breaksUp
    wasBreakDown = breaksDown
    moveChannels(bar)
    return wish
  }

  @inline(__always)
  private mutating func decide(_ close: Double, isFirstUp: Bool, isFirstDown: Bool) -> Wish {
    if isFirstUp { return stance.take(Wish(.buy, reason: "close above the entry channel")) }
    if isFirstDown && directions == .both {
      return stance.take(Wish(.short, reason: "close below the entry channel"))
    }
    switch stance {
    case .long where close < exitLow: return stance.take(Wish(.sell, reason: "close below the exit channel"))
    case .short where close > exitHigh: return stance.take(Wish(.cover, reason: "close above the exit channel"))
    default: return .none
    }
  }

  @inline(__always)
  private mutating func moveChannels(_ bar: Bar) {
    if let channel = entry.update(bar) {
      entryHigh = channel.upper
      entryLow = channel.lower
    }
    if let channel = exit.update(bar) {
      exitHigh = channel.upper
      exitLow = channel.lower
    }
  }
}
