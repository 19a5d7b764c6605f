import Market

/// Bars of a whole day: they begin at 09:15 India, whatever the file says.
enum DailyBars {
  static let interval = Interval.hours(24)
  /// 09:15 after midnight.
  static let openSeconds: Int64 = 33_300

  /// Moves every bar to 09:15 of its day.
  static func align(_ builder: BarBuilder) {
    let times = builder.seconds.elements
    for index in 0..<builder.count {
      let local = Int64(times[index]) + TimeText.indiaOffset
      let midnight = local - local % TimeText.secondsPerDay - TimeText.indiaOffset
      times[index] = UInt32(clamping: midnight + openSeconds)
    }
  }

  /// Weekly and monthly bars end after days nobody knows: a backtest would look ahead.
  static func refuseLonger(_ builders: [BarBuilder], file: String) throws(HistoryError) {
    var longer = 0
    var total = 0
    for builder in builders where builder.count > 1 {
      let times = builder.seconds.elements
      for index in 1..<builder.count {
        if Int64(times[index]) - Int64(times[index - 1]) >= 5 * TimeText.secondsPerDay { longer += 1 }
        total += 1
      }
    }
    guard longer * 2 > total else { return }
    throw HistoryError(
      file: file, problem: "most bars are five days or more apart: weekly or monthly bars are not read",
      fix: "Use daily bars or shorter.")
  }
}
