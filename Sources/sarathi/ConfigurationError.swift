/// What is wrong with the settings: all of it at once, so that one look mends the file. Nothing was started or changed.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
  struct Problem: Hashable, CustomStringConvertible {
    /// The file's name, or `environment`.
    var source: String
    /// `accounts[0].limits.order_value`, or the name of a variable.
    var path: String
    var text: String

    var description: String { path.isEmpty ? "\(source): \(text)" : "\(source): \(path): \(text)" }
  }

  var problems: [Problem]

  var description: String {
    problems.count == 1
      ? "\(problems[0])"
      : "\(problems.count) settings are wrong:\n" + problems.map { "  \($0)" }.joined(separator: "\n")
  }
}
