import ArgumentParser
import Storage
import Strategies

struct StrategyList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the built-in strategies and what is deployed.",
    usage: "sarathi strategy list [<options>]")

  private struct Output: Encodable {
    var strategies: [StrategyOutput]
    var deployments: [DeploymentOutput]
  }

  @OptionGroup var common: CommonOptions
  @Flag(help: "Show stopped deployments too.") var stopped = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let deployments = try StrategyDeployments.read(try common.configuration()).filter {
      stopped || $0.state != .stopped
    }
    if json {
      return try Console.json(
        Output(
          strategies: StrategyCatalog.all.map { StrategyOutput($0, .strategy) }
            + StrategyCatalog.exits.map { StrategyOutput($0, .exit) },
          deployments: deployments.map(DeploymentOutput.init)))
    }
    print(deployments)
    Console.line()
    Console.line("STRATEGIES")
    for strategy in StrategyCatalog.all { print(strategy) }
    Console.line()
    Console.line("EXIT STRATEGIES (close what a link holds)")
    for strategy in StrategyCatalog.exits { print(strategy) }
  }

  private func print(_ strategy: StrategyDescription) {
    Console.line("  \(strategy.name)")
    for line in StrategyText.lines(strategy.idea, indent: 4) { Console.line(line) }
  }

  private func print(_ deployments: [Deployment]) {
    Console.line("DEPLOYED")
    guard !deployments.isEmpty else {
      return Console.line("  nothing; see: sarathi strategy deploy --help")
    }
    Console.table(
      ["ID", "STRATEGY", "LINK", "CANDLE", "STATE", "TRADES"],
      deployments.map(DeploymentOutput.init).map { deployment in
        [
          "\(deployment.id)", deployment.strategy, "\(deployment.link)", deployment.candle, deployment.state,
          deployment.symbols.isEmpty ? "whatever the link holds" : Self.short(deployment.symbols),
        ]
      }, rightAligned: [0, 2])
  }

  /// As many as a line has room for.
  private static func short(_ symbols: [String]) -> String {
    symbols.count <= 2 ? symbols.joined(separator: ", ") : "\(symbols[0]) and \(symbols.count - 1) more"
  }
}
