/// What is made from named, described settings: every strategy and every exit strategy.
package protocol Parameterised: Sendable {
  static var description: StrategyDescription { get }

  /// What a single parameter's range cannot say: one value against another ("fast is below slow").
  /// - Parameter values: each inside its own range already.
  static func check(_ values: ParameterValues) throws(ParameterError)

  /// - Parameter values: of ``description``'s parameters, and passed by ``check(_:)``.
  init(_ values: ParameterValues)
}

extension Parameterised {
  package static func check(_ values: ParameterValues) throws(ParameterError) {}

  /// Makes one from values of which nothing is known yet.
  package init(checking values: ParameterValues) throws(ParameterError) {
    try values.check(against: Self.description)
    try Self.check(values)
    self.init(values)
  }
}
