import ArgumentParser
import Storage

struct StrategyPause: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Let a deployed strategy watch only.",
    discussion:
      "It goes on seeing prices, so its indicators stay warm; its signals are dropped. Positions stay guarded."
  )

  @OptionGroup var common: CommonOptions
  @Argument(help: "The deployment's number.") var id: Int32
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let deployment = try StrategyDeployments.change(id, to: .paused, common)
    if json { return try Console.json(DeploymentOutput(deployment)) }
    Console.line("Deployment \(id) (\(deployment.strategy)) is paused: it watches and sends no signals.")
  }
}
