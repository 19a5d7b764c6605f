import ArgumentParser
import Engine

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the version of the program and of its trading rules.",
    discussion: "Journals name the version of the rules that wrote each record; replay compares with the same rules.")

  private struct Output: Encodable {
    var version: String
    var engine: Int32
  }

  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    if json {
      try Console.json(Output(version: BuildInfo.version, engine: AccountEngine.version))
    } else {
      Console.line("sarathi \(BuildInfo.version) (rules \(AccountEngine.version))")
    }
  }
}
