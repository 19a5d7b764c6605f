package import Market

extension BarSeries {
  /// The same prices in longer bars, anchored as the desk's candles are: at the open, 09:15.
  ///
  /// On a day with bars before 09:15 the anchor is the full hour before the first. The last bar of a day may hold less
  /// than the others. A time without bars has none afterwards either.
  /// - Parameter interval: a multiple of this series' own, up to 24 hours: one bar a day.
  /// - Throws: it is neither; `file` of the error is the symbol.
  package func resampled(to interval: Interval) throws(HistoryError) -> BarSeries {
    guard interval != self.interval else { return self }
    let isMultiple = interval > self.interval && interval.nanoseconds % self.interval.nanoseconds == 0
    guard isMultiple, interval <= DailyBars.interval else {
      throw HistoryError(
        file: symbol, problem: "\(self.interval.adjective) bars cannot be made into \(interval.adjective) bars",
        fix: "Choose a multiple of the file's bars up to a day, or another file.")
    }
    let ranges = dayRanges()
    let ratio = Int(interval.nanoseconds / self.interval.nanoseconds)
    let builder = BarBuilder(symbol: symbol, capacity: count / ratio + ranges.count + 1)
    for range in ranges { append(range, in: interval, to: builder) }
    return BarSeries(
      symbol: symbol, interval: interval, priceUnit: priceUnit, hasVolume: hasVolume, columns: builder.columns())
  }

  private func append(_ range: Range<Int>, in interval: Interval, to builder: BarBuilder) {
    let anchor = Self.anchor(of: start(range.lowerBound))
    let length = max(1, interval.nanoseconds / Timestamp.nanosecondsPerSecond)
    var current: BarRow?
    for index in range {
      let elapsed = Int64(columns.seconds[index]) - anchor
      let start = anchor + elapsed / length * length
      let row = row(index, at: UInt32(clamping: start))
      if var bar = current, bar.seconds == row.seconds {
        bar.absorb(row, hasVolume: hasVolume)
        current = bar
      } else {
        if let current { builder.append(current, line: 0) }
        current = row
      }
    }
    if let current { builder.append(current, line: 0) }
  }

  /// Seconds since 1970.
  private static func anchor(of first: Timestamp) -> Int64 {
    let day = first.istDay
    let open = Timestamp(day: day, time: TimeOfDay(9, 15))
    let anchor = first >= open ? open : Timestamp(day: day, time: TimeOfDay(first.istTime.minuteOfDay / 60, 0))
    return anchor.nanoseconds / Timestamp.nanosecondsPerSecond
  }

  private func row(_ index: Int, at start: UInt32) -> BarRow {
    BarRow(
      seconds: start, open: columns.open[index], high: columns.high[index], low: columns.low[index],
      close: columns.close[index], volume: columns.volume[index])
  }
}

extension BarSeries {
  /// The bar only carries the last price on: nobody traded in it.
  ///
  /// A file that has volumes says so by a volume of 0 and one price. When the price moved, somebody traded, whatever the
  /// volume says: some sources leave out that of a day's first bar.
  package func isCarried(_ index: Int) -> Bool {
    guard hasVolume, columns.volume[index] == 0 else { return false }
    let open = columns.open[index]
    return columns.high[index] == open && columns.low[index] == open && columns.close[index] == open
  }
}

extension BarRow {
  private var isCarried: Bool { volume == 0 && open == high && high == low && low == close }

  /// Takes in what followed. Of a longer bar in which somebody traded, the traded ones make the prices.
  mutating func absorb(_ next: BarRow, hasVolume: Bool) {
    if hasVolume, isCarried {
      (open, high, low, close, volume) = (next.open, next.high, next.low, next.close, next.volume)
      return
    }
    if hasVolume, next.isCarried { return }
    high = max(high, next.high)
    low = min(low, next.low)
    close = next.close
    volume &+= next.volume
  }
}
