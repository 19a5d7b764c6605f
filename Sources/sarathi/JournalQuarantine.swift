import ArgumentParser
import Desk
import Foundation
import Storage
import Trading

struct JournalQuarantine: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine", abstract: "Exclude a record that cannot be applied, so that the desk can start again.",
    usage: "sarathi journal quarantine --account <id> --record <sequence> [<options>]",
    discussion: """
      The record stays in the journal and in its chain. Recovery, rebuild and replay leave it out from now on; verify \
      lists it. A new record says who set it aside and why, and halts the account's entries until a person clears the \
      halt. What the record did is lost to the desk: compare positions and orders with the broker. The tables are made \
      anew. Asks first, unless --yes. The desk must not be running.

      Example:
        sarathi journal quarantine 1 4711 --reason "traps in version 0.1.0, see the log of 4 June"
      """)

  private struct Output: Encodable {
    var account: Int32
    var record: Int64
    var kind: String
    var notice: Int64
    var tablesRebuilt: Bool
  }

  @OptionGroup var common: CommonOptions
  @Argument(help: "The account's number.") var account: Int32
  @Argument(help: "The record's number.") var sequence: Int64
  @Option(help: ArgumentHelp("Why; kept with it.", valueName: "text")) var reason: String
  @Option(help: ArgumentHelp("Who decides this (default: the user's name).", valueName: "name")) var by: String?
  @Flag(help: "Do not ask.") var yes = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard !reason.trimmingCharacters(in: .whitespaces).isEmpty, reason.utf8.count <= 500 else {
      throw ValidationError("--reason must say why, in at most 500 bytes.")
    }
    guard !reason.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw ValidationError("--reason must be one line of text.")
    }
  }

  func run() async throws {
    let configuration = try common.configuration()
    try configuration.requireDatabase()
    let folder = try storage { try DataFolder(configuration.dataFolder, access: .exclusive) }
    let journal = try storage { try Journal(folder.database, engineVersion: BuildInfo.engineVersion) }
    // A record that is not there, or is set aside already, is refused below: nothing is asked for it.
    if !yes, try storage({ try isThere(journal) }) {
      try Confirmation.require(
        "Set record \(sequence) of account \(account) aside for good? What it did is lost to the desk.",
        deed: "Setting a record aside", refusal: "Nothing was set aside.")
    }
    let aside = try storage {
      try journal.quarantine(
        sequence, of: AccountID(account), reason: reason, by: by ?? NSUserName(), at: .wallClock)
    }
    try storage { try StartLog.forget(folder) }
    if !json {
      Console.line(
        "Record \(sequence) (\(aside.kind)) of account \(account) is set aside; record \(aside.notice) says so.")
      Console.line(
        "Entries of the account are halted from the next start on. Compare with the broker, then clear the halt.")
    }
    let verification = try storage { try journal.verify() }
    if let damage = verification.findings.first {
      Console.note("The journal is damaged besides: \(damage.problem)")
      Console.note("To set a record aside does not mend that: restore the last backup, and compare with the broker.")
    }
    let charges = try configuration.chargeSchedule()
    var isRebuilt = true
    do {
      _ = try ReadTables.rebuild(journal, accounts: configuration.accounts, charges: charges)
    } catch {
      isRebuilt = false
      Console.note("The tables are as before: \(error)")
    }
    try storage { try journal.close() }
    if json {
      try Console.json(
        Output(
          account: account, record: sequence, kind: aside.kind, notice: aside.notice, tablesRebuilt: isRebuilt))
    }
  }

  private func isThere(_ journal: Journal) throws -> Bool {
    let account = AccountID(account)
    return try journal.kind(of: account, at: sequence) != nil
      && !journal.quarantines(of: account).contains { $0.sequence == sequence }
  }
}
