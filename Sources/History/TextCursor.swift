import Market

/// Reads dates and clocks from the front of a cell.
struct TextCursor {
  private let bytes: UnsafeRawBufferPointer
  private var at = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  enum Date {
    /// Days since 1970.
    case day(Int32, TimeShape.Date)
    /// A long number that is the whole cell.
    case number(Int64, digits: Int)
  }

  var isAtEnd: Bool { at == bytes.count }

  /// Whether a time of day stands here: one or two digits and a colon.
  var startsClock: Bool {
    (bytes.count > at + 1 && bytes[at + 1] == UInt8(ascii: ":"))
      || (bytes.count > at + 2 && bytes[at + 2] == UInt8(ascii: ":"))
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  /// Nil also for a date that does not exist.
  mutating func date() -> Date? {
    guard let (first, count) = digits(19) else { return nil }
    switch count {
    case 4: return yearFirst(Int(first))
    case 1, 2: return dayFirst(Int(first))
    case 8:
      let number = Int(first)
      return day(year: number / 10_000, month: number / 100 % 100, day: number % 100, .compact)
    default: return isAtEnd ? .number(first, digits: count) : nil
    }
  }

  /// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fff`.
  mutating func clock() -> (seconds: Int32, nanoseconds: Int32)? {
    guard let (hour, hourDigits) = digits(2), hour < 24, hourDigits > 0, take(UInt8(ascii: ":")),
      let minute = twoDigits(), minute < 60
    else { return nil }
    let seconds = Int32(hour * 3600 + minute * 60)
    guard take(UInt8(ascii: ":")) else { return (seconds, 0) }
    guard let second = twoDigits(), second < 60 else { return nil }
    guard take(UInt8(ascii: ".")) else { return (seconds + Int32(second), 0) }
    guard let (fraction, count) = digits(9) else { return nil }
    let scale = (count..<9).reduce(Int64(1)) { product, _ in product * 10 }
    return (seconds + Int32(second), Int32(fraction * scale))
  }

  /// Nil when something other than a zone stands here.
  mutating func zone() -> TimeShape.Zone? {
    if isAtEnd { return .unwritten }
    if take(UInt8(ascii: "Z")) { return .minutesEast(0) }
    _ = take(.space)
    let isWest = take(UInt8(ascii: "-"))
    guard isWest || take(UInt8(ascii: "+")), let hours = twoDigits(), hours <= 14 else { return nil }
    _ = take(UInt8(ascii: ":"))
    let minutes = isAtEnd ? 0 : twoDigits()
    guard let minutes, minutes < 60 else { return nil }
    return .minutesEast((isWest ? -1 : 1) * Int(hours * 60 + minutes))
  }

  private mutating func yearFirst(_ year: Int) -> Date? {
    guard let separator = dateSeparator(), let (month, _) = digits(2), take(separator), let (day, _) = digits(2)
    else { return nil }
    return self.day(year: year, month: Int(month), day: Int(day), .yearFirst)
  }

  private mutating func dayFirst(_ day: Int) -> Date? {
    guard let separator = dateSeparator(), let month = monthNumber() ?? monthName(), take(separator),
      let (year, count) = digits(4), count == 4
    else { return nil }
    return self.day(year: Int(year), month: month, day: day, .dayFirst)
  }

  /// Within what 32 bits of seconds hold.
  private func day(year: Int, month: Int, day: Int, _ style: TimeShape.Date) -> Date? {
    guard year < 2106, let day = TradingDay(year: year, month: month, day: day) else { return nil }
    return .day(day.daysSince1970, style)
  }

  private mutating func dateSeparator() -> UInt8? {
    guard at < bytes.count else { return nil }
    let byte = bytes[at]
    guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") else { return nil }
    at += 1
    return byte
  }

  private mutating func monthNumber() -> Int? { digits(2).map { Int($0.value) } }

  private mutating func monthName() -> Int? {
    guard at + 3 <= bytes.count else { return nil }
    let names = Array("janfebmaraprmayjunjulaugsepoctnovdec".utf8)
    let name = (0..<3).map { bytes[at + $0] | 0x20 }
    guard let month = (0..<12).first(where: { Array(names[$0 * 3..<$0 * 3 + 3]) == name }) else { return nil }
    at += 3
    return month + 1
  }

  /// Up to `most` digits, at least one.
  private mutating func digits(_ most: Int) -> (value: Int64, count: Int)? {
    let start = at
    var value: Int64 = 0
    while at < bytes.count, at - start < most, bytes[at].isDigit {
      value = value &* 10 &+ Int64(bytes[at] &- UInt8(ascii: "0"))
      at += 1
    }
    return at == start ? nil : (value, at - start)
  }

  private mutating func twoDigits() -> Int64? {
    guard let (value, count) = digits(2), count == 2 else { return nil }
    return value
  }
}
