package import Strategies

/// A strategy, or an exit strategy, with the values it ran with, as a person reads them.
package struct RecordedStrategy: Hashable, Sendable, Codable {
  package var name: String
  package var title: String
  package var idea: String
  package var parameters: [Setting]

  package struct Setting: Hashable, Sendable, Codable {
    package var name: String
    package var value: String
    package var meaning: String

    package init(name: String, value: String, meaning: String = "") {
      self.name = name
      self.value = value
      self.meaning = meaning
    }
  }

  package init(name: String, title: String, idea: String = "", parameters: [Setting] = []) {
    self.name = name
    self.title = title
    self.idea = idea
    self.parameters = parameters
  }

  package init(_ description: StrategyDescription, _ values: ParameterValues) {
    self.init(
      name: description.name, title: description.title, idea: description.idea,
      parameters: description.parameters.map {
        Setting(name: $0.name, value: $0.text(values[$0.name]), meaning: $0.meaning)
      })
  }

  /// `fast=9 slow=21`
  package var parameterText: String { parameters.map { "\($0.name)=\($0.value)" }.joined(separator: " ") }
}
