/// Sees to it that all times of a file are written alike: otherwise nobody knows what they mean.
struct TimeAgreement {
  /// Of the first row.
  private(set) var shape: TimeShape?
  private var line = 0

  mutating func check(
    _ found: TimeShape, _ number: Int, _ scanner: RowScanner, _ head: TableHead, _ file: String
  ) throws(HistoryError) {
    guard let shape else {
      self.shape = found
      line = number
      return
    }
    guard found != shape else { return }
    let problem =
      found.zone == shape.zone
      ? "the time is written in another way (\(found)) than in line \(line) (\(shape))"
      : "time zones are mixed: \(found.zone) here, \(shape.zone) in line \(line)"
    throw scanner.refused(.time, head, file, number, problem, "Write all times alike.")
  }
}
