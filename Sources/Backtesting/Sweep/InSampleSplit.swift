import History
package import Market

/// Data cut in two by time: parameters are chosen on the first part and judged on the rest, which they never saw.
package struct InSampleSplit: Sendable {
  package let inSample: BacktestSetup
  package let outOfSample: BacktestSetup
  /// First day of the rest.
  package let firstDayOutside: TradingDay

  /// - Parameter percent: share of the days that goes to the first part, 1 to 99.
  /// - Throws: when one of the parts would have no bars.
  package init(_ setup: BacktestSetup, percent: Int) throws(BacktestError) {
    var days: Set<TradingDay> = []
    for instrument in setup.instruments {
      var walk = DayWalk(instrument.bars)
      while let day = walk.next() { days.insert(day.day) }
    }
    let sorted = days.sorted()
    let cut = sorted.count * percent / 100
    guard cut > 0, cut < sorted.count else {
      throw BacktestError(
        "\(sorted.count) days of data cannot be split at \(percent) %.", fix: "Give more data, or leave --split out.")
    }
    firstDayOutside = sorted[cut]
    let moment = Timestamp(day: sorted[cut], time: TimeOfDay(0, 0))
    inSample = setup.cut { 0..<$0.index(from: moment) }
    outOfSample = setup.cut { $0.index(from: moment)..<$0.count }
  }
}

extension BacktestSetup {
  /// The same with fewer bars of each instrument; instruments that have none left are not in it.
  func cut(_ range: (BarSeries) -> Range<Int>) -> BacktestSetup {
    var result = self
    result.instruments = instruments.compactMap { instrument in
      var instrument = instrument
      instrument.bars = instrument.bars[range(instrument.bars)]
      instrument.ticks = nil
      return instrument.bars.isEmpty ? nil : instrument
    }
    return result
  }
}
