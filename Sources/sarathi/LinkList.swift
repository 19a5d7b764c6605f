import ArgumentParser
import Engine
import Foundation
import Storage
import Trading

struct LinkList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the links.",
    usage: "sarathi link list [<options>]",
    discussion: "Secrets are not kept: the last characters help to recognise a URL.")

  @OptionGroup var common: CommonOptions
  @Flag(help: "Show removed links too.") var removed = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let configuration = try common.configuration()
    let rows = try LinkRows.read(configuration, includingRemoved: removed)
    let descriptions = rows.map { LinkDescription($0, configuration: configuration) }
    if json { return try Console.json(descriptions) }
    if descriptions.isEmpty { return Console.note("No links yet. Make one: sarathi link add --help") }
    Console.table(
      ["ID", "NAME", "ACCOUNTS", "PRODUCT", "SIZE", "SECRET", "STATE"],
      descriptions.map { link in
        [
          "\(link.id)", Console.cut(link.name, to: 20), link.accounts.map(String.init).joined(separator: ","),
          link.product, Console.cut(link.size, to: 20), "…\(link.secretHint ?? "")",
          link.removed != nil ? "removed" : link.enabled ? "on" : "off",
        ]
      }, rightAligned: [0])
  }
}

struct LinkShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one link in full, with the alert message it expects.")

  @OptionGroup var common: CommonOptions
  @Argument(help: "The link's number.") var id: Int32
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let configuration = try common.configuration()
    let row = try LinkRows.one(id, configuration)
    let description = LinkDescription(row, configuration: configuration)
    if json { return try Console.json(description) }
    Console.line("Link \(id) \"\(row.link.name)\"")
    description.printLines()
    LinkDescription.printMessages(for: row.link)
  }
}

/// Reads links from the tables.
enum LinkRows {
  /// Empty when the desk has never been started and no link was added.
  static func read(_ configuration: Configuration, includingRemoved: Bool) throws(Failure) -> [LinkRow] {
    guard FileManager.default.fileExists(atPath: configuration.dataFolder.path) else { return [] }
    do {
      let folder = try DataFolder(configuration.dataFolder, access: .shared)
      guard FileManager.default.fileExists(atPath: folder.database.path) else { return [] }
      return try DeskReader(folder.database).links(includingRemoved: includingRemoved)
    } catch {
      throw Failure(error)
    }
  }

  static func one(_ id: Int32, _ configuration: Configuration) throws(Failure) -> LinkRow {
    let rows = try read(configuration, includingRemoved: true)
    guard let row = rows.first(where: { $0.link.id.number == id }) else {
      let known = rows.filter { $0.removed == nil }.map { "\($0.link.id.number)" }.joined(separator: ", ")
      throw Failure("There is no link \(id).", fix: known.isEmpty ? "No links exist yet." : "There are: \(known).")
    }
    return row
  }
}

extension LinkDescription {
  init(_ row: LinkRow, configuration: Configuration) {
    self.init(row.link, configuration: configuration)
    secretHint = row.secretHint
    created = "\(row.created)"
    removed = row.removed.map { "\($0)" }
  }
}
