/// Mean and spread of a list of numbers, in two passes.
struct Moments {
  let count: Int
  let mean: Double
  /// With n − 1; nil for fewer than two numbers, or when all are the same.
  let sampleDeviation: Double?
  /// m₃ / m₂^(3/2) with population moments; nil as above.
  let skewness: Double?
  /// m₄ / m₂², 3 for a normal distribution; nil as above.
  let kurtosis: Double?

  init(_ values: [Double]) {
    count = values.count
    let n = Double(count)
    let mean = count == 0 ? 0 : values.reduce(0, +) / n
    self.mean = mean
    // Compared, not computed: the sum of rounding errors of equal numbers is no spread.
    guard count >= 2, values.contains(where: { $0 != values[0] }) else {
      sampleDeviation = nil
      skewness = nil
      kurtosis = nil
      return
    }
    var squares = 0.0
    var cubes = 0.0
    var fourths = 0.0
    for value in values {
      let d = value - mean
      squares += d * d
      cubes += d * d * d
      fourths += d * d * d * d
    }
    let variance = squares / n
    sampleDeviation = (squares / (n - 1)).squareRoot()
    skewness = cubes / n / (variance * variance.squareRoot())
    kurtosis = fourths / n / (variance * variance)
  }
}
