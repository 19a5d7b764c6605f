import Indicators
import Testing

@Suite("Heikin-Ashi candles")
struct CandleTests {
  @Test("equal their slow twin", arguments: [7, 8] as [UInt64])
  func twin(seed: UInt64) {
    let bars = randomWalk(seed: seed)
    let closes = bars.map { ($0.open + $0.high + $0.low + $0.close) / 4 }
    var opens = [(bars[0].open + bars[0].close) / 2]
    for index in bars.indices.dropFirst() { opens.append((opens[index - 1] + closes[index - 1]) / 2) }
    let actual = HeikinAshi().values(of: bars)
    expectEqual(actual.map { $0?.open }, opens, "open, seed \(seed)")
    expectEqual(actual.map { $0?.close }, closes, "close, seed \(seed)")
    expectEqual(
      actual.map { $0?.high }, bars.indices.map { max(bars[$0].high, opens[$0], closes[$0]) }, "high, seed \(seed)")
    expectEqual(
      actual.map { $0?.low }, bars.indices.map { min(bars[$0].low, opens[$0], closes[$0]) }, "low, seed \(seed)")
  }
}
