import Market

/// Notices when a bar belongs to another day than the one before it.
///
/// The bounds of the day are kept, so that most bars cost two comparisons and no division.
struct IndianDay: Sendable {
  private var begin = Timestamp.distantFuture
  private var end = Timestamp.distantPast

  /// Whether `bar` starts on another date, by the clock in India, than the previous bar; true for the first.
  @inline(__always)
  mutating func begins(with bar: Bar) -> Bool {
    if bar.start >= begin, bar.start < end { return false }
    begin = Timestamp(day: bar.start.istDay, time: TimeOfDay(0, 0))
    end = begin + Interval(nanoseconds: Timestamp.nanosecondsPerDay)
    return true
  }
}
