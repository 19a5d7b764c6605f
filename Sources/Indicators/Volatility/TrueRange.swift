/// True range: the bar's span together with the gap from the previous close.
///
/// - Source: J. W. Wilder 1978, "New Concepts in Technical Trading Systems".
package struct TrueRange: Indicator {
  private var previousClose = Double.nan

  package init() {}

  /// - Returns: nil for the first bar, which has no previous close.
  @inline(__always)
  package mutating func update(_ bar: Bar) -> Double? {
    let close = previousClose
    previousClose = bar.close
    guard !close.isNaN else { return nil }
    return bar.high.orHigher(close) - bar.low.orLower(close)
  }
}
