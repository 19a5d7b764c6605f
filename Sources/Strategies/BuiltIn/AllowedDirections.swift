/// Which way a strategy may trade: its parameter `direction`.
package enum AllowedDirections: Int, Sendable, CaseIterable {
  case both, long

  static let parameter = Parameter(
    "direction", .choice(["both", "long"]), default: 0,
    "long and short, or long only: then what would enter short closes a long")

  package init(_ values: ParameterValues) {
    guard let directions = Self(rawValue: values.integer("direction")) else {
      preconditionFailure("parameters are checked before a strategy is made")
    }
    self = directions
  }

  /// What a downward signal becomes.
  package var downward: Wish.Action { self == .both ? .short : .sell }
}
