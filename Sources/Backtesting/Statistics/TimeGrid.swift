import History
import Market

/// The distinct times at which bars of a run end, ascending: the last second of each bar.
///
/// The last second, not the end, so that a bar of a whole day still lies in its day.
struct TimeGrid {
  let seconds: [UInt32]

  init(_ series: [SessionBars]) {
    var rounds = series.map(Self.lastSeconds)
    while rounds.count > 1 {
      rounds = stride(from: 0, to: rounds.count, by: 2).map { index in
        index + 1 < rounds.count ? Self.union(rounds[index], rounds[index + 1]) : rounds[index]
      }
    }
    seconds = rounds.first ?? []
  }

  /// Index of `second`, or of the first later one.
  func index(of second: UInt32) -> Int {
    var low = 0
    var high = seconds.count
    while low < high {
      let middle = low + (high - low) / 2
      if seconds[middle] < second { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// From the first to the last second of a bar. A daily bar ends with its day's session, not 24 hours after it began.
  static func span(_ bars: BarSeries) -> UInt32 {
    let length = bars.isDaily ? .minutes(375) : bars.interval
    return UInt32(clamping: max(length.nanoseconds / Timestamp.nanosecondsPerSecond - 1, 0))
  }

  private static func lastSeconds(_ series: SessionBars) -> [UInt32] {
    let starts = series.bars.columns.seconds.elements
    let span = span(series.bars)
    guard let kept = series.kept else { return starts.map { $0 + span } }
    return kept.map { starts[Int($0)] + span }
  }

  private static func union(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    if a == b { return a }
    var result: [UInt32] = []
    result.reserveCapacity(max(a.count, b.count))
    var i = 0
    var j = 0
    while i < a.count, j < b.count {
      let (x, y) = (a[i], b[j])
      result.append(min(x, y))
      if x <= y { i += 1 }
      if y <= x { j += 1 }
    }
    result.append(contentsOf: a[i...])
    result.append(contentsOf: b[j...])
    return result
  }
}
