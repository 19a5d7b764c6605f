import ArgumentParser
import Storage

struct StrategyStop: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Take a strategy off the desk.",
    usage: "sarathi strategy stop <name> [<options>]",
    discussion: """
      Its open positions are NOT touched: they stay guarded by the link's stops and are squared off with the session. \
      With --close an EXIT is sent for each of its instruments with the first price after the desk starts; it closes \
      whatever the link holds in them. What was decided stays in the records; the link stays too.
      """)

  @OptionGroup var common: CommonOptions
  @Argument(help: "The deployment's number.") var id: Int32
  @Flag(help: "Close its positions too.") var close = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let deployment = try StrategyDeployments.change(id, to: .stopped, closing: close, common)
    if json { return try Console.json(DeploymentOutput(deployment)) }
    Console.line("Deployment \(id) (\(deployment.strategy)) is stopped.")
    if deployment.closing.isEmpty { return Console.line("Positions it opened are left as they are.") }
    Console.line("An EXIT is sent with the first price of:")
    Console.line("  \(deployment.closing.map(\.description).joined(separator: ", "))")
  }
}
