/// A calendar date at the exchange (India).
package struct TradingDay: Hashable, Comparable, Sendable, Codable {
  package var daysSince1970: Int32

  package init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

  /// Nil unless the three numbers name a day that exists, between 1970 and 2200.
  package init?(year: Int, month: Int, day: Int) {
    guard (1970...2200).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year)
    else { return nil }
    daysSince1970 = Int32(Self.civilDays(year: year, month: month, day: day))
  }

  package static func < (a: TradingDay, b: TradingDay) -> Bool { a.daysSince1970 < b.daysSince1970 }
  package static func - (a: TradingDay, b: TradingDay) -> Int { Int(a.daysSince1970) - Int(b.daysSince1970) }
  package func advanced(by days: Int) -> TradingDay { TradingDay(daysSince1970: daysSince1970 + Int32(days)) }

  /// 1 = Monday … 7 = Sunday.
  package var weekday: Int { ((Int(daysSince1970) + 3) % 7 + 7) % 7 + 1 }

  /// Year, month (1–12) and day of month. Proleptic Gregorian, after H. Hinnant's `civil_from_days`.
  package var civil: (year: Int, month: Int, day: Int) {
    let z = Int(daysSince1970) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  package static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }

  private static func civilDays(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension TradingDay: CustomStringConvertible {
  /// `2021-06-01`.
  package var description: String {
    let c = civil
    return "\(c.year)-\(twoDigits(c.month))-\(twoDigits(c.day))"
  }

  /// Reads `YYYY-MM-DD`.
  package init?(parsing text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }), parts[0].count == 4,
      parts[1].count == 2, parts[2].count == 2,
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }
}

/// A time on the clock in India, in seconds since midnight.
package struct TimeOfDay: Hashable, Comparable, Sendable, Codable {
  package var seconds: Int32

  package init(seconds: Int32) { self.seconds = seconds }
  package init(_ hour: Int, _ minute: Int, _ second: Int = 0) { seconds = Int32(hour * 3600 + minute * 60 + second) }

  package static func < (a: TimeOfDay, b: TimeOfDay) -> Bool { a.seconds < b.seconds }
  package var minuteOfDay: Int { Int(seconds) / 60 }
}

extension TimeOfDay: CustomStringConvertible {
  /// `09:15:00`.
  package var description: String {
    let s = Int(seconds)
    return "\(twoDigits(s / 3600)):\(twoDigits(s / 60 % 60)):\(twoDigits(s % 60))"
  }

  /// Reads `HH:MM` or `HH:MM:SS`.
  package init?(parsing text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ $0.count == 2 && $0.utf8.allSatisfy(\.isDigit) }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
    else { return nil }
    let second = parts.count == 3 ? Int(parts[2]) : 0
    guard let second, (0...59).contains(second) else { return nil }
    self.init(hour, minute, second)
  }
}

func twoDigits(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
