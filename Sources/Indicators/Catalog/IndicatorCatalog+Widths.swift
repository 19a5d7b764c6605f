extension IndicatorCatalog {
  /// Volatility, bands and channels.
  static let widths: [IndicatorEntry] = [
    .bars("truerange", "The bar's span with the gap before it.") { _ in TrueRange() },
    .bars("atr", "Average true range.", .period(14)) { ATR(period: Int($0[0])) },
    .bars("natr", "Average true range in percent of the close.", .period(14)) { NATR(period: Int($0[0])) },
    .closes("stddev", "Population standard deviation of the close.", .period(20)) {
      StandardDeviation(period: Int($0[0]))
    },
    .closes(
      "bollinger", "Simple average with bands a number of standard deviations away.", .period(20),
      .multiple("deviations", 2)
    ) { BollingerBands(period: Int($0[0]), deviations: $0[1]) },
    .bars(
      "keltner", "Exponential average with bands a number of average true ranges away.", .period(20),
      .multiple("multiplier", 2), .period(10, named: "rangePeriod")
    ) { KeltnerChannels(period: Int($0[0]), multiplier: $0[1], rangePeriod: Int($0[2])) },
    .bars("donchian", "Highest high and lowest low, and their middle.", .period(20)) {
      DonchianChannels(period: Int($0[0]))
    },
    .closes("highest", "Highest close.", .period(20)) { Highest(period: Int($0[0])) },
    .closes("lowest", "Lowest close.", .period(20)) { Lowest(period: Int($0[0])) },
  ]
}
