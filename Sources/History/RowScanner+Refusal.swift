extension RowScanner {
  /// The point in time of the row that was scanned last.
  func time(_ head: TableHead, _ file: String, _ number: Int) throws(HistoryError) -> TimeText {
    let hasDate = head.column(of: .date) != nil
    let cell = self[.time]
    if let time = hasDate ? TimeText.read(date: self[.date], clock: cell) : TimeText.read(cell) { return time }
    let problem = cell.count == 0 ? "the cell is empty" : "this is no time"
    let wrong = hasDate && TimeText.read(self[.date]) == nil ? ColumnRole.date : .time
    throw refused(wrong, head, file, number, problem, "Write YYYY-MM-DD HH:MM:SS, with +05:30 or in Indian time.")
  }

  /// What is wrong with a cell of the row that was scanned last.
  func refused(
    _ role: ColumnRole, _ head: TableHead, _ file: String, _ number: Int, _ problem: String, _ fix: String
  ) -> HistoryError {
    HistoryError(
      file: file, line: number, column: head.name(of: role), text: self[role].shown, problem: problem, fix: fix)
  }
}

extension TableHead {
  /// A row has too few or too many cells.
  func wrongCount(_ found: Int, _ line: UnsafeRawBufferPointer, _ number: Int, _ file: String) -> HistoryError {
    HistoryError(
      file: file, line: number, text: line.shown, problem: "\(roles.count) columns expected, \(found) found",
      fix: "Complete or remove the line.")
  }
}

extension UnsafeRawBufferPointer {
  /// Whether a line has nothing on it.
  var isBlank: Bool {
    guard let first else { return true }
    return first <= .space && allSatisfy { $0 <= .space }
  }

  /// For an error: what cannot be shown is a question mark.
  var shown: String {
    let text = String(decoding: prefix(4 * HistoryError.maximumText), as: UTF8.self)
    let scalars = text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : $0 }
    return String(String.UnicodeScalarView(scalars)).trimmed
  }
}
