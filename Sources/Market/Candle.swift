/// Open, high, low and close over an interval aligned to the session's open, with the quantity traded in it.
package struct Candle: Hashable, Sendable, Codable {
  /// The candle covers `start ..< end`.
  package var start: Timestamp
  /// One interval after ``start``, or the session's close when that comes first.
  package var end: Timestamp
  package var open: Price
  package var high: Price
  package var low: Price
  package var close: Price
  /// Units traded; 0 for an index.
  package var volume: Int64

  package init(
    start: Timestamp, end: Timestamp, open: Price, high: Price, low: Price, close: Price, volume: Int64
  ) {
    self.start = start
    self.end = end
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }

  /// Takes in what followed: a later candle of the same span.
  mutating func absorb(_ next: Candle) {
    high = max(high, next.high)
    low = min(low, next.low)
    close = next.close
    volume += next.volume
  }
}
