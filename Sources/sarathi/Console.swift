import Foundation
import Logging
import Market

/// What commands print. Results go to stdout, remarks for a person to stderr. All of it passes ``VisibleText``: names,
/// reasons and file names come from outside, and a terminal obeys what it is shown.
enum Console {
  static func line(_ text: String = "") { print(VisibleText.of(text, lines: .several)) }

  /// Prose on stdout, as wide as a terminal; later lines are indented by `hanging` more.
  static func prose(_ text: String, hanging: Int = 2) {
    print(fitted(VisibleText.of(text, lines: .several), hanging: hanging))
  }

  /// To stderr, as wide as a terminal.
  static func note(_ text: String) { writeError(text, end: "\n") }

  /// To stderr, with room for the answer behind it.
  static func ask(_ question: String) { writeError(question, end: " ") }

  private static func writeError(_ text: String, end: String) {
    let fitted = fitted(VisibleText.of(text, lines: .several), hanging: 0)
    FileHandle.standardError.write(Data((fitted + end).utf8))
  }

  /// Lines that fit stay as they are. A word that is wider than a terminal, such as an address or a path, has a line of
  /// its own.
  private static func fitted(_ text: String, hanging: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      line.count <= BacktestText.width
        ? [String(line)]
        : BacktestText.wrapped(String(line), indent: line.prefix { $0 == " " }.count, hanging: hanging)
    }.joined(separator: "\n")
  }

  /// One JSON value with sorted keys and a line end: the same value prints the same bytes.
  static func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    line(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Columns aligned by their widest cell; numbers to the right where `rightAligned` says so.
  ///
  /// - Parameter gap: blanks between two columns.
  static func table(_ header: [String], _ rows: [[String]], rightAligned: Set<Int> = [], gap: Int = 2) {
    let rows = rows.map { $0.map { VisibleText.of($0) } }
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    for row in [header] + rows {
      let cells = row.enumerated().map { index, cell in
        let padding = String(repeating: " ", count: widths[index] - cell.count)
        return rightAligned.contains(index) ? padding + cell : cell + padding
      }
      let text = cells.joined(separator: String(repeating: " ", count: gap))
      line(String(text.reversed().drop { $0 == " " }.reversed()))
    }
  }

  /// A cell that would make its table wider than a terminal; what is whole stands in `show`.
  static func cut(_ text: String, to width: Int) -> String {
    text.count > width ? text.prefix(width - 1) + "…" : text
  }

  /// The log of a running desk.
  static func logger() -> Logger { Logger(label: "sarathi") { _ in IndianLog() } }
}
