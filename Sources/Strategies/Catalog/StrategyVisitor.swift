/// What is done with a strategy whose type only its name tells.
///
/// ``visit(_:)`` is generic, so the compiler makes one version for each built-in strategy: a backtest over candles calls
/// its strategy directly, without a box.
package protocol StrategyVisitor {
  associatedtype Outcome

  mutating func visit<S: Strategy>(_ strategy: S) throws -> Outcome
}
