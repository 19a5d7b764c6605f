import Indicators
import Market
import Testing

@Suite("Indicators of the day start anew each day")
struct SessionIndicatorTests {
  static let seeds: [UInt64] = [4, 5, 6]

  @Test("VWAP equals its slow twin", arguments: seeds)
  func vwap(seed: UInt64) {
    let bars = randomWalk(seed: seed)
    let expected = bars.indices.map { index -> Double? in
      let today = NaiveTwin.today(bars, index)
      let volume = today.map(\.volume).reduce(0, +)
      let value = today.map { ($0.high + $0.low + $0.close) / 3 * $0.volume }.reduce(0, +)
      return volume > 0 ? value / volume : nil
    }
    expectEqual(SessionVWAP().values(of: bars), expected, "vwap, seed \(seed)")
  }

  @Test("an index, which has no volume, has no VWAP")
  func vwapOfIndex() {
    let bars = (0..<5).map { bar(minute: $0, high: 11, low: 9, close: 10, volume: 0) }
    #expect(SessionVWAP().values(of: bars) == [nil, nil, nil, nil, nil])
  }

  @Test("the day changes at midnight in India, not in Greenwich")
  func dayOfIndia() {
    let midnight = Timestamp(day: TradingDay(daysSince1970: 19_724), time: TimeOfDay(0, 0))
    let bars = [-60, -30, 0, 30].map { (minutes: Int64) in
      let start = midnight + .minutes(minutes)
      let price = Double(200 + minutes)
      return Bar(
        start: start, end: start + .minutes(30), open: price, high: price, low: price, close: price, volume: 1)
    }
    #expect(SessionVWAP().values(of: bars) == [140, 155, 200, 215])
  }

  @Test("pivots by hand")
  func pivotsByHand() {
    var pivots = Pivots()
    #expect(pivots.update(bar(high: 108, low: 100, close: 103)) == nil)
    #expect(pivots.update(bar(minute: 1, high: 110, low: 101, close: 105)) == nil)
    let levels = pivots.update(bar(day: 1, high: 500, low: 400, close: 450))
    #expect(levels?.row == [105, 110, 115, 120, 100, 95, 90])
    #expect(pivots.update(bar(day: 1, minute: 1, high: 900, low: 800, close: 850))?.row == levels?.row)
  }

  @Test("pivots equal their slow twin", arguments: seeds)
  func pivots(seed: UInt64) {
    let bars = randomWalk(seed: seed)
    let actual = Pivots().values(of: bars)
    let days = bars.indices.map { NaiveTwin.previousDay(bars, $0) }
    let points = days.map { day -> (high: Double, low: Double, pivot: Double)? in
      guard let high = day.map(\.high).max(), let low = day.map(\.low).min(), let close = day.last?.close else {
        return nil
      }
      return (high, low, (high + low + close) / 3)
    }
    expectEqual(actual.map { $0?.pivot }, points.map { $0?.pivot }, "pivot, seed \(seed)")
    expectEqual(actual.map { $0?.r1 }, points.map { $0.map { 2 * $0.pivot - $0.low } }, "r1, seed \(seed)")
    expectEqual(actual.map { $0?.r2 }, points.map { $0.map { $0.pivot + $0.high - $0.low } }, "r2, seed \(seed)")
    expectEqual(actual.map { $0?.r3 }, points.map { $0.map { $0.high + 2 * ($0.pivot - $0.low) } }, "r3, seed \(seed)")
    expectEqual(actual.map { $0?.s1 }, points.map { $0.map { 2 * $0.pivot - $0.high } }, "s1, seed \(seed)")
    expectEqual(actual.map { $0?.s2 }, points.map { $0.map { $0.pivot - $0.high + $0.low } }, "s2, seed \(seed)")
    expectEqual(actual.map { $0?.s3 }, points.map { $0.map { $0.low - 2 * ($0.high - $0.pivot) } }, "s3, seed \(seed)")
  }

  @Test("opening range equals its slow twin", arguments: seeds, [1, 5, 15])
  func openingRange(seed: UInt64, minutes: Int) {
    let bars = randomWalk(seed: seed)
    let expected = bars.indices.map { index -> (high: Double?, low: Double?)? in
      let today = NaiveTwin.today(bars, index)
      let end = today[0].start + .minutes(Int64(minutes))
      let inside = today.filter { $0.start < end }
      return bars[index].end >= end ? (inside.map(\.high).max(), inside.map(\.low).min()) : nil
    }
    let actual = OpeningRange(minutes: minutes).values(of: bars)
    expectEqual(actual.map { $0?.high }, expected.map { $0.flatMap { $0.high } }, "high, seed \(seed)")
    expectEqual(actual.map { $0?.low }, expected.map { $0.flatMap { $0.low } }, "low, seed \(seed)")
  }

  @Test("the opening range is known with the bar that completes it, and a late bar completes it without joining")
  func openingRangeByHand() {
    var range = OpeningRange(minutes: 15)
    #expect(range.update(bar(minute: 0, minutes: 5, high: 102, low: 99, close: 100)) == nil)
    #expect(range.update(bar(minute: 5, minutes: 5, high: 103, low: 100, close: 101)) == nil)
    #expect(range.update(bar(minute: 10, minutes: 5, high: 101, low: 98, close: 101))?.row == [103, 98])
    #expect(range.update(bar(minute: 15, minutes: 5, high: 150, low: 50, close: 101))?.row == [103, 98])
    #expect(range.update(bar(day: 1, minute: 2, minutes: 5, high: 7, low: 6, close: 6)) == nil)
    #expect(range.update(bar(day: 1, minute: 30, minutes: 5, high: 9, low: 5, close: 6))?.row == [7, 6])
  }
}
