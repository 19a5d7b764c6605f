extension Double {
  /// Where this value lies between `low` (0) and `high` (100); 0 when there is nothing between them.
  @inline(__always)
  func percentile(from low: Double, to high: Double) -> Double {
    let range = high - low
    return range.isRounding(beside: low.magnitude + high.magnitude) ? 0 : 100 * (self - low) / range
  }
}
