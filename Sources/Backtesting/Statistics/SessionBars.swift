import History
package import Market
import Strategies

/// The bars of one instrument that lie in its sessions: those a run takes.
struct SessionBars {
  let bars: BarSeries
  /// Indices of the bars in session, ascending; nil when all are.
  private(set) var kept: [Int32]?

  init(_ instrument: BacktestInstrument, calendar: TradingCalendar) {
    bars = instrument.bars
    // Every bar counts: not worth a look at each day.
    guard instrument.sessions == .calendar else { return }
    var low = 0
    while low < bars.count {
      let day = bars.start(low).istDay
      let high = bars.index(from: Timestamp(day: day.advanced(by: 1), time: TimeOfDay(0, 0)), after: low)
      take(low..<high, hours: instrument.sessions(on: day, by: calendar))
      low = high
    }
  }

  var count: Int { kept?.count ?? bars.count }

  /// Place in ``bars`` of the `index`th bar in session.
  @inline(__always)
  func place(_ index: Int) -> Int {
    guard let kept else { return index }
    return Int(kept[index])
  }

  /// The last bar in session that begins at `time` or earlier, looking forward from `hint`; at least `hint`.
  ///
  /// Steps double, so that a near bar is found soon and a far one not late.
  func index(at time: Timestamp, from hint: Int) -> Int {
    let starts = bars.columns.seconds.elements
    let second = UInt32(clamping: time.nanoseconds / Timestamp.nanosecondsPerSecond)
    let count = count
    var low = hint + 1
    var step = 1
    while low + step < count, starts[place(low + step)] <= second {
      low += step
      step *= 2
    }
    var high = min(low + step, count)
    while low < high {
      let middle = low + (high - low) / 2
      if starts[place(middle)] <= second { low = middle + 1 } else { high = middle }
    }
    return min(low, count) - 1
  }

  /// Takes one day's bars. A bar of a day or so has no time of its own: its day decides.
  private mutating func take(_ day: Range<Int>, hours: [Session]?) {
    guard let hours else { return keep(day) }
    if bars.isDaily {
      if hours.isEmpty { leaveOut(day) } else { keep(day) }
    } else if let only = hours.first, hours.count == 1, only.contains(bars.start(day.lowerBound)),
      only.contains(bars.start(day.upperBound - 1))
    {
      keep(day)
    } else {
      for index in day {
        let start = bars.start(index)
        if hours.contains(where: { $0.contains(start) }) {
          keep(index..<index + 1)
        } else {
          leaveOut(index..<index + 1)
        }
      }
    }
  }

  private mutating func keep(_ range: Range<Int>) { kept?.append(contentsOf: range.lazy.map { Int32($0) }) }

  private mutating func leaveOut(_ range: Range<Int>) {
    if kept == nil { kept = (0..<Int32(range.lowerBound)).map { $0 } }
  }
}

extension BacktestInstrument {
  /// Places of the bars that lie in sessions: those a run takes, before anything else is asked of them.
  package func barsInSession(_ calendar: TradingCalendar) -> [Int] {
    let session = SessionBars(self, calendar: calendar)
    return (0..<session.count).map { session.place($0) }
  }
}
