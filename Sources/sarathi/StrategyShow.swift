import ArgumentParser
import Storage
import Strategies

struct StrategyShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a strategy's parameters, or one deployment with its last signals.",
    usage: "sarathi strategy show <name> [<options>]",
    discussion: """
      Examples:
        sarathi strategy show ema-crossover
        sarathi strategy show 2
      """)

  @OptionGroup var common: CommonOptions
  @Argument(help: ArgumentHelp("A strategy's name, or a deployment's number.", valueName: "name-or-id"))
  var subject: String
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    if let id = Int32(subject) { return try show(id) }
    let (description, kind) = try StrategyName.find(subject)
    if json { return try Console.json(StrategyOutput(description, kind)) }
    Console.line("\(description.title) (\(description.name))\(kind == .exit ? ", an exit strategy" : "")")
    for line in StrategyText.lines(description.idea, indent: 2) { Console.line(line) }
    Console.line()
    guard !description.parameters.isEmpty else { return Console.line("It has no parameters.") }
    for parameter in description.parameters {
      Console.line(
        "  \(parameter.name) = \(parameter.text(parameter.defaultValue))  (\(parameter.typeName): \(parameter.range))")
      for line in StrategyText.lines(parameter.meaning, indent: 6) { Console.line(line) }
    }
  }

  private func show(_ id: Int32) throws {
    let configuration = try common.configuration()
    let deployment = try StrategyDeployments.one(id, among: try StrategyDeployments.read(configuration))
    var output = DeploymentOutput(deployment)
    if let reader = try StrategyDeployments.reader(configuration) {
      output.changes = try storage { try reader.changes(of: deployment.id) }
        .map { .init(number: $0.number, state: $0.state.rawValue, time: "\($0.time)") }
      output.signals = try storage { try reader.signals(of: deployment.id) }.map {
        .init(
          time: "\($0.time)", symbol: $0.symbol, action: $0.action, confidence: $0.confidence, reason: $0.reason)
      }
    }
    if json { return try Console.json(output) }
    Console.line("Deployment \(id)")
    output.printLines()
    printHistory(of: output)
  }

  private func printHistory(of output: DeploymentOutput) {
    Console.line("Changes:")
    for change in output.changes ?? [] { Console.line("  \(change.time)  \(change.state)") }
    guard let signals = output.signals, !signals.isEmpty else { return Console.line("No signals yet.") }
    Console.line("Last signals:")
    for signal in signals {
      Console.line("  \(signal.time)  \(signal.action) \(signal.symbol)  \(signal.confidence) %")
      for line in StrategyText.lines(signal.reason, indent: 4) { Console.line(line) }
    }
  }
}

/// Finds what a name means among strategies and exit strategies.
enum StrategyName {
  static func find(_ name: String) throws(Failure) -> (StrategyDescription, Deployment.Kind) {
    if let found = StrategyCatalog.all.first(where: { $0.name == name }) { return (found, .strategy) }
    if let found = StrategyCatalog.exits.first(where: { $0.name == name }) { return (found, .exit) }
    let names = (StrategyCatalog.all + StrategyCatalog.exits).map(\.name)
    let guess = Suggestion.nearest(to: name, among: names).map { "Did you mean \($0)? " } ?? ""
    throw Failure("There is no strategy called \"\(name)\".", fix: "\(guess)See: sarathi strategy list")
  }
}
