package import Market
import Trading

/// The way the price is taken to have gone through a candle: open, two extremes, close, and on the way each level that
/// somebody waits for.
///
/// Nobody knows what happened inside a candle; this is one answer, the same for every driver. It allocates nothing.
package struct CandlePath: Sendable {
  /// Which extreme comes first.
  package enum Order: Sendable {
    /// The one that hurts the position: stops are met before targets.
    case worstFirst
    /// The one nearer to the open; the low when both are equally far.
    case nearestFirst
  }

  package struct Point: Hashable, Sendable {
    package var price: Price
    package var time: Timestamp
  }

  private let start: Int64
  private let end: Int64
  private let first: Int64
  private let second: Int64
  private let third: Int64
  private let fourth: Int64
  /// Corners passed.
  private var corner = 0
  private var price: Int64
  private var time: Int64

  /// - Parameters:
  ///   - end: of the candle, the session's close included.
  ///   - direction: of the position the candle meets; without one it is taken as `.buy`.
  @inline(__always)
  package init(_ candle: Candle, end: Timestamp, order: Order, direction: Side) {
    let isLowFirst =
      switch order {
      case .worstFirst: direction == .buy
      case .nearestFirst: candle.open.raw - candle.low.raw <= candle.high.raw - candle.open.raw
      }
    start = candle.start.nanoseconds
    self.end = end.nanoseconds
    first = candle.open.raw
    second = isLowFirst ? candle.low.raw : candle.high.raw
    third = isLowFirst ? candle.high.raw : candle.low.raw
    fourth = candle.close.raw
    price = first
    time = start
  }

  /// The next point; nil after the close. The levels are those in force now: a stop that trails is given anew each time.
  ///
  /// Corners are at the start, at one and two thirds and 1 ms before the end. A level on the way is met 1 ms after the
  /// point before it.
  @inline(__always)
  package mutating func next(stop: Price?, target: Price?) -> Point? {
    guard corner > 0 else { return reach(first, at: start) }
    guard corner < 4 else { return nil }
    let ahead = corner == 1 ? second : corner == 2 ? third : fourth
    if let level = level(stop?.raw, target?.raw, before: ahead) {
      price = level
      time += Self.step
      return Point(price: Price(raw: level), time: Timestamp(nanoseconds: time))
    }
    return reach(ahead, at: corner == 3 ? end - Self.step : start + (end - start) / 3 * Int64(corner))
  }

  private static let step: Int64 = 1_000_000

  @inline(__always)
  private mutating func reach(_ price: Int64, at time: Int64) -> Point {
    corner += 1
    self.price = price
    self.time = time
    return Point(price: Price(raw: price), time: Timestamp(nanoseconds: time))
  }

  /// The level passed first between here, left out, and `ahead`, included.
  @inline(__always)
  private func level(_ stop: Int64?, _ target: Int64?, before ahead: Int64) -> Int64? {
    let stop = stop.flatMap { isOnWay($0, to: ahead) ? $0 : nil }
    let target = target.flatMap { isOnWay($0, to: ahead) ? $0 : nil }
    guard let stop, let target else { return stop ?? target }
    return (stop - price).magnitude <= (target - price).magnitude ? stop : target
  }

  @inline(__always)
  private func isOnWay(_ level: Int64, to ahead: Int64) -> Bool {
    price < ahead ? price < level && level <= ahead : ahead <= level && level < price
  }
}

extension BacktestPlan.FillRule {
  package var pathOrder: CandlePath.Order { self == .ohlcPath ? .nearestFirst : .worstFirst }
}
