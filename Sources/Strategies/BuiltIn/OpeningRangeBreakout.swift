package import Indicators
import Market

/// The first close outside the session's first minutes; see `docs/reference/strategies/opening-range-breakout.md`.
package struct OpeningRangeBreakout: Strategy {
  package static let description = StrategyDescription(
    name: "opening-range-breakout", title: "Opening range breakout",
    idea: """
      Buys the first close above the range of the session's first minutes and sells short the first close below it, \
      once a side and day: what agrees on a direction after the opening auction of opinions often keeps to it.
      """,
    parameters: [
      Parameter(
        "minutes", .integer(1...240), default: 15, "length of the opening range from the session's first candle"),
      Parameter(
        "stop", .choice(["opposite", "middle", "none"]), default: 0, "the range's other side, its middle, or none"),
      Parameter(
        "target", .decimal(0...20), default: 1.5,
        "distance of the target from the close, in heights of the range; 0: none"),
      Parameter("until", .time(0...1439), default: 870, "no breakout is taken after this time"),
      AllowedDirections.parameter,
    ])

  private enum StopPlace: Int { case opposite, middle, none }

  private let minutes: Int
  private let stopPlace: StopPlace
  private let targetHeights: Double
  private let until: TimeOfDay
  private let onBreakDown: Wish.Action

  // What is of the session and starts anew with the next.
  private var range: OpeningRange
  private var lastEntry = Timestamp.distantFuture
  private var tookUp = false
  private var tookDown = false

  package init(_ values: ParameterValues) {
    minutes = values.integer("minutes")
    stopPlace = StopPlace(rawValue: values.integer("stop")) ?? .opposite
    targetHeights = values["target"]
    until = TimeOfDay(values.integer("until") / 60, values.integer("until") % 60)
    onBreakDown = AllowedDirections(values).downward
    range = OpeningRange(minutes: minutes)
  }

  /// The range itself is the wait.
  package var warmUp: Int { 0 }

  package mutating func sessionOpened(_ session: Session) {
    range = OpeningRange(minutes: minutes)
    lastEntry = Timestamp(day: session.day, time: until)
    tookUp = false
    tookDown = false
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar) -> Wish {
    guard let range = range.update(bar), bar.end <= lastEntry else { return .none }
    if bar.close > range.high && !tookUp {
      tookUp = true
      return breakout(.buy, bar.close, range, "first close above the opening range")
    }
    if bar.close < range.low && !tookDown {
      tookDown = true
      return breakout(onBreakDown, bar.close, range, "first close below the opening range")
    }
    return .none
  }

  private func breakout(
    _ action: Wish.Action, _ close: Double, _ range: OpeningRange.Output, _ reason: StaticString
  ) -> Wish {
    guard action != .sell else { return Wish(.sell, reason: reason) }
    let isUp = action == .buy
    let stop: Double? =
      switch stopPlace {
      case .opposite: isUp ? range.low : range.high
      case .middle: (range.high + range.low) / 2
      case .none: nil
      }
    return Wish(action, reason: reason, stop: stop, target: target(close, range, isUp))
  }

  /// None for a range without height, and none where a short's target would lie at or below zero.
  private func target(_ close: Double, _ range: OpeningRange.Output, _ isUp: Bool) -> Double? {
    let distance = targetHeights * (range.high - range.low)
    let target = isUp ? close + distance : close - distance
    return distance > 0 && target > 0 ? target : nil
  }
}
