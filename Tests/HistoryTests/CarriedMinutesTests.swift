import History
import Market
import TestSupport
import Testing

@Suite("Longer candles take their prices from the minutes in which somebody traded")
struct CarriedMinutesTests {
  private func series(_ rows: [(prices: [Int32], volume: Int64)], hasVolume: Bool = true) -> BarSeries {
    let open = Timestamp(day: "2024-01-02", time: TimeOfDay(9, 15))
    let seconds = rows.indices.map { UInt32(open.nanoseconds / 1_000_000_000) + UInt32($0) * 60 }
    func column(_ place: Int) -> Column<Int32> { Column(rows.map { $0.prices[place] }) }
    return BarSeries(
      symbol: "NIFTY", interval: .minutes(1), priceUnit: 100, hasVolume: hasVolume,
      columns: BarColumns(
        seconds: Column(seconds), open: column(0), high: column(1), low: column(2), close: column(3),
        volume: Column(rows.map(\.volume))))
  }

  private func flat(_ price: Int32) -> (prices: [Int32], volume: Int64) { ([price, price, price, price], 0) }

  @Test("a carried price before the first trade is neither open nor high")
  func opening() throws {
    let long = try series([
      flat(168_805), flat(168_805), ([102_905, 103_000, 102_800, 102_900], 50), flat(102_900),
      ([102_950, 103_100, 102_950, 103_050], 25),
    ]).resampled(to: .minutes(5))
    let candle = long.candle(0)
    #expect([candle.open, candle.high, candle.low, candle.close] == ["1029.05", "1031", "1028", "1030.50"])
    #expect(candle.volume == 75 && !long.isCarried(0))
  }

  @Test("nothing but carried minutes make a carried candle at the last price")
  func nothing() throws {
    let long = try series([flat(100), flat(100), flat(100), flat(100), flat(100)]).resampled(to: .minutes(5))
    #expect(long.isCarried(0) && long.candle(0).close == "1")
  }

  @Test("a file without volumes has no carried minutes")
  func withoutVolumes() throws {
    let long = try series([flat(200), ([100, 100, 100, 100], 0)], hasVolume: false).resampled(to: .minutes(5))
    #expect(long.candle(0).open == "2" && long.candle(0).high == "2")
  }

  @Test("a minute whose price moved was traded, whatever its volume says")
  func moved() throws {
    let bars = series([([100, 120, 90, 110], 0), flat(110)])
    #expect(!bars.isCarried(0) && bars.isCarried(1))
  }
}
