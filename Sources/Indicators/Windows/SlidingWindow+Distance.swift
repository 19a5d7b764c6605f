extension SlidingWindow {
  /// `Σ |x − center|` over all slots.
  ///
  /// Eight sums run side by side, since one would wait for each addition to end.
  func totalDistance(from center: Double) -> Double {
    slots.withUnsafeBytes { bytes in
      let width = MemoryLayout<SIMD8<Double>>.size
      var sums = SIMD8<Double>.zero
      var offset = 0
      while offset + width <= bytes.count {
        let distances = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self) - center
        // Without their sign bits.
        sums += unsafeBitCast(unsafeBitCast(distances, to: SIMD8<UInt64>.self) & (1 << 63 - 1), to: SIMD8<Double>.self)
        offset += width
      }
      var total = sums.sum()
      while offset < bytes.count {
        total += abs(bytes.load(fromByteOffset: offset, as: Double.self) - center)
        offset += MemoryLayout<Double>.size
      }
      return total
    }
  }
}
