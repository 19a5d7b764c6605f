extension IndicatorCatalog {
  static let sessions: [IndicatorEntry] = [
    .bars("vwap", "Volume-weighted average price of the day; none for an index.") { _ in SessionVWAP() },
    .bars("pivots", "Classic floor pivots from the previous day.") { _ in Pivots() },
    .bars("openingrange", "High and low of the day's first minutes, once they are over.", .minutes(15)) {
      OpeningRange(minutes: Int($0[0]))
    },
  ]
}
