package import Market

/// The lengths of candle a deployment may have, and how they are written.
package enum CandleLength {
  /// One candle a session.
  package static let session = Interval.hours(24)
  /// The usual ones, from one minute to the session; other whole minutes and hours are read too.
  package static let names = ["1m", "2m", "3m", "5m", "10m", "15m", "30m", "1h", "session"]

  /// In minutes: longer candles are those of the session.
  private static let longest: Int64 = 360

  /// Nil when it is neither whole minutes or hours up to six hours, nor the session.
  package static func parse(_ text: String) -> Interval? {
    let text = text.lowercased()
    if text == "session" { return session }
    guard let number = Int64(text.dropLast()), number > 0 else { return nil }
    switch text.last {
    case "m" where number <= longest: return .minutes(number)
    case "h" where number <= longest / 60: return .hours(number)
    default: return nil
    }
  }

  package static func text(_ interval: Interval) -> String {
    if interval >= session { return "session" }
    let seconds = interval.nanoseconds / Timestamp.nanosecondsPerSecond
    if seconds % 3600 == 0 { return "\(seconds / 3600)h" }
    return seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
  }
}
