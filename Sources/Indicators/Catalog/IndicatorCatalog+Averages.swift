extension IndicatorCatalog {
  static let averages: [IndicatorEntry] = [
    .closes("sma", "Simple moving average of the close.", .period(20)) { SMA(period: Int($0[0])) },
    .closes("ema", "Exponential moving average of the close.", .period(9)) { EMA(period: Int($0[0])) },
    .closes("wma", "Linearly weighted moving average of the close.", .period(10)) { WMA(period: Int($0[0])) },
    .closes("dema", "Double exponential moving average: less lag.", .period(10)) { DEMA(period: Int($0[0])) },
    .closes("tema", "Triple exponential moving average: still less lag.", .period(10)) { TEMA(period: Int($0[0])) },
    .closes("kama", "Kaufman's adaptive average: fast in a trend, slow in noise.", .period(10)) {
      KAMA(period: Int($0[0]))
    },
    .closes("linreg", "End point of the least-squares line through the closes.", .period(14)) {
      LinearRegression(period: Int($0[0]))
    },
  ]
}
