/// The exit strategies that come with the program, by name.
extension StrategyCatalog {
  /// `none` comes first.
  package static let exits: [StrategyDescription] = [
    NoExitStrategy.description, EMAExit.description, RSIExit.description, ATRExit.description,
    ChandelierExit.description,
  ]

  package static func exit(named name: String) throws(ParameterError) -> StrategyDescription {
    try find(name, in: exits, kind: "exit strategy")
  }

  /// The defaults of an exit strategy, changed by `name=value` settings and checked.
  package static func exitValues(
    for name: String, _ settings: some Sequence<some StringProtocol>
  ) throws(ParameterError) -> ParameterValues {
    let values = try ParameterValues(settings, of: exit(named: name))
    _ = try makeExit(name, values)
    return values
  }

  package static func makeExit(_ name: String, _ values: ParameterValues) throws(ParameterError) -> AnyExitStrategy {
    switch name {
    case NoExitStrategy.description.name: .none(try NoExitStrategy(checking: values))
    case EMAExit.description.name: .ema(try EMAExit(checking: values))
    case RSIExit.description.name: .rsi(try RSIExit(checking: values))
    case ATRExit.description.name: .atr(try ATRExit(checking: values))
    case ChandelierExit.description.name: .chandelier(try ChandelierExit(checking: values))
    default: throw unknown(name, in: exits, kind: "exit strategy")
    }
  }
}
