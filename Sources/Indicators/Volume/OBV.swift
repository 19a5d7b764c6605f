/// On-balance volume: the running sum of volumes, taken as negative when the close fell. Starts with the first volume.
///
/// - Source: J. Granville, "New Key to Stock Market Profits", 1963.
package struct OBV: Indicator {
  private var balance = 0.0
  private var previousClose = -Double.infinity

  package init() {}

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Double? {
    if bar.close > previousClose {
      balance += bar.volume
    } else if bar.close < previousClose {
      balance -= bar.volume
    }
    previousClose = bar.close
    return balance
  }
}
