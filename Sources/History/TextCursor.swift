import Market

/// Reads dates and clocks from the front of a cell.
struct TextCursor {
  private let bytes: UnsafeRawBufferPointer
  private var at = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  enum Date {
    /// Days since 1970.
    case day(Int32, TimeShape.Date)
    /// A day and the seconds on its clock in one number: `20210601091500`.
    case stamp(Int32, seconds: Int32)
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

  /// What stands between a date and its clock.
  mutating func takeJoint() -> Bool {
    if take(UInt8(ascii: "T")) { return true }
    let start = at
    _ = take(.comma)
    while take(.space) {}
    return at > start
  }

  // MARK: Dates

  /// Nil also for a date that does not exist.
  mutating func date(_ order: DateOrder = .dayFirst) -> Date? {
    takeWeekday()
    if startsWithLetter { return monthNamedFirst() }
    let start = at
    guard let (first, count) = digits(19) else { return nil }
    switch count {
    case 4: return yearFirst(Int(first))
    case 1, 2:
      if let named = monthNamed(day: Int(first)) { return named }
      at = start
      guard let parts = dateParts(), let day = parts.day(order) else { return nil }
      return .day(day.daysSince1970, parts.style(order))
    case 8: return day(year: Int(first / 10_000), month: Int(first / 100 % 100), day: Int(first % 100), .compact)
    case 12, 14: return stamp(count == 12 ? first * 100 : first)
    default: return isAtEnd ? .number(first, digits: count) : nil
    }
  }

  /// Three numbers with the same mark between them, the year last or with two digits.
  mutating func dateParts() -> DateParts? {
    guard let (first, count) = digits(4), count < 3, let separator = dateSeparator(), let (second, _) = digits(2),
      take(separator), let (third, length) = digits(4), length == 2 || length == 4
    else { return nil }
    return DateParts(Int(first), Int(second), Int(third), hasLongYear: length == 4)
  }

  private mutating func yearFirst(_ year: Int) -> Date? {
    guard let separator = dateSeparator(), let month = digits(2).map({ Int($0.value) }) ?? monthName(),
      take(separator), let (day, _) = digits(2)
    else { return nil }
    return self.day(year: year, month: month, day: Int(day), .yearFirst)
  }

  /// `19-Jul-2024`, `19 July 24`, `19JUL2024`.
  private mutating func monthNamed(day: Int) -> Date? {
    let start = at
    let separator = dateSeparator() ?? (take(.space) ? .space : nil)
    guard let month = monthName() else {
      at = start
      return nil
    }
    if let separator { _ = take(.comma) ? take(.space) : take(separator) }
    guard let year = year() else { return nil }
    return self.day(year: year, month: month, day: day, .named)
  }

  /// `Jul 19, 2024`.
  private mutating func monthNamedFirst() -> Date? {
    guard let month = monthName() else { return nil }
    _ = dateSeparator() != nil || take(.space)
    guard let (day, count) = digits(2), count > 0 else { return nil }
    _ = take(.comma)
    _ = dateSeparator() != nil || take(.space)
    guard let year = year() else { return nil }
    return self.day(year: year, month: month, day: Int(day), .named)
  }

  private mutating func year() -> Int? {
    guard let (year, count) = digits(4), count == 4 || count == 2 else { return nil }
    return count == 4 ? Int(year) : DateParts.century(Int(year))
  }

  private func stamp(_ number: Int64) -> Date? {
    let clock = number % 1_000_000
    let (hour, minute, second) = (clock / 10_000, clock / 100 % 100, clock % 100)
    let date = number / 1_000_000
    guard isAtEnd, hour < 24, minute < 60, second < 60,
      let day = DateParts.day(year: Int(date / 10_000), month: Int(date / 100 % 100), day: Int(date % 100))
    else { return nil }
    return .stamp(day.daysSince1970, seconds: Int32(hour * 3600 + minute * 60 + second))
  }

  private func day(year: Int, month: Int, day: Int, _ style: TimeShape.Date) -> Date? {
    DateParts.day(year: year, month: month, day: day).map { .day($0.daysSince1970, style) }
  }

  private mutating func dateSeparator() -> UInt8? {
    guard at < bytes.count else { return nil }
    let byte = bytes[at]
    guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") else { return nil }
    at += 1
    return byte
  }

  // MARK: Names

  private var startsWithLetter: Bool { at < bytes.count && bytes[at].isLetter }

  /// `Fri `, `Friday, `: said twice, nothing depends on it.
  private mutating func takeWeekday() {
    let start = at
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    guard startsWithLetter, takeName(names) != nil else { return }
    let hadComma = take(.comma)
    guard take(.space) || hadComma else {
      at = start
      return
    }
  }

  private mutating func monthName() -> Int? {
    takeName([
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ]).map { $0 + 1 }
  }

  /// Takes three letters of a name or more, in any case.
  private mutating func takeName(_ names: [String]) -> Int? {
    var end = at
    while end < bytes.count, bytes[end].isLetter { end += 1 }
    guard end - at >= 3, end - at <= 9 else { return nil }
    let text = String(decoding: bytes[at..<end], as: UTF8.self).lowercased()
    guard let index = names.firstIndex(where: { $0.hasPrefix(text) }) else { return nil }
    at = end
    return index
  }

  // MARK: Clocks

  /// `HH:MM`, `HH:MM:SS`, `HH:MM:SS.fff`, the same without colons, and with AM or PM behind it.
  mutating func clock() -> (seconds: Int32, nanoseconds: Int32)? {
    guard let (first, count) = digits(6) else { return nil }
    var hour = first
    var minute: Int64 = 0
    var second: Int64 = 0
    var fraction: Int32 = 0
    if count <= 2, take(UInt8(ascii: ":")) {
      guard let written = twoDigits() else { return nil }
      minute = written
      if take(UInt8(ascii: ":")) {
        guard let written = twoDigits(), let rest = self.fraction() else { return nil }
        (second, fraction) = (written, rest)
      }
    } else {
      // `915` and `91500` lost their zero in a column of numbers; midnight lost all of them.
      guard count >= 3 || first == 0 else { return nil }
      (hour, minute, second) =
        count <= 4 ? (first / 100, first % 100, 0) : (first / 10_000, first / 100 % 100, first % 100)
    }
    guard let isAfternoon = half() else { return nil }
    if let isAfternoon {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (isAfternoon ? 12 : 0)
    }
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return (Int32(hour * 3600 + minute * 60 + second), fraction)
  }

  /// Nanoseconds behind a point; 0 when there is none, nil when nothing follows it.
  private mutating func fraction() -> Int32? {
    guard take(.point) else { return 0 }
    guard let (fraction, count) = digits(9) else { return nil }
    let scale = (count..<9).reduce(Int64(1)) { product, _ in product * 10 }
    return Int32(fraction * scale)
  }

  /// Whether `PM` stands here; `.some(nil)` when neither AM nor PM does, nil when it is cut off.
  private mutating func half() -> Bool?? {
    let start = at
    _ = take(.space)
    guard at < bytes.count, [UInt8(ascii: "a"), UInt8(ascii: "p")].contains(bytes[at] | 0x20) else {
      at = start
      return .some(nil)
    }
    let isAfternoon = bytes[at] | 0x20 == UInt8(ascii: "p")
    at += 1
    _ = take(.point)
    guard at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "m") else { return nil }
    at += 1
    _ = take(.point)
    return .some(isAfternoon)
  }

