/// What is wrong with a price file, where, and what to do about it.
///
/// The file was refused as a whole: nothing of it is in use.
package struct HistoryError: Error, Hashable, Sendable, Codable {
  /// Path of the file, or its name.
  package var file: String
  /// Counted from 1, the header included; 0 when it concerns the file as a whole.
  package var line: Int
  /// Name of the column as the file has it, empty when it concerns the whole line.
  package var column: String
  /// What stood there, cut to ``maximumText`` characters.
  package var text: String
  package var problem: String
  package var fix: String

  package static let maximumText = 40

  package init(
    file: String, line: Int = 0, column: String = "", text: String = "", problem: String, fix: String
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.text = text.count > Self.maximumText ? text.prefix(Self.maximumText - 1) + "…" : text
    self.problem = problem
    self.fix = fix
  }
}

extension HistoryError: CustomStringConvertible {
  package var description: String {
    var place = file
    if line > 0 { place += ", line \(line)" }
    if !column.isEmpty { place += ", column \(column)" }
    return "\(place): \(problem)\(text.isEmpty ? "" : " (found \"\(text)\")"). \(fix)"
  }
}
