import ArgumentParser
import Storage

struct StrategyResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Let a paused strategy trade again.")

  @OptionGroup var common: CommonOptions
  @Argument(help: "The deployment's number.") var id: Int32
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let deployment = try StrategyDeployments.change(id, to: .running, common)
    if json { return try Console.json(DeploymentOutput(deployment)) }
    Console.line("Deployment \(id) (\(deployment.strategy)) trades again.")
  }
}
