import Market

/// Marks of a time axis at the beginnings of days, months or years: not more than fit a phone.
struct TimeAxis {
  let marks: [Mark]

  struct Mark: Hashable {
    /// 0 (first) to 1 (last).
    var place: Double
    var label: String
  }

  private static let limit = 6
  private static let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  init(first: Timestamp, last: Timestamp) {
    let (start, end) = (first.istDay, last.istDay)
    let span = Double(last.nanoseconds - first.nanoseconds)
    marks = Self.days(start, end).compactMap { day in
      let place = Double(Timestamp(day: day, time: TimeOfDay(0, 0)).nanoseconds - first.nanoseconds) / max(span, 1)
      return place >= 0 && place <= 0.97 ? Mark(place: place, label: Self.label(day, over: end - start)) : nil
    }
  }

  /// Of the finest step that gives few enough: so many days, or months.
  private static func days(_ start: TradingDay, _ end: TradingDay) -> [TradingDay] {
    let count = end - start + 1
    if count <= 60 {
      let step = max((count + limit - 1) / limit, 1)
      return stride(from: 0, to: count, by: step).map { start.advanced(by: $0) }
    }
    let months = (end.civil.year - start.civil.year) * 12 + end.civil.month - start.civil.month + 1
    let step = [1, 2, 3, 4, 6, 12, 24, 60, 120].first { months / $0 <= limit } ?? 240
    return (0...months).compactMap { offset in
      let month = start.civil.month - 1 + offset
      guard month % 12 % min(step, 12) == 0, (start.civil.year + month / 12) % max(step / 12, 1) == 0 else {
        return nil
      }
      return TradingDay(year: start.civil.year + month / 12, month: month % 12 + 1, day: 1)
    }
  }

  private static func label(_ day: TradingDay, over span: Int) -> String {
    let (year, month, dayOfMonth) = day.civil
    if span < 60 { return "\(dayOfMonth) \(monthNames[month - 1])" }
    return month == 1 ? String(year) : monthNames[month - 1] + (span < 1200 ? "" : " \(year % 100)")
  }
}
