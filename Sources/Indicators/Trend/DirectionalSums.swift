/// Wilder's running sums of directional movement and true range, on which ADX and the indicators beside it stand.
///
/// The sums start with the plain sums of `period − 1` bars; from the next one on a `period`-th part is let go before
/// the bar's own value is added.
/// - Source: J. W. Wilder 1978, "New Concepts in Technical Trading Systems".
struct DirectionalSums: Sendable {
  private let keep: Double
  /// Bars the start still lacks, the very first included.
  private var missing: Int
  private var hasPrevious = false
  private var previous = (high: 0.0, low: 0.0, close: 0.0)
  private(set) var plus = 0.0
  private(set) var minus = 0.0
  private(set) var range = 0.0

  /// - Parameter period: at least 1.
  init(period: Int) {
    precondition(period >= 1, "a period is at least 1")
    keep = Double(period - 1) / Double(period)
    missing = period
  }

  /// - Returns: whether the sums are complete, from bar `period + 1` on.
  @inline(__always)
  mutating func push(_ bar: Bar) -> Bool {
    // The greater of both moves counts, if it is positive. As a vector: nobody can predict a branch on it.
    let moves = SIMD2(bar.high - previous.high, previous.low - bar.low)
    let opposite = SIMD2(moves.y, moves.x)
    let counted = moves.replacing(with: 0, where: (moves .<= opposite) .| (moves .<= 0))
    let span = bar.high.orHigher(previous.close) - bar.low.orLower(previous.close)
    previous = (bar.high, bar.low, bar.close)
    guard missing == 0 else {
      start(rise: counted.x, fall: counted.y, span: span)
      return false
    }
    plus = plus * keep + counted.x
    minus = minus * keep + counted.y
    range = range * keep + span
    return true
  }

  /// The very first bar has none before it and counts for nothing.
  @inline(__always)
  private mutating func start(rise: Double, fall: Double, span: Double) {
    if !hasPrevious {
      hasPrevious = true
    } else {
      plus += rise
      minus += fall
      range += span
    }
    missing -= 1
  }

  /// 0…100: how one-sided the movement is; nil while there is none.
  @inline(__always) var index: Double? {
    let total = plus + minus
    return total == 0 || range == 0 ? nil : 100 * (abs(plus - minus) / total)
  }
}
