import Market

/// A point in time as it stands in a cell, with the way in which it is written.
struct TimeText {
  var shape: TimeShape
  /// Since 1970 in UTC; a date without a clock is midnight of its zone, a clock without a date is on 1970-01-01.
  var seconds: Int64
  /// Of the second: 0 when none are written.
  var nanoseconds: Int32 = 0

  /// - Parameter order: of the numbers of a date that does not tell by itself.
  static func read(_ cell: UnsafeRawBufferPointer, _ order: DateOrder = .dayFirst) -> TimeText? {
    var cursor = TextCursor(cell)
    if cursor.startsClock { return clock(&cursor, on: 0, .none) }
    guard let date = cursor.date(order) else { return nil }
    switch date {
    case .number(let value, let digits): return epoch(value, digits)
    case .stamp(let day, let seconds):
      return TimeText(
        shape: TimeShape(date: .compact, hasClock: true, zone: .unwritten),
        seconds: midnight(day) + Int64(seconds) - Self.indiaOffset)
    case .day(let day, let style):
      guard !cursor.isAtEnd else {
        return TimeText(
          shape: TimeShape(date: style, hasClock: false, zone: .unwritten), seconds: midnight(day) - Self.indiaOffset)
      }
      guard cursor.takeJoint() else { return nil }
      return clock(&cursor, on: day, style)
    }
  }

  /// A date in one cell and the time of day in another. Data frames write a midnight behind the date.
  static func read(
    date: UnsafeRawBufferPointer, clock: UnsafeRawBufferPointer, _ order: DateOrder = .dayFirst
  ) -> TimeText? {
    var dateCursor = TextCursor(date)
    var clockCursor = TextCursor(clock)
    guard case .day(let day, let style)? = dateCursor.date(order) else { return nil }
    if !dateCursor.isAtEnd {
      guard dateCursor.takeJoint(), let midnight = dateCursor.clock(), midnight.seconds == 0, dateCursor.isAtEnd
      else { return nil }
    }
    return Self.clock(&clockCursor, on: day, style)
  }

  static let indiaOffset: Int64 = Timestamp.istOffset / Timestamp.nanosecondsPerSecond
  static let secondsPerDay: Int64 = 86_400

  private static func midnight(_ day: Int32) -> Int64 { Int64(day) * secondsPerDay }

  private static func clock(_ cursor: inout TextCursor, on day: Int32, _ style: TimeShape.Date) -> TimeText? {
    guard let clock = cursor.clock(), let zone = cursor.zone(), cursor.isAtEnd else { return nil }
    return TimeText(
      shape: TimeShape(date: style, hasClock: true, zone: zone),
      seconds: midnight(day) + Int64(clock.seconds) - zone.secondsEast, nanoseconds: clock.nanoseconds)
  }

  /// 10 digits are seconds since 1970; 13, 16 and 19 are thousandths, millionths and billionths.
  private static func epoch(_ value: Int64, _ digits: Int) -> TimeText? {
    guard value >= 0 else { return nil }
    let perSecond: Int64
    switch digits {
    case 10: perSecond = 1
    case 13: perSecond = 1000
    case 16: perSecond = 1_000_000
    case 19: perSecond = 1_000_000_000
    default: return nil
    }
    return TimeText(
      shape: TimeShape(date: .epoch(digits: digits), hasClock: true, zone: .unwritten), seconds: value / perSecond,
      nanoseconds: Int32(value % perSecond * (1_000_000_000 / perSecond)))
  }
}

/// How a file writes its times. All rows of a file must agree.
struct TimeShape: Hashable {
  enum Date: Hashable {
    case none, yearFirst, compact
    /// Numbers whose order the file as a whole tells.
    case dayFirst, monthFirst, shortYearFirst
    /// With the month's name.
    case named
    case epoch(digits: Int)
  }

  enum Zone: Hashable {
    /// India is meant.
    case unwritten
    /// Of Greenwich.
    case minutesEast(Int)

    var secondsEast: Int64 {
      switch self {
      case .unwritten: TimeText.indiaOffset
      case .minutesEast(let minutes): Int64(minutes) * 60
      }
    }
  }

  var date: Date
  var hasClock: Bool
  var zone: Zone
}

extension TimeShape: CustomStringConvertible {
  /// "YYYY-MM-DD and time, +05:30".
  var description: String {
    let written: String
    switch date {
    case .none: written = "time of day"
    case .yearFirst: written = hasClock ? "YYYY-MM-DD and time" : "YYYY-MM-DD"
    case .dayFirst: written = hasClock ? "DD-MM-YYYY and time" : "DD-MM-YYYY"
    case .monthFirst: written = hasClock ? "MM-DD-YYYY and time" : "MM-DD-YYYY"
    case .shortYearFirst: written = hasClock ? "YY-MM-DD and time" : "YY-MM-DD"
    case .named: written = hasClock ? "date with the month's name and time" : "date with the month's name"
    case .compact: written = hasClock ? "YYYYMMDD and time" : "YYYYMMDD"
    case .epoch(10): return "seconds since 1970"
    case .epoch(13): return "milliseconds since 1970"
    case .epoch(16): return "microseconds since 1970"
    case .epoch: return "nanoseconds since 1970"
    }
    return hasClock ? "\(written), \(zone)" : written
  }
}

extension TimeShape.Zone: CustomStringConvertible {
  /// "+05:30", or "Indian time" when nothing is written.
  var description: String {
    guard case .minutesEast(let east) = self else { return "Indian time" }
    let hours = String(100 + east.magnitude / 60).dropFirst()
    let minutes = String(100 + east.magnitude % 60).dropFirst()
    return "\(east < 0 ? "-" : "+")\(hours):\(minutes)"
  }
}
