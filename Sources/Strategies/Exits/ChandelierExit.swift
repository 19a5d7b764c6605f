package import Indicators
import Market

/// Hangs below the best price of the position; see `docs/reference/strategies/exits.md`.
package struct ChandelierExit: ExitStrategy, Parameterised {
  package static let description = StrategyDescription(
    name: "chandelier-exit", title: "Chandelier exit",
    idea: """
      Closes a long when a candle closes a multiple of the average true range below the highest high since the entry, \
      a short when one closes as far above the lowest low: profits run, and the room given back follows the market's pace.
      """,
    parameters: [
      Parameter("period", .integer(1...200), default: 22, "period of the average true range, in candles"),
      Parameter("multiple", .decimal(0.1...50), default: 3, "distance from the best price, in average true ranges"),
    ])

  package let warmUp: Int

  private let multiple: Double
  private var atr: ATR
  /// Of the position last seen: when it opened, and the extremes of the candles since.
  private var opened = Timestamp.distantPast
  private var highest = 0.0
  private var lowest = 0.0

  package init(_ values: ParameterValues) {
    multiple = values["multiple"]
    atr = ATR(period: values.integer("period"))
    warmUp = values.integer("period") + 1
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar, held: HeldPosition?) -> ExitAdvice {
    let range = atr.update(bar)
    guard let held else { return .hold }
    let isNew = held.opened != opened
    opened = held.opened
    highest = isNew ? bar.high : max(highest, bar.high)
    lowest = isNew ? bar.low : min(lowest, bar.low)
    guard let range else { return .hold }
    let distance = multiple * range
    switch held.direction {
    case .buy where bar.close < highest - distance: return .close("the close fell too far from the highest high")
    case .sell where bar.close > lowest + distance: return .close("the close rose too far from the lowest low")
    default: return .hold
    }
  }
}
