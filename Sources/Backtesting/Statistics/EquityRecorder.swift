import Market

/// Takes a run's equity and keeps what a curve keeps: days, drawdowns, points for drawing.
///
/// It goes in stretches that lie in one day and one drawing bucket, so that the loop over their steps has nothing to
/// look after but a few integers.
struct EquityRecorder {
  private(set) var days: [EquityDay] = []
  private(set) var drawdowns: DrawdownTracker
  private(set) var sampler: PointSampler
  /// When each step was; ascending.
  private let seconds: [UInt32]
  private var equity: Int64

  /// - Parameters:
  ///   - changes: how much equity changed at each step, in 1/10 000 rupee.
  ///   - seconds: the last second of each step.
  init(capital: Money, changes: [Int64], seconds: [UInt32]) {
    equity = capital.raw
    self.seconds = seconds
    drawdowns = DrawdownTracker(capital: capital, seconds: seconds)
    sampler = PointSampler(seconds: seconds)
    changes.withUnsafeBufferPointer { changes in
      var step = 0
      while step < changes.count { step = takeDay(changes, from: step) }
    }
    drawdowns.finish(steps: seconds.count)
    sampler.finish(step: seconds.count - 1, equity: equity)
  }

  /// - Returns: the first step of the next day.
  private mutating func takeDay(_ changes: UnsafeBufferPointer<Int64>, from first: Int) -> Int {
    let day = Timestamp(unixSeconds: Int64(seconds[first])).istDay
    let end = step(from: Timestamp(day: day.advanced(by: 1), time: TimeOfDay(0, 0)), after: first)
    let open = Money(raw: equity)
    var record = EquityDay(day: day, open: open, high: open, low: open, close: open)
    var step = first
    while step < end {
      let next = min(end, sampler.bucketEnd(of: step))
      let extremes = take(changes, step..<next)
      record.high = max(record.high, Money(raw: extremes.highest))
      record.low = min(record.low, Money(raw: extremes.lowest))
      sampler.take(extremes, isBucketComplete: next == sampler.bucketEnd(of: step))
      step = next
    }
    record.close = Money(raw: equity)
    days.append(record)
    return end
  }

  private mutating func take(_ changes: UnsafeBufferPointer<Int64>, _ steps: Range<Int>) -> EquityExtremes {
    var now = equity
    var drawdowns = drawdowns
    var extremes = EquityExtremes()
    for step in steps {
      now += changes[step]
      extremes.take(now, at: step)
      drawdowns.take(now, at: step)
    }
    equity = now
    self.drawdowns = drawdowns
    return extremes
  }

  /// The first step at `time` or later.
  private func step(from time: Timestamp, after first: Int) -> Int {
    let second = UInt32(clamping: time.nanoseconds / Timestamp.nanosecondsPerSecond)
    var low = first + 1
    var high = seconds.count
    while low < high {
      let middle = low + (high - low) / 2
      if seconds[middle] < second { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The lowest and highest equity of a stretch of steps, and where they were first.
struct EquityExtremes {
  var lowest = Int64.max
  var highest = Int64.min
  var lowestStep = 0
  var highestStep = 0

  @inline(__always)
  mutating func take(_ equity: Int64, at step: Int) {
    if equity < lowest {
      lowest = equity
      lowestStep = step
    }
    if equity > highest {
      highest = equity
      highestStep = step
    }
  }

  /// Takes in a later stretch.
  mutating func absorb(_ later: EquityExtremes) {
    take(later.lowest, at: later.lowestStep)
    take(later.highest, at: later.highestStep)
  }
}
