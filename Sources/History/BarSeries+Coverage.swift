import Market

extension BarSeries {
  /// - Parameter sessionMinutes: length of a full trading day; 375 for shares and indices (09:15 to 15:30).
  package func coverage(sessionMinutes: Int = 375) -> DataCoverage {
    let expected = expectedBars(sessionMinutes)
    let days = barsByDay()
    let short = days.filter { $0.bars < expected }.sorted { ($0.bars, $0.day) < ($1.bars, $1.day) }
    return DataCoverage(
      symbol: symbol, interval: interval, from: isEmpty ? .distantPast : start(0),
      to: isEmpty ? .distantPast : start(count - 1) + interval, bars: count, days: days.count,
      shortDayCount: short.count, shortDays: Array(short.prefix(DataCoverage.maximumShortDays)),
      expectedBarsPerDay: expected)
  }

  /// The last bar of a day may be shorter than the others.
  private func expectedBars(_ sessionMinutes: Int) -> Int {
    let session = Interval.minutes(Int64(sessionMinutes)).nanoseconds
    return max(1, Int((session + interval.nanoseconds - 1) / max(1, interval.nanoseconds)))
  }

  /// The days that have bars, in time order.
  func barsByDay() -> [DataCoverage.ShortDay] {
    dayRanges().map { DataCoverage.ShortDay(day: start($0.lowerBound).istDay, bars: $0.count) }
  }

  /// The bars of each day, in time order.
  func dayRanges() -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var first = 0
    while first < count {
      let next = index(from: Timestamp(day: start(first).istDay.advanced(by: 1), time: TimeOfDay(0, 0)), after: first)
      ranges.append(first..<next)
      first = next
    }
    return ranges
  }
}
