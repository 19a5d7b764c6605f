package import History
package import Market

extension TickSeries {
  /// The candles these prices make, anchored at the day's 09:15 as the desk's are. A time without a price has none.
  package func bars(of interval: Interval) -> BarSeries {
    let length = max(interval.nanoseconds / Timestamp.nanosecondsPerSecond, 1)
    var columns = TickBarColumns()
    var day: (day: TradingDay, anchor: Int64)?
    // Cumulative volume at the last tick of the same day.
    var volume: Int64 = 0
    for entry in entries {
      let today = entry.time.istDay
      if today != day?.day {
        let open = Timestamp(day: today, time: TimeOfDay(9, 15))
        day = (today, open.nanoseconds / Timestamp.nanosecondsPerSecond)
        volume = 0
      }
      let anchor = day?.anchor ?? 0
      let elapsed = entry.time.nanoseconds / Timestamp.nanosecondsPerSecond - anchor
      let slot = elapsed >= 0 ? elapsed / length : (elapsed - length + 1) / length
      columns.add(entry.price, entry.volume - volume, at: UInt32(clamping: anchor + slot * length))
      volume = max(volume, entry.volume)
    }
    return columns.series(symbol, interval)
  }
}

/// Candles in the making.
private struct TickBarColumns {
  private var seconds: [UInt32] = []
  private var open: [Int32] = []
  private var high: [Int32] = []
  private var low: [Int32] = []
  private var close: [Int32] = []
  private var volume: [Int64] = []

  mutating func add(_ price: Price, _ traded: Int64, at second: UInt32) {
    let step = Int32(clamping: price.raw / Self.unit)
    if seconds.last == second {
      let last = seconds.count - 1
      high[last] = max(high[last], step)
      low[last] = min(low[last], step)
      close[last] = step
      volume[last] += max(traded, 0)
    } else {
      seconds.append(second)
      open.append(step)
      high.append(step)
      low.append(step)
      close.append(step)
      volume.append(max(traded, 0))
    }
  }

  /// A paisa.
  private static let unit: Int64 = 100

  func series(_ symbol: String, _ interval: Interval) -> BarSeries {
    BarSeries(
      symbol: symbol, interval: interval, priceUnit: Self.unit, hasVolume: volume.contains { $0 > 0 },
      columns: BarColumns(
        seconds: Column(seconds), open: Column(open), high: Column(high), low: Column(low), close: Column(close),
        volume: Column(volume)))
  }
}
