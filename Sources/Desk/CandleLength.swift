package import Market

/// The lengths of candle a deployment may have, and how they are written.
package enum CandleLength {
  /// One candle a session.
  package static let session = Interval.hours(24)
  /// From one minute to the session.
  package static let names = ["1m", "2m", "3m", "5m", "10m", "15m", "30m", "1h", "session"]

  /// Nil when it is none of ``names``.
  package static func parse(_ text: String) -> Interval? {
    let text = text.lowercased()
    guard names.contains(text) else { return nil }
    if text == "session" { return session }
    guard let number = Int64(text.dropLast()) else { return nil }
    return text.hasSuffix("h") ? .hours(number) : .minutes(number)
  }

  package static func text(_ interval: Interval) -> String {
    if interval >= session { return "session" }
    let seconds = interval.nanoseconds / Timestamp.nanosecondsPerSecond
    if seconds % 3600 == 0 { return "\(seconds / 3600)h" }
    return seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
  }
}
