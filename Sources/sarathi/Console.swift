import Foundation

/// What commands print. Results go to stdout, remarks for a person to stderr.
enum Console {
  static func line(_ text: String = "") { print(text) }

  static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

  /// One JSON value with sorted keys and a line end: the same value prints the same bytes.
  static func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    line(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Columns aligned by their widest cell; numbers to the right where `rightAligned` says so.
  static func table(_ header: [String], _ rows: [[String]], rightAligned: Set<Int> = []) {
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    for row in [header] + rows {
      let cells = row.enumerated().map { index, cell in
        let padding = String(repeating: " ", count: widths[index] - cell.count)
        return rightAligned.contains(index) ? padding + cell : cell + padding
      }
      let text = cells.joined(separator: "  ")
      line(String(text.reversed().drop { $0 == " " }.reversed()))
    }
  }
}
