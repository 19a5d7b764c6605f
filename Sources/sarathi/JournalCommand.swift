import ArgumentParser

struct JournalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "The record of everything that happened, from which all state is rebuilt.",
    subcommands: [JournalVerify.self, JournalShow.self, JournalRebuild.self, JournalQuarantine.self])
}
