package import Indicators

/// RSI 50 with EMA 9: in with strength on the right side of the average, out when either gives way; see
/// `docs/reference/strategies/rsi-swing.md`.
package struct RSISwing: Strategy {
  package static let description = StrategyDescription(
    name: "rsi-swing", title: "RSI-50/EMA-9 swing",
    idea: """
      Goes long when the RSI crosses above 50 while the close is above the EMA, and leaves when the close falls below \
      the EMA or the RSI below 50; short is the mirror image. Two witnesses to get in, one doubter to get out.
      """,
    parameters: [
      Parameter("rsi", .integer(2...200), default: 14, "period of the RSI, in candles"),
      Parameter("ema", .integer(1...500), default: 9, "period of the EMA of closes, in candles"),
      AllowedDirections.parameter,
    ])

  /// Gains and losses are equally strong.
  private static let balance = 50.0

  package let warmUp: Int

  private let directions: AllowedDirections
  private var rsi: RSI
  private var ema: EMA
  private var previousStrength = Double.nan
  private var stance = Stance.flat

  package init(_ values: ParameterValues) {
    rsi = RSI(period: values.integer("rsi"))
    ema = EMA(period: values.integer("ema"))
    warmUp = max(values.integer("rsi") + 1, values.integer("ema"))
    directions = AllowedDirections(values)
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar) -> Wish {
    let average = ema.update(bar.close)
    let strength = rsi.update(bar.close)
    guard let average, let strength else { return .none }
    // Until there is a previous value, it is not a number and no comparison holds.
    let crossedUp = previousStrength <= Self.balance && strength > Self.balance
    let crossedDown = previousStrength >= Self.balance && strength < Self.balance
    previousStrength = strength
    if crossedUp && bar.close > average {
      return stance.take(Wish(.buy, reason: "RSI crossed above 50 with the close above the EMA"))
    }
    if crossedDown && bar.close < average && directions == .both {
      return stance.take(Wish(.short, reason: "RSI crossed below 50 with the close below the EMA"))
    }
    return leave(bar.close, average, strength)
  }

  @inline(__always)
  private mutating func leave(_ close: Double, _ average: Double, _ strength: Double) -> Wish {
    switch stance {
    case .long where close < average: stance.take(Wish(.sell, reason: "the close fell below the EMA"))
    case .long where strength < Self.balance: stance.take(Wish(.sell, reason: "RSI fell below 50"))
    case .short where close > average: stance.take(Wish(.cover, reason: "the close rose above the EMA"))
    case .short where strength > Self.balance: stance.take(Wish(.cover, reason: "RSI rose above 50"))
    default: .none
    }
  }
}
