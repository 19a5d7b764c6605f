package import Indicators

/// A rule that closes positions it did not open: attachable to any link, and to any strategy in a backtest.
///
/// It sees every candle of an instrument, held or not, so that its indicators are warm when a position opens. It acts at
/// the close of a candle; stops inside a candle are the exit plan's business.
package protocol ExitStrategy: Sendable {
  /// Candles it must have seen before its advice counts.
  var warmUp: Int { get }

  mutating func sessionOpened(_ session: Session)

  /// - Parameter held: the open position in this instrument, nil when there is none.
  mutating func candleClosed(_ bar: Bar, held: HeldPosition?) -> ExitAdvice
}

extension ExitStrategy {
  @inline(__always) package mutating func sessionOpened(_ session: Session) {}
}
