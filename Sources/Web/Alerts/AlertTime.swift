import Market

/// The time an alert carries: ISO 8601 with `Z` or an offset, or Unix seconds or milliseconds.
enum AlertTime {
  /// Nil for anything else, a time without a zone, and times outside 2000 … 2200.
  static func parse(_ text: String) -> Timestamp? {
    let time = text.utf8.allSatisfy(\.isDigit) ? unix(text) : iso(text)
    guard let time, time >= earliest, time < latest else { return nil }
    return time
  }

  private static let earliest = Timestamp(unixSeconds: 946_684_800)
  private static let latest = Timestamp(unixSeconds: 7_258_118_400)

  private static func unix(_ text: String) -> Timestamp? {
    guard let value = Int64(text) else { return nil }
    switch text.utf8.count {
    case 9...10: return Timestamp(unixSeconds: value)
    case 12...13: return Timestamp(nanoseconds: value * 1_000_000)
    default: return nil
    }
  }

  /// `2021-06-01T09:15:50.123+05:30`; `T` may be a space, seconds and fraction may be missing.
  private static func iso(_ text: String) -> Timestamp? {
    var rest = Array(text.utf8)[...]
    guard let year = number(&rest, 4), skip("-", &rest), let month = number(&rest, 2), skip("-", &rest),
      let dayOfMonth = number(&rest, 2), skip("T", &rest) || skip("t", &rest) || skip(" ", &rest),
      let hour = number(&rest, 2), skip(":", &rest), let minute = number(&rest, 2),
      let day = TradingDay(year: year, month: month, day: dayOfMonth), hour < 24, minute < 60
    else { return nil }
    var second = 0
    if skip(":", &rest) {
      guard let seconds = number(&rest, 2), seconds < 60 else { return nil }
      second = seconds
    }
    guard let fraction = fractionNanoseconds(&rest), let offset = offsetSeconds(&rest), rest.isEmpty else { return nil }
    let seconds = Int64(day.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second) - offset
    return Timestamp(nanoseconds: seconds * Timestamp.nanosecondsPerSecond + fraction)
  }

  private static func fractionNanoseconds(_ rest: inout ArraySlice<UInt8>) -> Int64? {
    guard skip(".", &rest) else { return 0 }
    var value: Int64 = 0
    var digits = 0
    while let byte = rest.first, byte.isDigit {
      if digits < 9 { value = value * 10 + Int64(byte - UInt8(ascii: "0")) }
      digits += 1
      rest = rest.dropFirst()
    }
    guard (1...12).contains(digits) else { return nil }
    for _ in min(digits, 9)..<9 { value *= 10 }
    return value
  }

  private static func offsetSeconds(_ rest: inout ArraySlice<UInt8>) -> Int64? {
    if skip("Z", &rest) || skip("z", &rest) { return 0 }
    let isNegative = skip("-", &rest)
    guard isNegative || skip("+", &rest), let hours = number(&rest, 2) else { return nil }
    _ = skip(":", &rest)
    guard let minutes = number(&rest, 2), hours <= 14, minutes < 60 else { return nil }
    let seconds = Int64(hours * 3600 + minutes * 60)
    return isNegative ? -seconds : seconds
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, _ width: Int) -> Int? {
    let digits = rest.prefix(width)
    guard digits.count == width, digits.allSatisfy(\.isDigit) else { return nil }
    rest = rest.dropFirst(width)
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private static func skip(_ character: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard let first = rest.first, UInt32(first) == character.value else { return false }
    rest = rest.dropFirst()
    return true
  }
}
