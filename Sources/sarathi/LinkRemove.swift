import ArgumentParser
import Desk
import Engine
import Foundation
import Storage
import Trading

struct LinkRemove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a link: its URL stops working.",
    usage: "sarathi link remove <id> [<options>]",
    discussion: """
      What the link did stays in the records. Positions it still holds stay guarded by their exits until they are \
      closed. Asks first, unless --yes.
      """)

  private struct Output: Encodable {
    var id: Int32
    var removed: Bool
  }

  @OptionGroup var common: CommonOptions
  @Argument(help: "The link's number.") var id: Int32
  @Flag(help: "Do not ask.") var yes = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let configuration = try common.configuration()
    let row = try LinkRows.one(id, configuration)
    guard row.removed == nil else {
      throw Failure("Link \(id) \"\(row.link.name)\" is removed already.", fix: "There is nothing to do.")
    }
    if !yes {
      try common.requireNoDesk(configuration)
      try Confirmation.require(
        "Remove link \(id) \"\(row.link.name)\" (secret …\(row.secretHint))?", deed: "Removing a link",
        refusal: "Nothing was removed.")
    }
    _ = try common.write(configuration) { journal in
      try journal.commit(CommitBatch([], storeRows: [.linkRemoved(row.link.id, at: .wallClock)]))
    }
    if json { return try Console.json(Output(id: id, removed: true)) }
    Console.line("Link \(id) \"\(row.link.name)\" is removed; its URL no longer works.")
  }
}
