package import Indicators

/// Adds nothing: for whoever needs an exit strategy's type and wants none.
package struct NoExitStrategy: ExitStrategy, Parameterised {
  package static let description = StrategyDescription(
    name: "none", title: "No exit strategy", idea: "Positions are closed by the strategy and the exit plan only.",
    parameters: [])

  package init() {}
  package init(_ values: ParameterValues) {}

  package var warmUp: Int { 0 }
  @inline(__always) package mutating func candleClosed(_ bar: Bar, held: HeldPosition?) -> ExitAdvice { .hold }
}
