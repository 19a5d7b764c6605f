import Market
import Testing

@Suite("Candles are aligned to the session's open")
struct CandleAggregatorTests {
  private func aggregator(_ minutes: Int64, volume: Int64? = nil) -> CandleAggregator {
    CandleAggregator(
      interval: .minutes(minutes), sessionOpen: at("2026-08-18 09:15"), sessionClose: at("2026-08-18 15:40"),
      cumulativeVolume: volume)
  }

  private func tick(_ time: String, _ text: String, _ volume: Int64 = 0) -> Tick {
    Tick(instrument: InstrumentID(0), price: price(text), volume: volume, time: at("2026-08-18 \(time)"))
  }

  @Test("a candle closes when a tick of the next one comes")
  func closes() {
    var candles = aggregator(5, volume: 100)
    #expect(candles.add(tick("09:15:00", "10", 110)) == nil)
    #expect(candles.add(tick("09:17:00", "12", 150)) == nil)
    #expect(candles.add(tick("09:18:00", "9", 150)) == nil)
    #expect(candles.add(tick("09:19:59", "11", 180)) == nil)
    let closed = candles.add(tick("09:20:00", "11.5", 200))
    #expect(
      closed
        == Candle(
          start: at("2026-08-18 09:15"), end: at("2026-08-18 09:20"), open: price("10"), high: price("12"),
          low: price("9"), close: price("11"), volume: 80))
    #expect(candles.current?.start == at("2026-08-18 09:20"))
    #expect(candles.current?.volume == 20)
  }

  @Test("an interval without ticks has no candle")
  func gap() {
    var candles = aggregator(5)
    _ = candles.add(tick("09:16:00", "10"))
    #expect(candles.add(tick("09:41:00", "11"))?.start == at("2026-08-18 09:15"))
    #expect(candles.current?.start == at("2026-08-18 09:40"))
  }

  @Test("the last candle ends with the session")
  func shortLast() {
    var candles = aggregator(60)
    _ = candles.add(tick("15:39:00", "10"))
    #expect(candles.current?.start == at("2026-08-18 15:15"))
    #expect(candles.current?.end == at("2026-08-18 15:40"))
    #expect(candles.close(at: at("2026-08-18 15:39:59")) == nil)
    #expect(candles.close(at: at("2026-08-18 15:40"))?.close == price("10"))
    #expect(candles.close(at: at("2026-08-18 15:40")) == nil)
  }

  @Test("what lies outside the session or in a closed candle is left out")
  func leftOut() {
    var candles = aggregator(5)
    #expect(candles.add(tick("09:08:00", "10")) == nil)
    #expect(candles.add(tick("15:40:00", "10")) == nil)
    #expect(candles.current == nil)
    _ = candles.add(tick("09:16:00", "10"))
    _ = candles.close(at: at("2026-08-18 09:20"))
    #expect(candles.add(tick("09:19:59", "99")) == nil)
    #expect(candles.current == nil)
  }

  @Test("a swapped tick counts for high and low, not for the close")
  func swapped() {
    var candles = aggregator(5)
    _ = candles.add(tick("09:16:00", "10"))
    _ = candles.add(tick("09:17:00", "11"))
    _ = candles.add(tick("09:16:30", "15"))
    #expect(candles.current?.high == price("15"))
    #expect(candles.current?.close == price("11"))
  }

  @Test("without a base the first tick's volume is not the candle's; a falling volume starts anew")
  func volume() {
    var candles = aggregator(5)
    _ = candles.add(tick("10:00:00", "10", 1_000_000))
    #expect(candles.current?.volume == 0)
    _ = candles.add(tick("10:00:01", "10", 1_000_050))
    _ = candles.add(tick("10:00:02", "10", 30))
    _ = candles.add(tick("10:00:03", "10", 45))
    #expect(candles.current?.volume == 65)
  }

  @Test("no volume is lost or counted twice when ticks come swapped or after their candle was closed")
  func lateVolume() {
    var candles = aggregator(5, volume: 0)
    _ = candles.add(tick("09:16:00", "10", 150))
    _ = candles.add(tick("09:15:30", "10", 140))
    _ = candles.add(tick("09:17:00", "10", 160))
    #expect(candles.close(at: at("2026-08-18 09:20"))?.volume == 160)
    #expect(candles.add(tick("09:19:59", "10", 200)) == nil)
    _ = candles.add(tick("09:20:01", "10", 230))
    #expect(candles.current?.volume == 70)
  }

  @Test("small candles make the same large ones as their ticks")
  func larger() {
    var small = aggregator(1)
    var large = aggregator(15)
    var direct = aggregator(15)
    var fromCandles: [Candle] = []
    var fromTicks: [Candle] = []
    for second in 0..<5400 {
      let time = at("2026-08-18 09:15") + .seconds(Int64(second))
      let wave = Price(raw: 1_000_000 + Int64(second * 7919 % 1009) * 500)
      let tick = Tick(instrument: InstrumentID(0), price: wave, volume: Int64(second * 3), time: time)
      if let minute = small.add(tick), let candle = large.add(minute) { fromCandles.append(candle) }
      if let candle = direct.add(tick) { fromTicks.append(candle) }
    }
    if let minute = small.close(at: at("2026-08-18 10:45")), let candle = large.add(minute) {
      fromCandles.append(candle)
    }
    #expect(fromCandles == fromTicks)
    #expect(large.close(at: at("2026-08-18 10:45")) == direct.close(at: at("2026-08-18 10:45")))
    #expect(fromTicks.count == 5)
  }
}
