import Foundation
import History
import Testing

/// Real recordings, where they lie beside the checkout; nothing here runs without them.
@Suite("Real files", .enabled(if: SharedData.isThere))
struct SharedDataTests {
  @Test("Real bar files have the row counts of their list", arguments: SharedData.bars)
  func bars(_ file: SharedData.Entry) throws {
    let loaded = try HistoryLoader().bars([file.url])
    #expect(loaded.reports[0].rows == file.rows)
    #expect(loaded.series.reduce(0) { $0 + $1.count } == file.rows)
  }

  @Test("of prices have the rows their list says", arguments: SharedData.ticks)
  func ticks(_ file: SharedData.Entry) throws {
    #expect(try HistoryLoader().ticks([file.url]).reports[0].rows == file.rows)
  }

  @Test("with prices of zero, of chains and masters are refused", arguments: SharedData.others)
  func others(_ file: SharedData.Entry) throws {
    #expect(throws: HistoryError.self) { try HistoryLoader().bars([file.url]) }
  }

  @Test("of fifteen minutes have 649 bars to widen")
  func widened() throws {
    let file = SharedData.folder.appending(path: "index_15min/BANKNIFTY_15min_2018_2023.csv.gz")
    let notes = try HistoryLoader().bars([file]).reports[0].notes
    #expect(notes.contains { $0.hasPrefix("649 bars had an open or close outside high..low") })
  }
}

/// The list of a folder of recordings: a table in its README with path and number of rows.
enum SharedData {
  struct Entry: Sendable, CustomTestStringConvertible {
    var path: String
    var rows: Int
    var url: URL { SharedData.folder.appending(path: path) }
    var testDescription: String { path }
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
    path: "../../../shared/data"
  )
  .standardizedFileURL
  static var isThere: Bool { !entries.isEmpty }

  static let bars = entries.filter { isBars($0) && !hasZeros($0) }
  static let ticks = entries.filter { $0.path.hasPrefix("ticks/") }
  static let others = entries.filter { !isBars($0) && !$0.path.hasPrefix("ticks/") || hasZeros($0) }

  private static let entries: [Entry] = {
    guard let text = try? String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count >= 5, cells[0].contains(".csv"), let rows = Int(cells[1]) else { return nil }
      return Entry(path: cells[0], rows: rows)
    }
  }()

  private static func isBars(_ entry: Entry) -> Bool {
    let folders = ["daily/", "equity_15min/", "equity_1min/", "equity_5min/", "index_15min/", "index_1min/"]
    if folders.contains(where: entry.path.hasPrefix) { return true }
    return entry.path.hasPrefix("options/") && entry.path.contains("min")
  }

  /// The volatility index has two days with only a close.
  private static func hasZeros(_ entry: Entry) -> Bool { entry.path.contains("INDIAVIX") }
}
