package import Market

/// Prices of one instrument as they came, ascending in time.
package struct TickSeries: Sendable {
  package struct Entry: Hashable, Sendable {
    package var time: Timestamp
    package var price: Price
    /// Cumulative traded quantity of the day; 0 for an index.
    package var volume: Int64

    package init(time: Timestamp, price: Price, volume: Int64) {
      self.time = time
      self.price = price
      self.volume = volume
    }
  }

  package let symbol: String
  package let entries: [Entry]

  package init(symbol: String, entries: [Entry]) {
    self.symbol = symbol
    self.entries = entries
  }
}
