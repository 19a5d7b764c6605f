/// Guesses the columns of a file without header: time first, or a symbol and then the time; prices; volume.
enum PlainColumns {
  static func roles(_ cells: [String], file: String, line: Int) throws(HistoryError) -> [ColumnRole?] {
    var roles: [ColumnRole?] = []
    if !isTime(cells, 0) {
      guard isTime(cells, 1), !cells[0].isEmpty else { throw unknown(cells, file, line) }
      roles.append(.symbol)
    }
    let hasSeparateClock = isDateOnly(cells, roles.count) && isClock(cells, roles.count + 1)
    roles += hasSeparateClock ? [.date, .time] : [.time]
    let numbers = cells.count - roles.count
    guard cells[roles.count...].allSatisfy(isNumber), numbers > 0 else { throw unknown(cells, file, line) }
    roles += numbers < 4 ? [.close, .volume] : [.open, .high, .low, .close, .volume]
    return Array((roles + Array(repeating: nil, count: cells.count)).prefix(cells.count))
  }

  private static func isTime(_ cells: [String], _ index: Int) -> Bool { shape(cells, index) != nil }

  private static func isDateOnly(_ cells: [String], _ index: Int) -> Bool {
    guard let shape = shape(cells, index) else { return false }
    return !shape.hasClock
  }

  private static func isClock(_ cells: [String], _ index: Int) -> Bool {
    shape(cells, index)?.date == TimeShape.Date.none
  }

  private static func shape(_ cells: [String], _ index: Int) -> TimeShape? {
    guard cells.indices.contains(index) else { return nil }
    return Array(cells[index].utf8).withUnsafeBytes { TimeText.read($0)?.shape }
  }

  private static func isNumber(_ cell: String) -> Bool {
    !cell.isEmpty && cell.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
  }

  private static func unknown(_ cells: [String], _ file: String, _ line: Int) -> HistoryError {
    HistoryError(
      file: file, line: line, text: cells.joined(separator: ","),
      problem: "neither a header with known column names nor a row of time and prices",
      fix: "Begin the file with a header such as timestamp,open,high,low,close,volume.")
  }
}
