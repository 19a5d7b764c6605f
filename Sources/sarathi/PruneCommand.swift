import ArgumentParser
import Desk
import Foundation
import Market
import Storage

/// `sarathi prune`: what may go.
struct PruneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Show, and with --yes remove, files that are no longer needed.",
    usage: "sarathi prune [<options>]",
    discussion: """
      Never removed: sarathi.sqlite and paper.sqlite. Records of orders and trades (decisions, orders, fills, trades, \
      day reports, and the journal they come from) are to be kept five years; the journal is kept whole for good, since \
      its chain starts with its first record.

      May go: tapes older than --days (their days can then not be replayed tick by tick; two tapes always stay), \
      columns of price files not used for as long, snapshots of accounts beyond those a start needs, and with \
      --backtests kept runs of that age. Works beside a running desk.

      Examples:
        sarathi prune
        sarathi prune --days 30 --yes
      """)

  struct Item: Encodable {
    var kind: String
    var path: String
    var bytes: Int64
  }

  private struct Output: Encodable {
    var removed: Bool
    var bytes: Int64
    var items: [Item]
  }

  @OptionGroup var common: CommonOptions
  @Option(help: ArgumentHelp("Keep files newer than this (1 to 36500).", valueName: "days")) var days = 90
  @Flag(help: "Kept backtests of that age may go too.") var backtests = false
  @Flag(help: "Show only what would go; the default.") var dryRun = false
  @Flag(help: "Remove it.") var yes = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...36_500).contains(days) else { throw ValidationError("--days must be 1 to 36500.") }
    if yes, dryRun { throw ValidationError("--yes and --dry-run exclude each other.") }
  }

  func run() async throws {
    let configuration = try common.configuration()
    try configuration.requireDatabase()
    let folder = try storage { try DataFolder(configuration.dataFolder, access: .shared) }
    let items = try self.items(folder, at: .wallClock)
    if yes {
      for item in items {
        do { try FileManager.default.removeItem(atPath: item.path) } catch {
          throw Failure(
            "\(item.path) cannot be removed: \(error.localizedDescription)", fix: "Check the folder's rights.")
        }
      }
    }
    let bytes = items.reduce(Int64(0)) { $0 + $1.bytes }
    if json { return try Console.json(Output(removed: yes, bytes: bytes, items: items)) }
    for item in items { Console.line("\(item.kind)\t\(item.bytes >> 10) KiB\t\(item.path)") }
    if items.isEmpty { return Console.line("Nothing is older than \(days.counted("day")).") }
    let what = "\(items.count.counted("file")), \(bytes >> 20) MiB"
    if yes { return Console.line("Removed \(what).") }
    let place = (common.data.map { " --data \($0)" } ?? "") + (common.config.map { " --config \($0)" } ?? "")
    Console.line("\(what) may go. Nothing was removed; to do it:")
    Console.line("  sarathi prune --days \(days)\(backtests ? " --backtests" : "")\(place) --yes")
  }

  private func items(_ folder: DataFolder, at time: Timestamp) throws -> [Item] {
    let today = time.istDay
    let oldest = today.advanced(by: -days)
    let tapeDays = try storage { try folder.tapeDays() }
    var items = tapeDays.dropLast(2).filter { $0 < oldest && $0 < today }.map { item("tape", folder.tape(of: $0)) }
    for account in names(in: folder.snapshots) {
      let place = folder.snapshots.appending(path: account)
      items += names(in: place).filter { $0.hasSuffix(".undone") }.map {
        item("undone snapshot", place.appending(path: $0))
      }
    }
    let date = Date(timeIntervalSince1970: Double(time.nanoseconds / 1_000_000_000) - Double(days) * 86_400)
    var kinds = [("price columns", "price-cache")]
    if backtests { kinds.append(("backtest", "backtests")) }
    for (kind, name) in kinds {
      let place = folder.url.appending(path: name)
      items += names(in: place).map { place.appending(path: $0) }.filter { Self.used($0) < date }.map { item(kind, $0) }
    }
    return items
  }

  private func names(in folder: URL) -> [String] {
    // A folder that is not there holds nothing.
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  private func item(_ kind: String, _ file: URL) -> Item {
    let size = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
    return Item(kind: kind, path: file.path, bytes: Int64(size))
  }

  /// When it was last read or written, as far as the file system says; a file that does not say is not old.
  private static func used(_ file: URL) -> Date {
    let values = try? file.resourceValues(forKeys: [
      .contentAccessDateKey, .contentModificationDateKey, .isRegularFileKey,
    ])
    guard let values, values.isRegularFile == true else { return .distantFuture }
    return max(values.contentAccessDate ?? .distantPast, values.contentModificationDate ?? .distantFuture)
  }
}
