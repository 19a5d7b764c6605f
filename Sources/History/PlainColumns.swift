/// Guesses the columns of a file without header: time first, or a symbol and then the time; prices; volume.
enum PlainColumns {
  static func roles(_ cells: [String], file: String, line: Int) throws(HistoryError) -> [ColumnRole?] {
    var roles: [ColumnRole?] = []
    if !isTime(cells, 0) {
      guard !cells[0].isEmpty else { throw unknown(cells, file, line) }
      roles.append(.symbol)
      // MetaStock writes the length of the bars before the date: `RELIANCE,1,20210601,…`.
      if !isTime(cells, 1), cells.count > 1, cells[1].utf8.count <= 3 { roles.append(nil) }
      guard isTime(cells, roles.count) else { throw unknown(cells, file, line) }
    }
    roles += hasSeparateClock(cells, roles.count) ? [.date, .time] : [.time]
    let numbers = cells.count - roles.count
    guard cells[roles.count...].allSatisfy(isNumber), numbers > 0 else { throw unknown(cells, file, line) }
    roles += numbers < 4 ? [.close, .volume] : [.open, .high, .low, .close, .volume]
    return Array((roles + Array(repeating: nil, count: cells.count)).prefix(cells.count))
  }

  /// Whether the cell behind a date is a time of day: with a colon, or as `091500` before four prices that hold together.
  private static func hasSeparateClock(_ cells: [String], _ date: Int) -> Bool {
    guard isDateOnly(cells, date), cells.indices.contains(date + 1) else { return false }
    if isClock(cells, date + 1) { return true }
    let clock = Array(cells[date + 1].utf8)
    guard (3...6).contains(clock.count), clock.allSatisfy(\.isDigit),
      clock.withUnsafeBytes({ bytes in
        var cursor = TextCursor(bytes)
        return cursor.clock() != nil && cursor.isAtEnd
      })
    else { return false }
    return areBar(cells, date + 2) && (clock[0] == UInt8(ascii: "0") || clock.count == 6 || !areBar(cells, date + 1))
  }

  /// Whether four prices stand from `start` on, the second the highest and the third the lowest.
  private static func areBar(_ cells: [String], _ start: Int) -> Bool {
    guard start + 4 <= cells.count else { return false }
    let prices = cells[start..<start + 4].compactMap { cell -> Int64? in
      Array(cell.utf8).withUnsafeBytes { bytes in
        if case .price(let raw, _) = PriceText.read(bytes) { raw } else { nil }
      }
    }
    return prices.count == 4 && prices.max() == prices[1] && prices.min() == prices[2]
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
    Array(cell.utf8).withUnsafeBytes { (DecimalText($0)?.unit.count ?? 9) <= 2 }
  }

  private static func unknown(_ cells: [String], _ file: String, _ line: Int) -> HistoryError {
    HistoryError(
      file: file, line: line, text: cells.joined(separator: ","),
      problem: "neither a header with known column names nor a row of time and prices",
      fix: "Begin the file with a header such as timestamp,open,high,low,close,volume.")
  }
}
