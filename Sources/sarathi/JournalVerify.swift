import ArgumentParser
import Desk
import Foundation
import Market
import Storage
import Trading

struct JournalVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check everything that is stored against the journal and its hash chain.",
    discussion: """
      Finds any flipped byte of a journal record, and every row of a table that is not what was written: links, accounts, \
      settings, deployments, day reports and instruments by their own chain; decisions, orders, fills, positions, trades, \
      incidents, moves of stops and status by applying the journal again. Lists records that were set aside. Exit code 1 \
      if anything is wrong. Works beside a running desk.
      """)

  struct Output: Encodable {
    struct Finding: Encodable {
      var account: Int32?
      var record: Int64?
      var problem: String
    }
    var sound: Bool
    var records: Int64
    var accounts: Int
    var findings: [Finding]
    /// Records that a person set aside.
    var quarantined: [Quarantined]

    struct Quarantined: Encodable {
      var account: Int32
      var record: Int64
      var kind: String
      var reason: String
      var by: String
      var time: String
    }

    init(_ verification: Verification) {
      sound = verification.isSound
      records = verification.records
      accounts = verification.streams
      findings = verification.findings.map {
        Finding(account: $0.account?.number, record: $0.sequence, problem: $0.problem)
      }
      quarantined = verification.quarantines.map {
        Quarantined(
          account: $0.account.number, record: $0.sequence, kind: $0.kind, reason: $0.reason, by: $0.person,
          time: "\($0.time)")
      }
    }
  }

  @OptionGroup var common: CommonOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let configuration = try common.configuration()
    try configuration.requireDatabase()
    let reader = try common.reader(configuration)
    var verification = try storage { try reader.verify() }
    if verification.isSound {
      let charges = try configuration.chargeSchedule()
      let differences = try storage {
        try ReadTables.compare(reader, accounts: configuration.accounts, charges: charges)
      }
      verification.add(differences)
    }
    if let problem = try Self.cutTail(reader, configuration) { verification.add(problem) }
    let output = Output(verification)
    if json {
      try Console.json(output)
    } else if output.sound {
      Console.prose(
        "The journal is sound, and the tables agree with it: \(output.records.counted("record")) of "
          + "\(output.accounts.counted("account"))."
      )
    } else {
      Console.prose(
        "The journal is damaged: \(output.findings.count.counted("finding")) in \(output.records.counted("record")).")
      for finding in output.findings {
        let account = finding.account.map { "account \($0)" } ?? "the file"
        Console.prose("  \(account)\(finding.record.map { ", record \($0)" } ?? ""): \(finding.problem)")
      }
      Console.note("Keep the data folder as it is, copy it elsewhere, and go back to the last good backup.")
    }
    if !json {
      for row in output.quarantined {
        Console.prose(
          "Set aside: account \(row.account), record \(row.record) (\(row.kind)), by \(row.by) at \(row.time): \(row.reason)"
        )
      }
    }
    if !output.sound { throw ExitCode.failure }
  }
}

extension JournalVerify {
  /// Where the journal ends before a place that something outside the database remembers.
  private static func cutTail(
    _ reader: DeskReader, _ configuration: Configuration
  ) throws -> (AccountID, Int64, String)? {
    let files = [configuration.dataFolder.appending(path: "ANCHOR")] + [configuration.anchorFile].compactMap { $0 }
    let ends = try storage { try reader.ends() }
    for file in files {
      for anchor in AnchorFile.read(file) ?? [] {
        let end = ends.first { $0.account == anchor.account }?.sequence ?? 0
        guard end < anchor.sequence else { continue }
        return (
          anchor.account, end + 1, "records up to \(anchor.sequence), which \(file.path) knows, are missing at the end"
        )
      }
    }
    return nil
  }
}

extension Configuration {
  /// Refuses when nothing was ever written, so that looking does not create a data folder.
  func requireDatabase() throws {
    let file = dataFolder.appending(path: "sarathi.sqlite")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw Failure(
        "There is no desk in \(dataFolder.path) yet.",
        fix: "Start one with \"sarathi serve\", or name the folder of a demo: --data FOLDER")
    }
  }
}
