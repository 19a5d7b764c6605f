/// What an exit strategy says at the close of a candle. Without a position it says ``hold``.
package enum ExitAdvice: Sendable {
  case hold
  /// Close it now; the reason in words.
  case close(StaticString)
}
