extension IndicatorCatalog {
  static let oscillators: [IndicatorEntry] = [
    .closes("rsi", "Relative strength index, 0 to 100: the share of gains in all moves.", .period(14)) {
      RSI(period: Int($0[0]))
    },
    .closes(
      "macd", "Fast average less slow average, its signal line, and their difference.", .period(12, named: "fast"),
      .period(26, named: "slow"), .period(9, named: "signal"), order: (lesser: 0, greater: 1)
    ) { MACD(fast: Int($0[0]), slow: Int($0[1]), signal: Int($0[2])) },
    .closes("trix", "Change of a triple exponential average, in percent.", .period(15)) {
      TRIX(period: Int($0[0]))
    },
    .closes("roc", "Change against the close a period ago, in percent.", .period(10)) {
      RateOfChange(period: Int($0[0]))
    },
    .closes("momentum", "Change against the close a period ago, in rupees.", .period(10)) {
      Momentum(period: Int($0[0]))
    },
    .bars(
      "stochastic", "Where the close lies in the range of the last bars, 0 to 100, smoothed.", .period(14),
      .period(3, named: "smoothing"), .period(3, named: "signal")
    ) { Stochastic(period: Int($0[0]), smoothing: Int($0[1]), signal: Int($0[2])) },
    .closes(
      "stochrsi", "Where the RSI lies in its own range, 0 to 100.", .period(14), .period(5, named: "range"),
      .period(3, named: "signal")
    ) { StochasticRSI(period: Int($0[0]), range: Int($0[1]), signal: Int($0[2])) },
    .bars("cci", "Commodity channel index: distance of the price from its average in mean deviations.", .period(20)) {
      CCI(period: Int($0[0]))
    },
    .bars("williams", "Williams' %R, -100 to 0: how far the close is below the highest high.", .period(14)) {
      WilliamsR(period: Int($0[0]))
    },
  ]
}
