/// Volume-weighted average of the typical price `(high + low + close) / 3` since the day's first bar.
///
/// It starts anew when the date in India changes. Undefined while the day has no volume, so always for an index.
package struct SessionVWAP: Indicator {
  private var day = IndianDay()
  private var value = 0.0
  private var volume = 0.0

  package init() {}

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Double? {
    if day.begins(with: bar) {
      value = 0
      volume = 0
    }
    value += bar.typicalPrice * bar.volume
    volume += bar.volume
    return volume > 0 ? value / volume : nil
  }
}
