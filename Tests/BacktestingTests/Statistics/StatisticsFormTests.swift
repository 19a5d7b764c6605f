import Backtesting
import Foundation
import History
import Market
import TestSupport
import Testing
import Trading

@Suite("Statistics as text and files")
struct StatisticsFormTests {
  @Test("no line of the text is wider than a terminal", arguments: 1...10 as ClosedRange<UInt64>)
  func width(seed: UInt64) {
    var run = RandomRun(seed: seed, instruments: 40, days: 30)
    if seed == 1 { run.result = Self.large(run.result) }
    let lines = StatisticsText(Self.statistics(run)).lines
    #expect(lines.contains { $0.hasPrefix("TRADES") } && lines.contains { $0.hasPrefix("YEAR") })
    for line in lines { #expect(line.count <= StatisticsText.width, "seed \(seed): \(line)") }
  }

  @Test("JSON holds everything and no number that is none")
  func roundTrip() throws {
    let statistics = Self.statistics(RandomRun(seed: 4, instruments: 2))
    let data = try JSONEncoder().encode(statistics)
    #expect(try JSONDecoder().decode(BacktestStatistics.self, from: data) == statistics)
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["capital"] as? String == "1000000.00")
    #expect(object["start"] as? String == "\(try #require(statistics.start))")
  }

  @Test("a run without trades or bars has undefined numbers, not wrong ones")
  func empty() throws {
    var result = BacktestResult()
    result.capital = "1000"
    result.finalEquity = "1000"
    let statistics = BacktestStatistics(
      result: result, curve: EquityCurve(result: result, instruments: []), instruments: [])
    #expect(statistics.returns == ReturnStatistics.withoutDays)
    #expect(statistics.trades.winRate == nil && statistics.trades.profitFactor == nil)
    #expect(statistics.netProfit == .zero && statistics.turnover == 0)
    let data = try JSONEncoder().encode(statistics)
    #expect(try JSONDecoder().decode(BacktestStatistics.self, from: data) == statistics)
    #expect(!StatisticsText(statistics).lines.isEmpty)
  }

  @Test("traded value is what all fills were worth")
  func turnover() {
    let run = RandomRun(seed: 8, instruments: 3)
    let fills = run.result.fills.reduce(Money.zero) { $0 + $1.price * $1.quantity }
    #expect(Self.statistics(run).trades.tradedValue == fills)
  }

  @Test("bars held by all trades are the bars of the exposure", arguments: 1...5 as ClosedRange<UInt64>)
  func exposure(seed: UInt64) {
    let run = RandomRun(seed: seed, instruments: 3)
    let lines = TradeLedger(result: run.result, instruments: run.instruments).lines
    let curve = EquityCurve(result: run.result, instruments: run.instruments)
    #expect(lines.reduce(0) { $0 + $1.barsHeld } == curve.barsHeld, "seed \(seed)")
    #expect(lines.last?.equityAfter == curve.finalEquity, "seed \(seed)")
  }

  @Test("a trade in the file, character by character")
  func tradeLine() throws {
    var position = Position(
      id: PositionID(0), owner: LinkID(1), instrument: InstrumentID(0), product: .mis, direction: .sell)
    position.enter(10, at: "100.25", time: Timestamp(day: "2024-01-02", time: TimeOfDay(9, 16)))
    _ = position.exit(10, at: "99.5", time: Timestamp(day: "2024-01-02", time: TimeOfDay(9, 20)) + .milliseconds(500))
    position.charges = Charges(brokerage: "1", stt: "0.0025", gst: "0.18", rounding: "-0.005")
    position.exitReason = .target
    let trade = try #require(Trade(position))
    let line = TradeLine(number: 1, symbol: "M&M,X", trade: trade, barsHeld: 4, equityAfter: "1006.3225")
    let text = TradesCSV.text(TradeLedger(capital: "1000", lines: [line]))
    #expect(
      text == TradesCSV.header.joined(separator: ",") + "\n"
        + "1,\"M&M,X\",short,10,2024-01-02T09:16:00+05:30,100.25,2024-01-02T09:20:00.500+05:30,99.50,target,7.50,"
        + "1.00,0.0025,0.00,0.00,0.18,0.00,0.00,-0.005,1.1775,6.3225,4,1006.3225\n")
  }

  @Test("the fills' file has a line for each fill, and its money adds up", arguments: 1...3 as ClosedRange<UInt64>)
  func fillsFile(seed: UInt64) throws {
    let run = RandomRun(seed: seed, instruments: 2)
    let lines = FillsCSV.text(run.result.fills, instruments: run.instruments).split(separator: "\n")
    #expect(lines.count == run.result.fills.count + 1)
    var cash = run.result.capital
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      try #require(fields.count == FillsCSV.header.count)
      let value = try #require(Money(parsing: fields[6]))
      let charges = try #require(Money(parsing: fields[16]))
      cash += (fields[2] == "SELL" ? value : -value) - charges
    }
    #expect(cash == run.result.finalEquity, "seed \(seed)")
  }

  private static func statistics(_ run: RandomRun) -> BacktestStatistics {
    BacktestStatistics(
      result: run.result, curve: EquityCurve(result: run.result, instruments: run.instruments),
      instruments: run.instruments, trials: Trials(count: 9, dailySharpeVariance: 0.01))
  }

  /// The same with amounts of thousands of crores.
  private static func large(_ result: BacktestResult) -> BacktestResult {
    var result = result
    result.capital = Money(rupees: 100_000_000_000)
    for index in result.trades.indices { result.trades[index].gross.raw *= 50_000 }
    return result
  }
}
