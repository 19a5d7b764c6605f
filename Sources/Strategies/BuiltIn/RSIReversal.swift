package import Indicators

/// Buys the end of a selling spree and sells the end of a buying spree; see
/// `docs/reference/strategies/rsi-reversal.md`.
package struct RSIReversal: Strategy {
  package static let description = StrategyDescription(
    name: "rsi-reversal", title: "RSI reversal",
    idea: """
      Buys when the RSI comes back up out of the oversold zone and sells short when it comes back down out of the \
      overbought zone: moves that went too fast are often half undone.
      """,
    parameters: [
      Parameter("period", .integer(2...200), default: 14, "period of the RSI, in candles"),
      Parameter("oversold", .decimal(1...49), default: 30, "below this RSI the zone of exhausted selling begins"),
      Parameter("overbought", .decimal(51...99), default: 70, "above this RSI the zone of exhausted buying begins"),
      AllowedDirections.parameter,
    ])

  package let warmUp: Int

  private let oversold: Double
  private let overbought: Double
  private let onWayDown: Wish.Action
  private var rsi: RSI
  private var wasOversold = false
  private var wasOverbought = false
  /// How far into the present zone the RSI went, in its points; 0 outside.
  private var depth = 0.0

  package init(_ values: ParameterValues) {
    let period = values.integer("period")
    warmUp = period + 1
    rsi = RSI(period: period)
    oversold = values["oversold"]
    overbought = values["overbought"]
    onWayDown = AllowedDirections(values).downward
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar) -> Wish {
    guard let strength = rsi.update(bar.close) else { return .none }
    let isOversold = strength < oversold
    let isOverbought = strength > overbought
    let leftOversold = wasOversold && !isOversold
    let leftOverbought = wasOverbought && !isOverbought
    let deepest = depth
    let staysInside = (wasOversold && isOversold) || (wasOverbought && isOverbought)
    depth = max(staysInside ? depth : 0, oversold - strength, strength - overbought)
    wasOversold = isOversold
    wasOverbought = isOverbought
    if leftOversold {
      return Wish(.buy, confidence: confidence(deepest), reason: "RSI came back out of the oversold zone")
    }
    if leftOverbought {
      return Wish(onWayDown, confidence: confidence(deepest), reason: "RSI came back out of the overbought zone")
    }
    return .none
  }

  /// Half sure at the edge of the zone, sure from ten points inside it.
  private func confidence(_ depth: Double) -> UInt8 { Wish.confidence(0.5 + depth / 20) }
}
