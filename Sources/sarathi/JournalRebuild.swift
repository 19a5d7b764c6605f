import ArgumentParser
import Desk

struct JournalRebuild: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Refill the tables people read from the journal.",
    discussion: "All or nothing: after an error the tables are as before. The desk must not be running.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let configuration = try common.configuration()
    try configuration.requireDatabase()
    let charges = try configuration.chargeSchedule()
    let applied = try common.write(configuration) { journal in
      try ReadTables.rebuild(journal, accounts: configuration.accounts, charges: charges)
    }
    Console.line("Applied \(applied) journal records; the tables are as the journal says.")
  }
}
