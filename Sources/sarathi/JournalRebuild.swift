import ArgumentParser

struct JournalRebuild: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Refill the tables people read from the journal.",
    discussion: "All or nothing: after an error the tables are as before. The desk must not be running.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    throw Failure("Rebuilding is not built yet.", fix: "The journal itself is complete; nothing is lost.")
  }
}
