import Foundation
import Market

/// Two to five stored runs side by side.
package struct BacktestComparison: Sendable {
  package static let maximum = 5

  private let runs: [BacktestRecord]

  /// - Throws: for fewer than two runs or more than ``maximum``.
  package init(_ runs: [BacktestRecord]) throws(BacktestStoreError) {
    guard (2...Self.maximum).contains(runs.count) else {
      throw BacktestStoreError(
        .notFound, "comparison", "\(runs.count) run\(runs.count == 1 ? " was" : "s were") named.",
        fix: "Name two to \(Self.maximum).")
    }
    self.runs = runs
  }

  /// For a terminal of 80 columns. The columns are lettered; what they stand for is listed first.
  package func text() -> String {
    let letters = ["A", "B", "C", "D", "E"]
    let names = zip(letters, runs).map { letter, run in
      Self.cut("\(letter)  \(run.id)", to: Self.width) + "\n"
        + Self.cut("   \(run.instrumentText); \(run.strategy.parameterText)", to: Self.width)
    }
    let head = Self.line("", runs.indices.map { letters[$0] })
    let lines = ComparisonRow.all.map { row in Self.line(row.name, runs.map(row.text)) }
    return (names + ["", head, String(repeating: "-", count: head.count)] + lines).joined(separator: "\n") + "\n"
  }

  /// The same as JSON: an array with an object for each run.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let entries = runs.map { Entry($0) }
    return String(decoding: try encoder.encode(entries), as: UTF8.self)
  }

  private struct Entry: Encodable {
    var summary: BacktestSummary
    var driver: String
    var intervalSeconds: Int64?
    var plan: BacktestPlan
    var statistics: BacktestStatistics

    init(_ run: BacktestRecord) {
      summary = BacktestSummary(run)
      driver = run.driver
      intervalSeconds = run.data.first?.intervalSeconds
      plan = run.plan
      statistics = run.statistics
    }
  }

  private static let width = 80
  private static let nameWidth = 18
  private static let columnWidth = 12

  private static func line(_ name: String, _ values: [String]) -> String {
    values.reduce(cut(name, to: nameWidth).padding(toLength: nameWidth, withPad: " ", startingAt: 0)) { line, value in
      let text = cut(value, to: columnWidth - 1)
      return line + String(repeating: " ", count: columnWidth - text.count) + text
    }
  }

  private static func cut(_ text: String, to width: Int) -> String {
    // What a terminal would obey, from a name in a file, is not printed.
    let safe = String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
    return safe.count > width ? safe.prefix(width - 1) + "…" : safe
  }
}
