/// What is wrong with a file of market data (calendar, charges, freeze quantities, instrument master), and where.
///
/// The file was refused as a whole: nothing of it is in use.
package struct DataFileError: Error, Hashable, Sendable {
  /// Which kind of file, as a person would call it: `calendar`.
  package var file: String
  /// Counted from 1, the header included; 0 when it concerns the file as a whole.
  package var line: Int
  /// Name of the column, empty when it concerns the whole line.
  package var column: String
  /// What stood there, cut to 60 characters.
  package var text: String
  package var problem: String
  package var fix: String

  package init(file: String, line: Int, column: String = "", text: String = "", problem: String, fix: String) {
    self.file = file
    self.line = line
    self.column = column
    self.text = text.count > 60 ? text.prefix(60) + "…" : text
    self.problem = problem
    self.fix = fix
  }
}

extension DataFileError: CustomStringConvertible {
  package var description: String {
    var place = file
    if line > 0 { place += ", line \(line)" }
    if !column.isEmpty { place += ", column \(column)" }
    return "\(place): \(problem)\(text.isEmpty ? "" : " (found \"\(text)\")"). \(fix)"
  }
}
