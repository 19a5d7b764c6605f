import Foundation
import History
import Market
import TestSupport
import Testing

@Suite("Short bars become longer ones as the desk's candles do")
struct ResamplingTests {
  private static let days: [TradingDay] = ["2021-06-01", "2021-06-02", "2021-06-07"]

  /// Three days of minutes with gaps.
  private func minutes(_ seed: UInt64) throws -> BarSeries {
    var random = Seeded(seed)
    var rows = ""
    for day in Self.days {
      for minute in 0..<375 where !random.oneIn(4) {
        let prices = (0..<4).map { _ in Int.random(in: 100...200, using: &random) }.sorted()
        let time = "\(day) \(TimeOfDay(seconds: Int32(33_300 + 60 * minute)))"
        rows += "\(time),\(prices[1]),\(prices[3]),\(prices[0]),\(prices[2]),\(minute)\n"
      }
    }
    return try PriceFolder().bars("time,open,high,low,close,volume\n" + rows)
  }

  @Test("Resampled bars equal the desk's candles", arguments: 1...8, [2, 3, 5, 15, 30, 60, 75, 375, 1440])
  func twin(_ seed: UInt64, _ length: Int64) throws {
    let series = try minutes(seed)
    var expected: [Candle] = []
    for day in Self.days {
      var aggregator = CandleAggregator(
        interval: .minutes(length), sessionOpen: Timestamp(day: day, time: TimeOfDay(9, 15)),
        sessionClose: Timestamp(day: day, time: TimeOfDay(15, 30)))
      for candle in series.candles where candle.start.istDay == day {
        if let closed = aggregator.add(candle) { expected.append(closed) }
      }
      if let last = aggregator.close(at: .distantFuture) { expected.append(last) }
    }
    let resampled = try series.resampled(to: .minutes(length))
    // A series does not know where the session ends: only the desk's candle is cut there.
    for index in expected.indices { expected[index].end = expected[index].start + .minutes(length) }
    #expect(resampled.candles == expected, "seed \(seed)")
    #expect(resampled.interval == .minutes(length) && resampled.symbol == series.symbol && resampled.hasVolume)
  }

  @Test("a day that begins before 09:15 is anchored at the full hour before its first bar")
  func early() throws {
    let series = try PriceFolder().bars(
      """
      time,open,high,low,close
      2021-06-01 09:03,1,1,1,1
      2021-06-01 09:14,2,2,2,2
      2021-06-01 09:15,3,3,3,3
      2021-06-01 09:16,3,3,3,3
      """)
    #expect(try series.resampled(to: .minutes(15)).candles.map(\.start.istTime) == [TimeOfDay(9, 0), TimeOfDay(9, 15)])
  }

  @Test("only multiples up to a day", arguments: [Interval.seconds(90), .seconds(30), .minutes(7 * 1440), .zero])
  func refuses(_ interval: Interval) throws {
    let series = try minutes(1)
    let error = #expect(throws: HistoryError.self) { try series.resampled(to: interval) }
    #expect(error?.description.contains("NIFTY: 1-minute bars cannot be made into") == true)
  }

  @Test("into their own length they stay what they are")
  func same() throws {
    let series = try minutes(1)
    #expect(try series.resampled(to: .minutes(1)).candles == series.candles)
  }
}
