/// Parabolic stop and reverse: a stop that follows the trend faster and faster, and changes sides when it is touched.
///
/// It starts with the second bar: down when the first two bars show a downward directional movement, otherwise up.
/// - Source: J. W. Wilder 1978, "New Concepts in Technical Trading Systems"; start as in TA-Lib.
package struct ParabolicSAR: Indicator {
  private let step: Double
  private let maximum: Double
  private var acceleration: Double
  private var isUp = true
  /// For the coming bar.
  private var stop = 0.0
  /// The best price since the last reversal.
  private var extreme = 0.0
  private var previous = (high: Double.nan, low: Double.nan)
  private var hasStarted = false

  /// - Parameters:
  ///   - step: added to the acceleration with each new extreme; not negative.
  ///   - maximum: of the acceleration. A `step` above it counts as `maximum`.
  package init(step: Double, maximum: Double) {
    self.step = min(step, maximum)
    self.maximum = maximum
    acceleration = self.step
  }

  @inline(__always)
  package mutating func update(_ bar: Bar) -> Double? {
    if !hasStarted, !start(with: bar) { return nil }
    let isTouched = isUp ? bar.low <= stop : bar.high >= stop
    let shown = isTouched ? reverse(at: bar) : stop
    if !isTouched { follow(bar) }
    previous = (bar.high, bar.low)
    return shown
  }

  /// - Returns: false for the first bar.
  private mutating func start(with bar: Bar) -> Bool {
    let first = previous
    // From here on only bars since the start bound the stop.
    previous = (bar.high, bar.low)
    if first.high.isNaN { return false }
    let up = bar.high - first.high
    let down = first.low - bar.low
    isUp = !(down > 0 && up < down)
    extreme = isUp ? bar.high : bar.low
    stop = isUp ? first.low : first.high
    hasStarted = true
    return true
  }

  /// The stop goes to the other side, beyond the last two bars.
  /// - Returns: the stop to show for this bar: the extreme of the trend that ended.
  @inline(__always)
  private mutating func reverse(at bar: Bar) -> Double {
    isUp.toggle()
    let shown = beyond(extreme, bar)
    acceleration = step
    extreme = isUp ? bar.high : bar.low
    stop = beyond(shown + acceleration * (extreme - shown), bar)
    return shown
  }

  @inline(__always)
  private mutating func follow(_ bar: Bar) {
    if isUp ? bar.high > extreme : bar.low < extreme {
      extreme = isUp ? bar.high : bar.low
      acceleration = min(acceleration + step, maximum)
    }
    stop = beyond(stop + acceleration * (extreme - stop), bar)
  }

  /// A stop may not lie inside this bar or the one before it.
  @inline(__always)
  private func beyond(_ stop: Double, _ bar: Bar) -> Double {
    isUp ? stop.orLower(previous.low).orLower(bar.low) : stop.orHigher(previous.high).orHigher(bar.high)
  }
}
