extension IndicatorCatalog {
  static let volumes: [IndicatorEntry] = [
    .bars("obv", "On-balance volume: running sum of volumes by the direction of the close.") { _ in OBV() },
    .bars("ad", "Accumulation/distribution: running sum of volumes by where the close lies in the bar.") { _ in
      AccumulationDistribution()
    },
    .bars("mfi", "Money flow index, 0 to 100: the share of turnover at rising prices.", .period(14)) {
      MFI(period: Int($0[0]))
    },
  ]
}
