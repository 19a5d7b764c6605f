/// What a person reads about a strategy, and what may be set.
package struct StrategyDescription: Sendable {
  /// Lower case with dashes: what the command line calls it.
  package var name: String
  package var title: String
  /// One or two sentences: when it enters, when it leaves, and why that might work.
  package var idea: String
  package var parameters: [Parameter]

  package init(name: String, title: String, idea: String, parameters: [Parameter]) {
    self.name = name
    self.title = title
    self.idea = idea
    self.parameters = parameters
  }

  /// `It has: fast, slow.`
  var parameterList: String {
    parameters.isEmpty ? "It has none." : "It has: \(parameters.map(\.name).joined(separator: ", "))."
  }
}
