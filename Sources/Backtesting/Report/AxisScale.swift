import Foundation

/// A value axis with round steps: 1, 2 or 5 times a power of ten.
struct AxisScale {
  let low: Double
  let high: Double
  /// Ascending; the first is `low`, the last is `high`.
  let ticks: [Double]

  private static let steps = 4.0

  init(values: [Double]) {
    let least = values.min() ?? 0
    let most = values.max() ?? 0
    let span = most > least ? most - least : max(abs(most), 1)
    let rough = span / Self.steps
    let power = pow(10, floor(log10(rough)))
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? rough
    let first = floor(least / step)
    let last = max(ceil(most / step), first + 1)
    low = first * step
    high = last * step
    ticks = stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// Where a value lies, 0 (low) to 1 (high).
  func share(_ value: Double) -> Double { (value - low) / (high - low) }
}
