extension Bar {
  /// `(high + low + close) / 3`.
  @inline(__always) package var typicalPrice: Double { (high + low + close) / 3 }
}
