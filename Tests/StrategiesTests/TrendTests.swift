import Strategies
import Testing

@Suite("Strategies that trade with a move")
struct TrendTests {
  @Test("RSI swing enters when the RSI crosses 50 on the average's right side and leaves when either gives way")
  func swing() throws {
    let strategy = try RSISwing("rsi=2", "ema=2")
    // RSI 0 at 96, 60 at 99 with the EMA at 98; at 98 the EMA is 98.11 and above the close.
    let bars = Chart.closes([100, 98, 96, 99, 101, 98, 94, 93, 97])
    let seen = wishes(of: strategy, on: bars)
    #expect(seen.map(\.index) == [3, 5, 8])
    #expect(seen.map(\.action) == [.buy, .short, .buy])
    let long = wishes(of: try RSISwing("rsi=2", "ema=2", "direction=long"), on: bars)
    #expect(long.map(\.action) == [.buy, .sell, .buy])
    #expect(long.dropFirst().first?.reason == "the close fell below the EMA")
  }

  @Test("RSI swing asks to leave once, not at every candle after")
  func swingLeavesOnce() throws {
    let strategy = try RSISwing("rsi=2", "ema=2", "direction=long")
    let bars = Chart.closes([100, 98, 96, 99, 101, 98, 94, 93, 92, 91, 90])
    #expect(actions(of: strategy, on: bars) == [3: .buy, 5: .sell])
  }

  @Test("Supertrend is followed at its turns only")
  func supertrend() throws {
    let strategy = try SupertrendFlip("period=2", "multiplier=1")
    let closes: [Double] = [100, 99, 98, 97, 103, 105, 107, 98, 96, 95]
    #expect(actions(of: strategy, on: Chart.closes(closes)) == [4: .buy, 7: .short])
    let long = try SupertrendFlip("period=2", "multiplier=1", "direction=long")
    #expect(actions(of: long, on: Chart.closes(closes)) == [4: .buy, 7: .sell])
  }

  @Test("Donchian buys the first close above the channel of the candles before, and leaves by the shorter one")
  func donchian() throws {
    let strategy = try DonchianBreakout("entry=3", "exit=2")
    // High of the first three: 101. 102 breaks it, 103 goes on. The two candles before 101 have a low of 102, the three
    // before 100.5 one of 101.
    let closes: [Double] = [100, 101, 100, 102, 103, 102, 101, 100.5]
    let seen = wishes(of: strategy, on: Chart.closes(closes))
    #expect(seen.map(\.index) == [3, 6, 7])
    #expect(seen.map(\.action) == [.buy, .sell, .short])
    let long = wishes(of: try DonchianBreakout("entry=3", "exit=2", "direction=long"), on: Chart.closes(closes))
    #expect(long.map(\.action) == [.buy, .sell])
  }

  @Test("Donchian takes a high that only equals the channel's for no break")
  func donchianEqual() throws {
    let strategy = try DonchianBreakout("entry=3", "exit=2")
    #expect(actions(of: strategy, on: Chart.closes([100, 101, 100, 101, 101, 101])).isEmpty)
  }

  @Test("Donchian's exit channel is no longer than its entry channel")
  func donchianOrder() {
    #expect(throws: ParameterError.self) { try DonchianBreakout("entry=5") }
  }
}
