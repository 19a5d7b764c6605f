extension Double {
  /// Whether this difference of two numbers is nothing but rounding, the numbers' magnitudes being `scale` together.
  ///
  /// - Source: the band of TA-Lib 0.8, about 90 units in the last place.
  @inline(__always)
  func isRounding(beside scale: Double) -> Bool { magnitude <= 1e-14 * scale }
}
