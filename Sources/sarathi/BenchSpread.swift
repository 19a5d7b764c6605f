/// Median and tail of many durations, in microseconds.
struct BenchSpread: Encodable {
  var count: Int
  var p50: Double
  var p99: Double
  var worst: Double

  /// - Parameter nanoseconds: one or more durations, in any order.
  init(nanoseconds: [Int64]) {
    let sorted = nanoseconds.sorted()
    func at(_ share: Double) -> Double {
      sorted.isEmpty ? 0 : Double(sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)]) / 1000
    }
    count = sorted.count
    p50 = at(0.5)
    p99 = at(0.99)
    worst = at(1)
  }

  var text: String { "p50 \(p50.rounded(to: 1)) µs, p99 \(p99.rounded(to: 1)) µs" }
}

extension Double {
  /// For people: a fixed number of decimals, without the library's locale.
  func rounded(to decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let value = (self * scale).rounded() / scale
    return decimals == 0 ? String(Int(value)) : String(value)
  }
}
