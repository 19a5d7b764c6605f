package import Indicators

/// With the day's trend, at the day's average price; see `docs/reference/strategies/vwap-pullback.md`.
package struct VWAPPullback: Strategy {
  package static let description = StrategyDescription(
    name: "vwap-pullback", title: "VWAP pullback",
    idea: """
      When candles have closed on one side of the session's VWAP for a while, enters where the price comes back to it \
      and turns, and leaves when a candle closes on the other side: large orders are worked around the VWAP and hold it.
      """,
    parameters: [
      Parameter(
        "trend", .integer(1...200), default: 6, "candles in a row that must have closed beyond the VWAP before"),
      Parameter("touch", .decimal(0...5), default: 0.05, "how near the candle must come to the VWAP, in percent"),
      Parameter("reward", .decimal(0...20), default: 2, "distance of the target, in distances of the stop; 0: none"),
      AllowedDirections.parameter,
    ])

  private let trend: Int
  private let touch: Double
  private let reward: Double
  private let directions: AllowedDirections

  // What is of the session and starts anew with the next.
  private var vwap = SessionVWAP()
  private var closesAbove = 0
  private var closesBelow = 0

  private var stance = Stance.flat

  package init(_ values: ParameterValues) {
    trend = values.integer("trend")
    touch = values["touch"] / 100
    reward = values["reward"]
    directions = AllowedDirections(values)
  }

  /// The trend's candles are the wait, every day anew.
  package var warmUp: Int { 0 }

  package mutating func sessionOpened(_ session: Session) {
    vwap = SessionVWAP()
    closesAbove = 0
    closesBelow = 0
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar) -> Wish {
    guard let vwap = vwap.update(bar) else { return .none }
    let wasAbove = closesAbove >= trend
    let wasBelow = closesBelow >= trend
    closesAbove = bar.close > vwap ? closesAbove + 1 : 0
    closesBelow = bar.close < vwap ? closesBelow + 1 : 0
    if wasAbove && bounces(bar, vwap) {
      return enter(.buy, bar, stop: bar.low, "pullback to a VWAP below: the candle turned up")
    }
    if wasBelow && directions == .both && falls(bar, vwap) {
      return enter(.short, bar, stop: bar.high, "pullback to a VWAP above: the candle turned down")
    }
    return leave(bar.close, vwap)
  }

  @inline(__always)
  private func bounces(_ bar: Bar, _ vwap: Double) -> Bool {
    bar.low <= vwap * (1 + touch) && bar.close > vwap && bar.close > bar.open
  }

  @inline(__always)
  private func falls(_ bar: Bar, _ vwap: Double) -> Bool {
    bar.high >= vwap * (1 - touch) && bar.close < vwap && bar.close < bar.open
  }

  /// The stop lies at the far end of the turning candle.
  private mutating func enter(_ action: Wish.Action, _ bar: Bar, stop: Double, _ reason: StaticString) -> Wish {
    let target = bar.close + reward * (bar.close - stop)
    return stance.take(Wish(action, reason: reason, stop: stop, target: reward > 0 && target > 0 ? target : nil))
  }

  @inline(__always)
  private mutating func leave(_ close: Double, _ vwap: Double) -> Wish {
    switch stance {
    case .long where close < vwap: stance.take(Wish(.sell, reason: "the close fell below the VWAP"))
    case .short where close > vwap: stance.take(Wish(.cover, reason: "the close rose above the VWAP"))
    default: .none
    }
  }
}
