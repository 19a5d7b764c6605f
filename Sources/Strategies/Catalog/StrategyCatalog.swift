/// The strategies that come with the program, by name.
package enum StrategyCatalog {
  /// In the order in which they are listed for people.
  package static let all: [StrategyDescription] = [
    EMACrossover.description, RSIReversal.description, RSISwing.description, OpeningRangeBreakout.description,
    SupertrendFlip.description, VWAPPullback.description, BollingerReversion.description, DonchianBreakout.description,
  ]

  package static func description(named name: String) throws(ParameterError) -> StrategyDescription {
    try find(name, in: all, kind: "strategy")
  }

  /// The defaults of a strategy, changed by `name=value` settings, each checked by itself and against the others.
  package static func values(
    for name: String, _ settings: some Sequence<some StringProtocol>
  ) throws(ParameterError) -> ParameterValues {
    let values = try ParameterValues(settings, of: description(named: name))
    try check(name, values)
    return values
  }

  /// Throws unless the strategy can be made from these values.
  package static func check(_ name: String, _ values: ParameterValues) throws(ParameterError) {
    _ = try make(name, values)
  }

  /// The strategy in a box, for whoever runs strategies side by side and not in a tight loop.
  package static func make(_ name: String, _ values: ParameterValues) throws(ParameterError) -> any Strategy {
    var boxing = Boxing()
    do {
      return try visit(name, values, &boxing)
    } catch let error as ParameterError {
      throw error
    } catch {
      preconditionFailure("boxing a strategy throws nothing: \(error)")
    }
  }

  /// Hands the strategy to `visitor` as the type it is.
  /// - Throws: ``ParameterError`` for an unknown name or values it cannot have; whatever the visitor throws.
  package static func visit<V: StrategyVisitor>(
    _ name: String, _ values: ParameterValues, _ visitor: inout V
  ) throws -> V.Outcome {
    switch name {
    case EMACrossover.description.name: try visitor.visit(EMACrossover(checking: values))
    case RSIReversal.description.name: try visitor.visit(RSIReversal(checking: values))
    case RSISwing.description.name: try visitor.visit(RSISwing(checking: values))
    case OpeningRangeBreakout.description.name: try visitor.visit(OpeningRangeBreakout(checking: values))
    case SupertrendFlip.description.name: try visitor.visit(SupertrendFlip(checking: values))
    case VWAPPullback.description.name: try visitor.visit(VWAPPullback(checking: values))
    case BollingerReversion.description.name: try visitor.visit(BollingerReversion(checking: values))
    case DonchianBreakout.description.name: try visitor.visit(DonchianBreakout(checking: values))
    default: throw unknown(name, in: all, kind: "strategy")
    }
  }

  static func find(
    _ name: String, in descriptions: [StrategyDescription], kind: String
  ) throws(ParameterError) -> StrategyDescription {
    guard let found = descriptions.first(where: { $0.name == name }) else {
      throw unknown(name, in: descriptions, kind: kind)
    }
    return found
  }

  static func unknown(_ name: String, in descriptions: [StrategyDescription], kind: String) -> ParameterError {
    let names = descriptions.map(\.name)
    let guess = nearestName(to: name, among: names).map { "Did you mean '\($0)'? " } ?? ""
    return ParameterError(
      parameter: kind, problem: "there is no \(kind) '\(name)'",
      fix: "\(guess)There are: \(names.joined(separator: ", ")).")
  }
}

private struct Boxing: StrategyVisitor {
  mutating func visit<S: Strategy>(_ strategy: S) -> any Strategy { strategy }
}
