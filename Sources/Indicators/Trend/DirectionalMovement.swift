/// Wilder's +DI and −DI, 0…100: upward and downward movement in percent of the true range; and DX, how far apart they
/// are.
///
/// While there is no movement DX stays what it was, as in TA-Lib.
/// - Source: J. W. Wilder 1978, "New Concepts in Technical Trading Systems".
package struct DirectionalMovement: Indicator {
  package struct Output: IndicatorOutput {
    package var plusDI: Double
    package var minusDI: Double
    package var dx: Double

    package static var columns: [String] { ["plus", "minus", "dx"] }
    package static var undefined: Self { Self(plusDI: .nan, minusDI: .nan, dx: .nan) }
    package var row: [Double] { [plusDI, minusDI, dx] }
  }

  private var sums: DirectionalSums
  private var dx = 0.0

  /// - Parameter period: at least 1. The first output comes with bar `period + 1`.
  package init(period: Int) { sums = DirectionalSums(period: period) }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Output? {
    guard sums.push(bar) else { return nil }
    dx = sums.index ?? dx
    let scale = sums.range == 0 ? 0 : 100 / sums.range
    return Output(plusDI: sums.plus * scale, minusDI: sums.minus * scale, dx: dx)
  }
}