  /// Nil when something other than a zone stands here.
  mutating func zone() -> TimeShape.Zone? {
    if isAtEnd { return .unwritten }
    if take(UInt8(ascii: "Z")) { return .minutesEast(0) }
    _ = take(.space)
    if let name = zoneName() { return name }
    let isWest = take(UInt8(ascii: "-"))
    guard isWest || take(UInt8(ascii: "+")), let hours = twoDigits(), hours <= 14 else { return nil }
    _ = take(UInt8(ascii: ":"))
    let minutes = isAtEnd || bytes[at] == .space ? 0 : twoDigits()
    guard let minutes, minutes < 60 else { return nil }
    // Browsers add the zone's name in brackets.
    if at + 1 < bytes.count, bytes[at] == .space, bytes[at + 1] == UInt8(ascii: "(") { at = bytes.count }
    return .minutesEast((isWest ? -1 : 1) * Int(hours * 60 + minutes))
  }

  /// `IST`, `UTC` and `GMT`; with an offset behind it the name says nothing.
  private mutating func zoneName() -> TimeShape.Zone? {
    guard at + 3 <= bytes.count else { return nil }
    let name = String(decoding: bytes[at..<at + 3], as: UTF8.self)
    guard ["IST", "UTC", "GMT"].contains(name) else { return nil }
    at += 3
    guard isAtEnd else { return nil }
    return .minutesEast(name == "IST" ? Int(TimeText.indiaOffset / 60) : 0)
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

extension UInt8 {
  var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}

extension DateParts {
  func style(_ order: DateOrder) -> TimeShape.Date {
    switch order {
    case .dayFirst: .dayFirst
    case .monthFirst: .monthFirst
    case .yearFirst: hasLongYear ? .dayFirst : .shortYearFirst
    }
  }
}
