package import Indicators

/// In the market with the Supertrend, turning when it turns; see `docs/reference/strategies/supertrend.md`.
package struct SupertrendFlip: Strategy {
  package static let description = StrategyDescription(
    name: "supertrend", title: "Supertrend",
    idea: """
      Buys when the Supertrend line turns up and sells short when it turns down: the line trails the price by a \
      multiple of its usual range, so that only a move larger than the noise turns it.
      """,
    parameters: [
      Parameter("period", .integer(1...200), default: 10, "period of the average true range, in candles"),
      Parameter("multiplier", .decimal(0.5...20), default: 3, "distance of the line, in average true ranges"),
      AllowedDirections.parameter,
    ])

  package let warmUp: Int

  private let onTurnDown: Wish.Action
  private var supertrend: Supertrend
  private var wasUp = false
  private var wasDown = false

  package init(_ values: ParameterValues) {
    let period = values.integer("period")
    warmUp = period + 1
    supertrend = Supertrend(period: period, multiplier: values["multiplier"])
    onTurnDown = AllowedDirections(values).downward
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar) -> Wish {
    guard let now = supertrend.update(bar) else { return .none }
    let turnedUp = wasDown && now.isUp
    let turnedDown = wasUp && !now.isUp
    wasUp = now.isUp
    wasDown = !now.isUp
    if turnedUp { return Wish(.buy, reason: "the Supertrend turned up") }
    if turnedDown { return Wish(onTurnDown, reason: "the Supertrend turned down") }
    return .none
  }
}
