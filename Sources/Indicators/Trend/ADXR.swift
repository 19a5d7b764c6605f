/// Average directional index rating: the mean of today's ``ADX`` and the one `period − 1` bars ago.
///
/// - Source: J. W. Wilder 1978, "New Concepts in Technical Trading Systems"; distance as in TA-Lib.
package struct ADXR: Indicator {
  private var adx: ADX
  private var earlier: SlidingWindow

  /// - Parameter period: at least 2. The first output comes with bar `3 × period − 1`.
  package init(period: Int) {
    precondition(period >= 2, "a rating compares two different bars")
    adx = ADX(period: period)
    earlier = SlidingWindow(capacity: period - 1)
  }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Double? {
    guard let adx = adx.update(bar) else { return nil }
    let hasEarlier = earlier.isFull
    let old = earlier.push(adx)
    return hasEarlier ? (adx + old) / 2 : nil
  }
}
