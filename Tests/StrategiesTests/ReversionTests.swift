import Strategies
import Testing

@Suite("Strategies that trade against a move")
struct ReversionTests {
  @Test("RSI reversal buys when the RSI comes out of the oversold zone and sells short out of the overbought zone")
  func rsiReversal() throws {
    let strategy = try RSIReversal("period=2")
    // RSI 0, 0, then gain 2.5 to loss 1: 71; then 1.25 to 1: 56.
    let bars = Chart.closes([100, 98, 96, 94, 99, 98])
    #expect(actions(of: strategy, on: bars) == [4: .buy, 5: .short])
    #expect(wishes(of: strategy, on: bars).map(\.confidence) == [100, 57])
  }

  @Test("RSI reversal does nothing while the RSI stays in its zone")
  func staysOversold() throws {
    let strategy = try RSIReversal("period=2")
    #expect(actions(of: strategy, on: Chart.closes([100, 98, 96, 94, 92, 90])).isEmpty)
  }

  @Test("Bollinger reversion buys the return into the bands, stops below the low, leaves at the middle")
  func bollinger() throws {
    let strategy = try BollingerReversion("period=5", "deviations=1.5")
    // Mean of the last five and 1.5 deviations below it: at index 5 (96) 97.73, so outside; at 6 (98) 97.2: inside
    // again; the middle, 99 at index 6, is reached by the close of 100.
    let bars = Chart.ohlc([
      (100, 101, 99, 100), (100, 101, 99, 100), (100, 101, 99, 100), (100, 101, 99, 100), (100, 101, 99, 100),
      (100, 100, 95, 96), (96, 99, 94, 98), (98, 101, 98, 100),
    ])
    let seen = wishes(of: strategy, on: bars)
    #expect(seen.map(\.index) == [6, 7])
    #expect(seen.map(\.action) == [.buy, .sell])
    #expect(seen.first?.stop == 94)
    #expect(seen.first?.target == nil)
  }

  @Test("Bollinger reversion mirrors itself at the upper band, and long only stays out there")
  func bollingerShort() throws {
    let bars = Chart.ohlc([
      (100, 101, 99, 100), (100, 101, 99, 100), (100, 101, 99, 100), (100, 101, 99, 100), (100, 101, 99, 100),
      (100, 105, 100, 104), (104, 106, 101, 102), (102, 102, 99, 100),
    ])
    let both = wishes(of: try BollingerReversion("period=5", "deviations=1.5"), on: bars)
    #expect(both.map(\.action) == [.short, .cover])
    #expect(both.first?.stop == 106)
    #expect(wishes(of: try BollingerReversion("period=5", "deviations=1.5", "direction=long"), on: bars).isEmpty)
    let withoutStop = try BollingerReversion("period=5", "deviations=1.5", "stop=none")
    #expect(wishes(of: withoutStop, on: bars).first?.stop == nil)
  }
}
