import ArgumentParser
import Foundation
import Storage
import Trading

struct JournalVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check every record against the hash chain and the database's own integrity.",
    discussion: "Finds any flipped byte. Exit code 1 if anything is wrong. Works beside a running desk.")

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
    let output = Output(try storage { try reader.verify() })
    if json {
      try Console.json(output)
    } else if output.sound {
      Console.line("The journal is sound: \(output.records) records of \(output.accounts) account(s).")
    } else {
      Console.line("The journal is damaged: \(output.findings.count) finding(s) in \(output.records) records.")
      for finding in output.findings {
        let account = finding.account.map { "account \($0)" } ?? "the file"
        Console.line("  \(account)\(finding.record.map { ", record \($0)" } ?? ""): \(finding.problem)")
      }
      Console.note("Keep the data folder as it is, copy it elsewhere, and go back to the last good backup.")
    }
    if !json {
      for row in output.quarantined {
        Console.line(
          "Set aside: account \(row.account), record \(row.record) (\(row.kind)), by \(row.by) at \(row.time): \(row.reason)"
        )
      }
    }
    if !output.sound { throw ExitCode.failure }
  }
}

extension Configuration {
  /// Refuses when nothing was ever written, so that looking does not create a data folder.
  func requireDatabase() throws {
    let file = dataFolder.appending(path: "sarathi.sqlite")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw Failure(
        "There is no desk in \(dataFolder.path) yet.",
        fix: "Start one with \"sarathi serve\" or \"sarathi demo\", or name another folder: --data FOLDER")
    }
  }
}
