package import Indicators
import Market

/// Closes when the close crosses the EMA against the position; see `docs/reference/strategies/exits.md`.
package struct EMAExit: ExitStrategy, Parameterised {
  package static let description = StrategyDescription(
    name: "ema-exit", title: "EMA exit",
    idea: "Closes a long when the close crosses below the EMA of closes, a short when it crosses above.",
    parameters: [Parameter("period", .integer(1...500), default: 9, "period of the EMA, in candles")])

  package let warmUp: Int

  private var ema: EMA
  private var wasBelow = false
  private var wasAbove = false

  package init(_ values: ParameterValues) {
    warmUp = values.integer("period")
    ema = EMA(period: warmUp)
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar, held: HeldPosition?) -> ExitAdvice {
    guard let average = ema.update(bar.close) else { return .hold }
    let crossedDown = bar.close < average && !wasBelow
    let crossedUp = bar.close > average && !wasAbove
    wasBelow = bar.close < average
    wasAbove = bar.close > average
    switch held?.direction {
    case .buy where crossedDown: return .close("the close crossed below the EMA")
    case .sell where crossedUp: return .close("the close crossed above the EMA")
    default: return .hold
    }
  }
}
