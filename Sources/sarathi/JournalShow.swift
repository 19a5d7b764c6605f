import ArgumentParser
import Engine
import Foundation
import Market
import Storage
import Trading

struct JournalShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print journal records, oldest first. Works beside a running desk.",
    usage: "sarathi journal show [<options>]",
    discussion: "--json prints one JSON object a line, the input included.")

  private struct Output: Encodable {
    var account: Int32
    var sequence: Int64
    var time: String
    var kind: String
    var tape: UInt32
    var rules: String
    var effectsDigest: String
    var input: JournalInput
  }

  @OptionGroup var common: CommonOptions
  @Option(help: ArgumentHelp("Account (default: the first in the settings).", valueName: "id")) var account: Int32?
  @Option(help: ArgumentHelp("Start after this record.", valueName: "sequence")) var after: Int64 = 0
  @Option(help: ArgumentHelp("At most this many (1 to 100000).", valueName: "count")) var limit = 100
  @Option(help: ArgumentHelp("Only records of this kind, such as signal.", valueName: "kind")) var kind: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...100_000).contains(limit) else { throw ValidationError("--limit must be 1 to 100000.") }
    guard after >= 0 else { throw ValidationError("--after must be 0 or more.") }
  }

  func run() async throws {
    let configuration = try common.configuration()
    try configuration.requireDatabase()
    let reader = try common.reader(configuration)
    let account = AccountID(self.account ?? configuration.accounts[0].id.number)
    var printed = 0
    var position = after
    var lastShown = after
    reading: while true {
      let page = try storage { try reader.journalEntries(of: account, after: position, limit: 500) }
      guard let last = page.last else { break }
      for entry in page where kind == nil || entry.kind == kind {
        if printed == limit {
          Console.note("There are more: --after \(lastShown), or a larger --limit (now \(limit)).")
          break reading
        }
        try show(entry)
        lastShown = entry.sequence
        printed += 1
      }
      position = last.sequence
    }
    if printed == 0 { Console.note("No such records of account \(account.number).") }
  }

  private func show(_ entry: JournalEntry) throws {
    guard json else {
      return Console.line("\(entry.sequence)\t\(entry.time)\t\(entry.kind)\ttape \(entry.tapeNumber)")
    }
    let output = Output(
      account: entry.account.number, sequence: entry.sequence, time: "\(entry.time)", kind: entry.kind,
      tape: entry.tapeNumber, rules: entry.engineVersion, effectsDigest: String(entry.effectsDigest, radix: 16),
      input: entry.input)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    Console.line(String(decoding: try encoder.encode(output), as: UTF8.self))
  }
}
