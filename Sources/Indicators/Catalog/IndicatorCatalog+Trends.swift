extension IndicatorCatalog {
  static let trends: [IndicatorEntry] = [
    .bars("dmi", "Directional movement: +DI, -DI and DX, 0 to 100.", .period(14)) {
      DirectionalMovement(period: Int($0[0]))
    },
    .bars("adx", "Average directional index, 0 to 100: strength of a trend.", .period(14)) {
      ADX(period: Int($0[0]))
    },
    .bars("adxr", "Mean of the ADX and an earlier one.", .period(14, from: 2)) { ADXR(period: Int($0[0])) },
    .bars("aroon", "How recent the highest high and the lowest low are, 0 to 100.", .period(14)) {
      Aroon(period: Int($0[0]))
    },
    .bars(
      "sar", "Parabolic stop and reverse: a stop that follows the trend faster and faster.", .share("step", 0.02),
      .share("maximum", 0.2)
    ) { ParabolicSAR(step: $0[0], maximum: $0[1]) },
    .bars(
      "supertrend", "A trailing line a number of average true ranges away, and its direction.", .period(10),
      .multiple("multiplier", 3)
    ) { Supertrend(period: Int($0[0]), multiplier: $0[1]) },
    .bars("heikinashi", "Smoothed candles.") { _ in HeikinAshi() },
  ]
}
