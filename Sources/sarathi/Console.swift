import Foundation
import Logging
import Market

/// What commands print. Results go to stdout, remarks for a person to stderr. All of it passes ``VisibleText``: names,
/// reasons and file names come from outside, and a terminal obeys what it is shown.
enum Console {
  static func line(_ text: String = "") { print(VisibleText.of(text, lines: .several)) }

  static func note(_ text: String) { error(text + "\n") }

  /// To stderr as it stands, without a line end: for questions.
  static func error(_ text: String) {
    FileHandle.standardError.write(Data(VisibleText.of(text, lines: .several).utf8))
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
