/// A value for each parameter, in the order of the description.
package struct ParameterValues: Hashable, Sendable {
  package let names: [String]
  package private(set) var values: [Double]

  /// All defaults.
  package init(_ description: StrategyDescription) {
    names = description.parameters.map(\.name)
    values = description.parameters.map(\.defaultValue)
  }

  /// The defaults, changed by `name=value` settings such as `fast=9`. Setting a name twice is an error.
  package init(
    _ settings: some Sequence<some StringProtocol>, of description: StrategyDescription
  ) throws(ParameterError) {
    self.init(description)
    var seen: Set<String> = []
    for setting in settings {
      let (name, text) = try Self.split(String(setting))
      try set(name, to: text, of: description)
      guard seen.insert(name).inserted else {
        throw ParameterError(parameter: name, problem: "\(name) is set twice", fix: "Keep one of the two.")
      }
    }
  }

  /// The value of a parameter the strategy declares.
  package subscript(name: String) -> Double {
    guard let index = names.firstIndex(of: name) else {
      preconditionFailure("a strategy reads only parameters it declares; there is no '\(name)'")
    }
    return values[index]
  }

  /// The value of an `integer`, `choice` or `time` parameter.
  package func integer(_ name: String) -> Int { Int(self[name]) }

  /// Sets one value from text.
  package mutating func set(
    _ name: String, to text: String, of description: StrategyDescription
  ) throws(ParameterError) {
    let index = try index(of: name, description)
    values[index] = try description.parameters[index].value(parsing: text)
  }

  /// Sets one value, already in the parameter's own number.
  package mutating func set(
    _ name: String, to value: Double, of description: StrategyDescription
  ) throws(ParameterError) {
    let index = try index(of: name, description)
    values[index] = try description.parameters[index].checked(value)
  }

  /// Throws unless these are values of just this description's parameters, each inside its range.
  package func check(against description: StrategyDescription) throws(ParameterError) {
    guard names == description.parameters.map(\.name) else {
      throw ParameterError(
        parameter: names.joined(separator: ", "), problem: "these are not the parameters of \(description.name)",
        fix: description.parameterList)
    }
    for (parameter, value) in zip(description.parameters, values) { _ = try parameter.checked(value) }
  }

  private func index(of name: String, _ description: StrategyDescription) throws(ParameterError) -> Int {
    if let index = names.firstIndex(of: name) { return index }
    let guess = nearestName(to: name, among: names).map { "Did you mean '\($0)'? " } ?? ""
    throw ParameterError(
      parameter: name, problem: "\(description.name) has no parameter '\(name)'", fix: guess + description.parameterList
    )
  }

  private static func split(_ setting: String) throws(ParameterError) -> (name: String, text: String) {
    let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw ParameterError(
        parameter: parts[0], problem: "'\(setting)' is not a setting", fix: "Write name=value, for example fast=9.")
    }
    return (parts[0], parts[1])
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
