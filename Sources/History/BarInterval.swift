import Market

/// Finds the length of the bars of a file: the most common distance of two neighbours of one day.
struct BarInterval {
  private var candidate: Int64 = 0
  private var candidateCount = 0
  private var others: [Int64: Int] = [:]

  /// - Returns: seconds; nil when no day has two bars.
  static func detect(_ builders: [BarBuilder]) -> Int64? {
    var distances = BarInterval()
    for builder in builders { distances.count(builder) }
    return distances.mostCommon
  }

  private mutating func count(_ builder: BarBuilder) {
    guard builder.count > 0 else { return }
    let times = UnsafeBufferPointer(start: builder.seconds.elements, count: builder.count)
    var previous = Int64(times[0])
    var dayEnd = Self.dayEnd(previous)
    for index in 1..<max(1, times.count) {
      let time = Int64(times[index])
      if time < dayEnd { add(time - previous) } else { dayEnd = Self.dayEnd(time) }
      previous = time
    }
  }

  /// The first distance has a counter of its own: nearly always it is the only one.
  @inline(__always)
  private mutating func add(_ distance: Int64) {
    if distance == candidate {
      candidateCount += 1
    } else if candidateCount == 0 {
      (candidate, candidateCount) = (distance, 1)
    } else {
      others[distance, default: 0] += 1
    }
  }

  /// Of two that are equally common, the shorter.
  private var mostCommon: Int64? {
    guard candidateCount > 0 else { return nil }
    let best = others.min { ($1.value, $0.key) < ($0.value, $1.key) }
    guard let best, (best.value, -best.key) > (candidateCount, -candidate) else { return candidate }
    return best.key
  }

  private static func dayEnd(_ time: Int64) -> Int64 {
    let local = time + TimeText.indiaOffset
    return local - local % TimeText.secondsPerDay + TimeText.secondsPerDay - TimeText.indiaOffset
  }
}

extension Interval {
  /// "1-minute", "5-second", "daily": before "bars".
  package var adjective: String {
    let seconds = nanoseconds / Timestamp.nanosecondsPerSecond
    switch seconds {
    case TimeText.secondsPerDay: return "daily"
    case let seconds where seconds % 3600 == 0: return "\(seconds / 3600)-hour"
    case let seconds where seconds % 60 == 0: return "\(seconds / 60)-minute"
    default: return "\(seconds)-second"
    }
  }
}
