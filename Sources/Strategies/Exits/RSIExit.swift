package import Indicators
import Market

/// Closes when the RSI crosses its middle against the position; see `docs/reference/strategies/exits.md`.
package struct RSIExit: ExitStrategy, Parameterised {
  package static let description = StrategyDescription(
    name: "rsi-exit", title: "RSI exit",
    idea: "Closes a long when the RSI crosses below the level, a short when it crosses above.",
    parameters: [
      Parameter("period", .integer(2...200), default: 14, "period of the RSI, in candles"),
      Parameter("level", .decimal(1...99), default: 50, "the RSI that is crossed"),
    ])

  package let warmUp: Int

  private let level: Double
  private var rsi: RSI
  private var previous = Double.nan

  package init(_ values: ParameterValues) {
    level = values["level"]
    rsi = RSI(period: values.integer("period"))
    warmUp = values.integer("period") + 1
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar, held: HeldPosition?) -> ExitAdvice {
    guard let strength = rsi.update(bar.close) else { return .hold }
    // Until there is a previous value, it is not a number and no comparison holds.
    let crossedDown = previous >= level && strength < level
    let crossedUp = previous <= level && strength > level
    previous = strength
    switch held?.direction {
    case .buy where crossedDown: return .close("RSI crossed below its level")
    case .sell where crossedUp: return .close("RSI crossed above its level")
    default: return .hold
    }
  }
}
