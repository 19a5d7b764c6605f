package import Indicators
import Market

/// Closes when a candle closes a multiple of the usual range beyond the entry; see
/// `docs/reference/strategies/exits.md`.
package struct ATRExit: ExitStrategy, Parameterised {
  package static let description = StrategyDescription(
    name: "atr-exit", title: "ATR exit",
    idea: """
      Closes when a candle closes further against the entry than a multiple of the average true range, as measured when \
      the position opened: a loss larger than the market's noise.
      """,
    parameters: [
      Parameter("period", .integer(1...200), default: 14, "period of the average true range, in candles"),
      Parameter("multiple", .decimal(0.1...50), default: 2, "distance from the entry, in average true ranges"),
    ])

  package let warmUp: Int

  private let multiple: Double
  private var atr: ATR
  private var latest = Double.nan
  /// Of the position last seen: when it opened, and the range just before.
  private var opened = Timestamp.distantPast
  private var rangeAtOpening = Double.nan

  package init(_ values: ParameterValues) {
    multiple = values["multiple"]
    atr = ATR(period: values.integer("period"))
    warmUp = values.integer("period") + 1
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar, held: HeldPosition?) -> ExitAdvice {
    let before = latest
    if let range = atr.update(bar) { latest = range }
    guard let held else { return .hold }
    if held.opened != opened {
      opened = held.opened
      // A position that opened during the warm-up takes the first range there is.
      rangeAtOpening = before.isNaN ? latest : before
    } else if rangeAtOpening.isNaN {
      rangeAtOpening = latest
    }
    let distance = multiple * rangeAtOpening
    switch held.direction {
    case .buy where bar.close < held.entry - distance: return .close("the close fell too far below the entry")
    case .sell where bar.close > held.entry + distance: return .close("the close rose too far above the entry")
    default: return .hold
    }
  }
}
