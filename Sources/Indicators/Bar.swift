package import Market

/// A candle in floating point, as indicators and strategies see it: prices in rupees, volume in units.
///
/// Prices are the nearest doubles of the exact ones. Nothing computed from them is money; what becomes an order goes
/// back through ``Market/Price`` and the tick.
package struct Bar: Hashable, Sendable {
  /// The bar covers `start ..< end`.
  package var start: Timestamp
  package var end: Timestamp
  package var open: Double
  package var high: Double
  package var low: Double
  package var close: Double
  /// Units traded; 0 for an index.
  package var volume: Double

  @inline(__always)
  package init(
    start: Timestamp, end: Timestamp, open: Double, high: Double, low: Double, close: Double, volume: Double
  ) {
    self.start = start
    self.end = end
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }

  package init(_ candle: Candle) {
    self.init(
      start: candle.start, end: candle.end, open: candle.open.rupees, high: candle.high.rupees, low: candle.low.rupees,
      close: candle.close.rupees, volume: Double(candle.volume))
  }
}

extension Price {
  /// The nearest double in rupees.
  package var rupees: Double { Double(raw) / Double(Self.unitsPerRupee) }

  /// The nearest price; nil unless it is finite and within ±``maximum``.
  package init?(rupees: Double) {
    let raw = (rupees * Double(Self.unitsPerRupee)).rounded()
    guard raw.magnitude <= Double(Self.maximum.raw) else { return nil }
    self.init(raw: Int64(raw))
  }
}
