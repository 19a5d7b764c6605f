package import Indicators
package import Market

/// A trading idea: candles in, wishes out.
///
/// It knows no account, broker or clock; whoever runs it decides what becomes of a wish. The same value runs in a
/// backtest and on the desk. Everything it needs is in the candles and in its parameters, so it must not look at
/// anything else: not the date of today, no randomness.
package protocol Strategy: Parameterised {
  /// Candles it must have seen before its wishes count. Its wishes during these are dropped.
  var warmUp: Int { get }

  /// A trading session begins: what is counted per day starts anew. Called before the session's first candle or tick.
  mutating func sessionOpened(_ session: Session)

  /// A candle is complete. The wish is acted on after it, never inside it.
  mutating func candleClosed(_ bar: Bar) -> Wish

  /// A price came, inside a candle. Only called when ``usesTicks``.
  mutating func ticked(_ price: Double, at time: Timestamp) -> Wish

  /// Whether ``ticked(_:at:)`` is wanted.
  static var usesTicks: Bool { get }
}

extension Strategy {
  package static var usesTicks: Bool { false }
  @inline(__always) package mutating func sessionOpened(_ session: Session) {}
  package mutating func ticked(_ price: Double, at time: Timestamp) -> Wish { .none }
}
