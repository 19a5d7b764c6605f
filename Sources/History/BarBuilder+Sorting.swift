import Market

extension BarBuilder {
  /// Puts rows whose lines were kept into time order; of rows that are the same the first line's stays.
  ///
  /// - Parameters:
  ///   - repeated: told the line of each row that is left out.
  ///   - conflict: makes the error for two rows of one time that differ: the row, its line, the other's line.
  func sort(
    repeated: (Int) -> Void, conflict: (BarRow, Int, Int) -> HistoryError
  ) throws(HistoryError) {
    let order = (0..<count).sorted { (seconds.elements[$0], lines[$0]) < (seconds.elements[$1], lines[$1]) }
    let rows = order.map { self[$0] }
    var kept = 0
    var previousLine = 0
    for (row, source) in zip(rows, order) {
      let line = Int(lines[source])
      if kept > 0, self[kept - 1].seconds == row.seconds {
        guard self[kept - 1] == row else { throw conflict(row, line, previousLine) }
        repeated(line)
        continue
      }
      write(row, at: kept)
      kept += 1
      previousLine = line
    }
    count = kept
  }

  /// Two rows of one time that differ.
  func conflict(_ row: BarRow, _ line: Int, _ otherLine: Int, _ file: String) -> HistoryError {
    let time = Timestamp(unixSeconds: Int64(row.seconds))
    return HistoryError(
      file: file, line: line,
      problem: "\(symbol) at \(time) differs from line \(otherLine), which has the same time",
      fix: "Keep the right one of the two lines.")
  }
}
