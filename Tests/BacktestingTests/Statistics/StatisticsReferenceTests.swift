import Backtesting
import Foundation
import History
import Market
import TestSupport
import Testing

@Suite("The statistics agree with those computed from the files by another program")
struct StatisticsReferenceTests {
  @Test("on random runs, every number to nine digits", arguments: 1...16 as ClosedRange<UInt64>)
  func randomRuns(seed: UInt64) throws {
    let run = RandomRun(seed: seed, instruments: Int(seed % 3) + 1, days: seed % 4 == 0 ? 1 : 15)
    let trials = seed % 5 == 0 ? nil : Trials(count: Int(seed), dailySharpeVariance: 0.002)
    let expiry = try #require(ExpiryDays(underlying: "NIFTY"))
    let curve = EquityCurve(result: run.result, instruments: run.instruments)
    var statistics = BacktestStatistics(
      result: run.result, curve: curve, instruments: run.instruments, trials: trials,
      isExpiryDay: { expiry.contains($0) })
    // It follows from the prices, which the files do not hold.
    statistics.buyAndHold = nil
    let ours = try JSONSerialization.jsonObject(with: JSONEncoder().encode(statistics))
    let theirs = try Reference(run, curve, trials: trials, expiry: expiry).statistics()
    let differences = JSONComparison(tolerance: 1e-9).differences(ours, theirs)
    #expect(differences.isEmpty, "seed \(seed)")
  }

  @Test("buy and hold is the mean move of the instruments; figures a year need 30 days", arguments: [29, 30])
  func buyAndHold(_ days: Int) throws {
    let record = SampleRun(days: days).record
    let hold = try #require(record.statistics.buyAndHold)
    let bars = SampleRun(days: days).series
    let first = bars.price(bars.columns.open[0])
    let last = bars.price(bars.columns.close[bars.count - 1])
    #expect(abs(hold.total - (Double(last.raw) / Double(first.raw) - 1)) < 1e-12)
    let returns = record.statistics.returns
    for figure in [hold.cagr, returns.cagr, returns.sharpe, returns.sortino, returns.volatility, returns.calmar] {
      #expect((figure != nil) == (days >= 30))
    }
    #expect(returns.total != nil && returns.bestDay != nil)
  }

  @Test("the comparison itself finds a difference")
  func comparison() {
    let comparison = JSONComparison(tolerance: 1e-9)
    let one: [String: Any] = ["a": ["b": 1.0, "c": NSNull()], "d": [1, 2]]
    #expect(comparison.differences(one, ["a": ["b": 1.0 + 1e-12], "d": [1, 2]] as [String: Any]).isEmpty)
    #expect(comparison.differences(one, ["a": ["b": 1.00001], "d": [1, 2]] as [String: Any]).count == 1)
    #expect(comparison.differences(one, ["a": ["b": 1.0, "x": 1], "d": [1]] as [String: Any]).count == 2)
  }
}

/// Writes a run's files and lets the Python program read them.
private struct Reference {
  let run: RandomRun
  let curve: EquityCurve
  let trials: Trials?
  let expiry: ExpiryDays

  init(_ run: RandomRun, _ curve: EquityCurve, trials: Trials?, expiry: ExpiryDays) {
    self.run = run
    self.curve = curve
    self.trials = trials
    self.expiry = expiry
  }

  func statistics() throws -> Any {
    // Every step is a point as long as they are few.
    try #require(curve.points.count == curve.steps)
    let folder = FileManager.default.temporaryDirectory.appending(path: "statistics-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // left-overs in a temporary folder
    func write(_ name: String, _ text: String) throws -> String {
      let file = folder.appending(path: name)
      try Data(text.utf8).write(to: file)
      return file.path
    }
    let trades = try write(
      "trades.csv", TradesCSV.text(TradeLedger(result: run.result, instruments: run.instruments)))
    let equity = try write("equity.csv", EquityCSV.text(curve.days))
    let steps = try write(
      "steps.csv", "time,equity\n" + curve.points.map { "\($0.time),\($0.equity)\n" }.joined())
    let expiryDays = curve.days.map(\.day).filter { expiry.contains($0) }.map { "\($0)" }
    var arguments = [trades, equity, "--steps", steps, "--bars", "\(curve.bars)"]
    arguments += ["--expiry", expiryDays.joined(separator: ",")]
    if let trials { arguments += ["--trials", "\(trials.count)", "--variance", "\(trials.dailySharpeVariance)"] }
    return try JSONSerialization.jsonObject(with: Python.run("statistics.py", arguments))
  }
}
