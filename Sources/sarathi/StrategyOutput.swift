import Desk
import Engine
import Market
import Storage
import Strategies
import Trading

/// A built-in strategy for scripts.
struct StrategyOutput: Encodable {
  struct Setting: Encodable {
    var name: String
    var type: String
    var range: String
    var defaultValue: String
    var meaning: String
  }
  var name: String
  var kind: String
  var title: String
  var idea: String
  var parameters: [Setting]

  init(_ description: StrategyDescription, _ kind: Deployment.Kind) {
    name = description.name
    self.kind = kind.rawValue
    title = description.title
    idea = description.idea
    parameters = description.parameters.map {
      Setting(
        name: $0.name, type: $0.typeName, range: $0.range, defaultValue: $0.text($0.defaultValue),
        meaning: $0.meaning)
    }
  }
}

extension Parameter {
  /// What a value is, in one word.
  var typeName: String {
    switch kind {
    case .integer: "whole"
    case .decimal: "decimal"
    case .choice: "choice"
    case .time: "time"
    }
  }
}

/// A deployment in words, for people and as JSON.
struct DeploymentOutput: Encodable {
  struct Change: Encodable {
    var number: Int64
    var state: String
    var time: String
  }
  struct Signal: Encodable {
    var time: String
    var symbol: String
    var action: String
    var confidence: Int64
    var reason: String
  }
  var id: Int32
  var strategy: String
  var kind: String
  var parameters: [String: String]
  var link: Int32
  var symbols: [String]
  var candle: String
  var history: [String]
  var state: String
  /// Where an EXIT is still to be sent.
  var closing: [String]
  var created: String
  var changed: String
  var changes: [Change]?
  var signals: [Signal]?

  init(_ deployment: Deployment) {
    id = deployment.id.number
    strategy = deployment.strategy
    kind = deployment.kind.rawValue
    parameters = Dictionary(deployment.parameters.map { ($0.name, $0.value) }) { $1 }
    link = deployment.link.number
    symbols = deployment.instruments.map(\.description)
    candle = CandleLength.text(deployment.interval)
    history = deployment.history
    state = deployment.state.rawValue
    closing = deployment.closing.map(\.description)
    created = "\(deployment.created)"
    changed = "\(deployment.changed)"
  }

  func printLines() {
    let settings = parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let lines: [(String, String?)] = [
      ("strategy", kind == "exit" ? "\(strategy) (exit strategy)" : strategy),
      ("settings", settings.isEmpty ? "all defaults" : settings.joined(separator: " ")), ("link", "\(link)"),
      ("trades", symbols.isEmpty ? "whatever its link holds" : symbols.joined(separator: ", ")), ("candles", candle),
      ("warmed up by", history.isEmpty ? nil : history.joined(separator: ", ")), ("state", state),
      ("EXIT due for", closing.isEmpty ? nil : closing.joined(separator: ", ")), ("created", created),
      ("changed", changed),
    ]
    for case (let label, let text?) in lines {
      Console.line("  \(label)\(String(repeating: " ", count: 18 - label.count))\(text)")
    }
  }
}
