import History
import Market

/// A candle for drawing: times in seconds since 1970, prices in steps of its chart's unit.
struct ChartBar: Hashable, Sendable {
  var seconds: UInt32
  var open: Int32
  var high: Int32
  var low: Int32
  var close: Int32

  /// - Parameter step: divides every price; see ``commonStep(_:)``.
  static func bars(_ series: BarSeries, _ range: Range<Int>, step: Int32) -> [ChartBar] {
    let columns = series.columns
    return range.map { index in
      ChartBar(
        seconds: columns.seconds[index], open: columns.open[index] / step, high: columns.high[index] / step,
        low: columns.low[index] / step, close: columns.close[index] / step)
    }
  }

  /// The largest step of which all prices are multiples, usually the tick: small numbers embed smaller.
  static func commonStep(_ series: BarSeries) -> Int32 {
    var step: Int32 = 0
    for column in [series.columns.open, series.columns.high, series.columns.low, series.columns.close] {
      for price in column.elements {
        var rest = price
        while rest != 0 { (step, rest) = (rest, step % rest) }
        if step.magnitude == 1 { return 1 }
      }
    }
    return max(Int32(clamping: step.magnitude), 1)
  }

  /// One bar for each day that has bars, at the time of its first.
  static func daily(_ series: BarSeries, step: Int32) -> [ChartBar] {
    let columns = series.columns
    var days: [ChartBar] = []
    var end: UInt32 = 0
    for index in 0..<series.count {
      let second = columns.seconds[index]
      if second < end, var day = days.popLast() {
        day.merge(columns.high[index] / step, columns.low[index] / step, columns.close[index] / step)
        days.append(day)
      } else {
        days += bars(series, index..<(index + 1), step: step)
        let next = series.start(index).istDay.advanced(by: 1)
        end = UInt32(Timestamp(day: next, time: TimeOfDay(0, 0)).nanoseconds / Timestamp.nanosecondsPerSecond)
      }
    }
    return days
  }

  /// At most `limit` bars, each of so many neighbours joined.
  static func thinned(_ bars: [ChartBar], to limit: Int) -> [ChartBar] {
    let width = max((bars.count + limit - 1) / limit, 1)
    return stride(from: 0, to: bars.count, by: width).map { start in
      bars[start..<min(start + width, bars.count)].dropFirst().reduce(into: bars[start]) { joined, bar in
        joined.merge(bar.high, bar.low, bar.close)
      }
    }
  }

  private mutating func merge(_ high: Int32, _ low: Int32, _ close: Int32) {
    self.high = max(self.high, high)
    self.low = min(self.low, low)
    self.close = close
  }
}
