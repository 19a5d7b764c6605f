extension RowScanner {
  /// The point in time of the row that was scanned last.
  ///
  /// - Parameter order: of the numbers of dates that do not tell by themselves.
  func time(_ head: TableHead, _ order: DateOrder, _ file: String, _ number: Int) throws(HistoryError) -> TimeText {
    let hasDate = head.column(of: .date) != nil
    let cell = self[.time]
    if let time = hasDate ? TimeText.read(date: self[.date], clock: cell, order) : TimeText.read(cell, order) {
      return time
    }
    let wrong = hasDate && TimeText.read(self[.date], order) == nil ? ColumnRole.date : .time
    if self[wrong].count > 0, let parts = DateParts(self[wrong]), parts.day(order) == nil,
      let other = DateOrder.allCases.first(where: { parts.day($0) != nil })
    {
      throw refused(
        wrong, head, file, number, "this is no date \(order.words), but one \(other.words)",
        "Leave --dates out, give --dates \(other.rawValue), or correct the date.")
    }
    throw refused(
      wrong, head, file, number, self[wrong].count == 0 ? "the cell is empty" : "this is no time",
      "Write YYYY-MM-DD HH:MM:SS, with +05:30 or in Indian time.")
  }

  /// The cell that has the date of the row that was scanned last.
  func dateCell(_ head: TableHead) -> UnsafeRawBufferPointer {
    self[head.column(of: .date) == nil ? .time : .date]
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
      fix: found > roles.count
        ? "Put numbers with commas in quotes (\"23,013.88\"), or complete the header." : "Complete or remove the line.")
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
