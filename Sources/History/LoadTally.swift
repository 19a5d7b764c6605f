/// What was mended or left out while a file was read: how often, and where first.
struct LoadTally {
  struct Count {
    private(set) var count = 0
    private var firstLine = 0

    mutating func add(line: Int) {
      if count == 0 || line < firstLine { firstLine = line }
      count += 1
    }

    /// "3 repeated rows left out (first: line 17)"; nil when there were none.
    func note(_ one: String, _ many: String) -> String? {
      guard count > 0 else { return nil }
      return "\(count) \(count == 1 ? one : many) (first: line \(firstLine))"
    }
  }

  var repeated = Count()
  var widened = Count()
  var rounded = Count()
  var unsorted = Count()
  var withoutVolume = Count()
  var withoutPrices = Count()
  var otherSeries = Count()

  var notes: [String] {
    [
      repeated.note("repeated row left out", "repeated rows left out"),
      widened.note(
        "bar had an open or close outside high..low: high or low was widened",
        "bars had an open or close outside high..low: high or low was widened"),
      rounded.note("price was rounded", "prices were rounded"),
      unsorted.note("row was older than the one before it: sorted", "rows were older than the one before them: sorted"),
      withoutVolume.note("empty volume was taken as 0", "empty volumes were taken as 0"),
      withoutPrices.note("row without prices left out", "rows without prices left out"),
      otherSeries.note(
        "row of another series than shares left out", "rows of other series than shares left out"),
    ].compactMap(\.self)
  }
}
