package import Indicators

/// Back inside the bands, out at the middle; see `docs/reference/strategies/bollinger-reversion.md`.
package struct BollingerReversion: Strategy {
  package static let description = StrategyDescription(
    name: "bollinger-reversion", title: "Bollinger reversion",
    idea: """
      Buys when a close returns above the lower band after one below it and leaves at the middle band; short is the \
      mirror image at the upper band. In a market without direction the average is where prices go back to.
      """,
    parameters: [
      Parameter("period", .integer(2...500), default: 20, "candles of the average and the deviation"),
      Parameter("deviations", .decimal(0.5...5), default: 2, "distance of the bands, in standard deviations"),
      Parameter("stop", .choice(["extreme", "none"]), default: 0, "the far end of the move outside the band, or none"),
      AllowedDirections.parameter,
    ])

  package let warmUp: Int

  private let setsStop: Bool
  private let directions: AllowedDirections
  private var bands: BollingerBands
  private var wasBelow = false
  private var wasAbove = false
  /// Of the candles since the close left the bands.
  private var lowest = 0.0
  private var highest = 0.0
  private var stance = Stance.flat

  package init(_ values: ParameterValues) {
    let period = values.integer("period")
    warmUp = period
    bands = BollingerBands(period: period, deviations: values["deviations"])
    setsStop = values.integer("stop") == 0
    directions = AllowedDirections(values)
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar) -> Wish {
    guard let bands = bands.update(bar.close) else { return .none }
    let isBelow = bar.close < bands.lower
    let isAbove = bar.close > bands.upper
    lowest = wasBelow ? min(lowest, bar.low) : bar.low
    highest = wasAbove ? max(highest, bar.high) : bar.high
    let cameUp = wasBelow && !isBelow && bar.close < bands.middle
    let cameDown = wasAbove && !isAbove && bar.close > bands.middle
    wasBelow = isBelow
    wasAbove = isAbove
    if cameUp { return enter(.buy, bar.close, stop: lowest, "the close returned above the lower band") }
    if cameDown && directions == .both {
      return enter(.short, bar.close, stop: highest, "the close returned below the upper band")
    }
    return leave(bar.close, bands.middle)
  }

  /// A stop at the close itself would be hit at once, so then there is none.
  private mutating func enter(_ action: Wish.Action, _ close: Double, stop: Double, _ reason: StaticString) -> Wish {
    stance.take(Wish(action, reason: reason, stop: setsStop && stop != close ? stop : nil))
  }

  @inline(__always)
  private mutating func leave(_ close: Double, _ middle: Double) -> Wish {
    switch stance {
    case .long where close >= middle: stance.take(Wish(.sell, reason: "the close reached the middle band"))
    case .short where close <= middle: stance.take(Wish(.cover, reason: "the close reached the middle band"))
    default: .none
    }
  }
}
