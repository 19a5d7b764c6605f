package import Strategies

/// One parameter of a sweep and the values it takes.
package struct ParameterAxis: Hashable, Sendable {
  package let name: String
  /// Ascending as written, without repetition; never empty.
  package let values: [Double]

  /// More values on one axis than anybody means.
  package static let maximumValues = 100_000

  /// Reads `fast=3..22`, `slow=25..120:5`, `direction=both,long` or `fast=9`.
  package init(_ setting: String, of description: StrategyDescription) throws(ParameterError) {
    let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw ParameterError(
        parameter: String(parts[0]), problem: "'\(setting)' is not a range",
        fix: "Write name=from..to, name=from..to:step or name=a,b,c, for example fast=3..22.")
    }
    name = String(parts[0])
    // An unknown name is refused in the description's own words.
    var probe = ParameterValues(description)
    guard let parameter = description.parameters.first(where: { $0.name == parts[0] }) else {
      try probe.set(name, to: 0, of: description)
      preconditionFailure("a parameter that is not described cannot be set")
    }
    var values: [Double] = []
    for part in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
      values += try Self.values(String(part), of: parameter)
    }
    var seen: Set<Double> = []
    self.values = values.filter { seen.insert($0).inserted }
  }

  /// One of the comma-separated parts.
  private static func values(_ text: String, of parameter: Parameter) throws(ParameterError) -> [Double] {
    guard let dots = text.firstRange(of: "..") else {
      if case .choice = parameter.kind {} else { try refuseDash(text, parameter) }
      return [try parameter.value(parsing: text)]
    }
    let rest = text[dots.upperBound...]
    let halves = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let first = try parameter.value(parsing: String(text[..<dots.lowerBound]))
    // A time has a colon of its own: 09:30..10:30:15.
    let isTime = if case .time = parameter.kind { true } else { false }
    let ends = isTime ? Self.timeAndStep(rest) : (String(halves[0]), halves.count == 2 ? String(halves[1]) : nil)
    let last = try parameter.value(parsing: ends.0)
    return try range(first, last, step: try step(ends.1, of: parameter), of: parameter)
  }

  /// `3-22` is how many write a range.
  private static func refuseDash(_ text: String, _ parameter: Parameter) throws(ParameterError) {
    let halves = text.split(separator: "-", omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy({ $0.first?.isNumber ?? false }) else { return }
    throw ParameterError(
      parameter: parameter.name, problem: "'\(text)' of \(parameter.name) is not a range",
      fix: "Write \(parameter.name)=\(halves[0])..\(halves[1]).")
  }

  private static func timeAndStep(_ text: Substring) -> (String, String?) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return (parts.prefix(2).joined(separator: ":"), parts.count > 2 ? parts[2...].joined(separator: ":") : nil)
  }

  private static func step(_ text: String?, of parameter: Parameter) throws(ParameterError) -> Double {
    if case .choice = parameter.kind {
      throw ParameterError(
        parameter: parameter.name, problem: "\(parameter.name) has words, not a range",
        fix: "Name them: \(parameter.name)=\(parameter.range.replacing(", ", with: ",")).")
    }
    guard let text else {
      if case .decimal = parameter.kind {
        throw ParameterError(
          parameter: parameter.name, problem: "\(parameter.name) takes any number, so its range needs a step",
          fix: "Write \(parameter.name)=from..to:step.")
      }
      return 1
    }
    let isWhole = if case .decimal = parameter.kind { false } else { true }
    guard let step = Double(text), step.isFinite, step > 0, !isWhole || step == step.rounded() else {
      throw ParameterError(
        parameter: parameter.name, problem: "the step '\(text)' of \(parameter.name) is not one",
        fix: isWhole ? "Write a whole number above 0." : "Write a number above 0.")
    }
    return step
  }

  private static func range(
    _ first: Double, _ last: Double, step: Double, of parameter: Parameter
  ) throws(ParameterError) -> [Double] {
    guard first <= last else {
      throw ParameterError(
        parameter: parameter.name,
        problem:
          "the range of \(parameter.name) ends (\(parameter.text(last))) before it begins (\(parameter.text(first)))",
        fix: "Write the smaller value first.")
    }
    // A little more than the end, so that 0.1 + 0.1 + 0.1 still reaches 0.3.
    let steps = ((last - first) / step + 1e-9).rounded(.down)
    guard steps < Double(maximumValues) else {
      throw ParameterError(
        parameter: parameter.name, problem: "the range of \(parameter.name) has more than \(maximumValues) values",
        fix: "Take a larger step.")
    }
    return (0...Int(steps)).map { tidy(first + Double($0) * step) }
  }

  /// Without the dust of binary fractions: 0.30000000000000004 is meant as 0.3.
  private static func tidy(_ value: Double) -> Double { (value * 1e9).rounded() / 1e9 }
}
