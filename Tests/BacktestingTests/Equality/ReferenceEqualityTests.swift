import Backtesting
import Foundation
import History
import Market
import Testing

@Suite("The fast driver makes the trades of the reference backtester, to the paisa")
struct ReferenceEqualityTests {
  private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  private static let checkout = tests.deletingLastPathComponent().deletingLastPathComponent()
  private static let shared = checkout.deletingLastPathComponent().appending(path: "shared/data")

  @Test(
    "The fast driver makes the reference backtester's trades on nine days of NIFTY, to the paisa",
    arguments: ReferenceCase.all)
  func nineDays(_ item: ReferenceCase) throws {
    let file = Self.tests.appending(path: "Fixtures/NIFTY_2021-03.csv.gz")
    for sessions in [SessionSource.calendar, .data] { try compare(item, file, sessions) }
  }

  /// Whole years, special sessions and missing minutes included, where the recordings lie beside the checkout.
  @Test(
    "The fast driver makes the reference backtester's trades on whole recordings, to the paisa", arguments: recorded,
    [ReferenceCase.crossover, .breakout, .swing])
  func recordings(_ path: String, _ item: ReferenceCase) throws {
    try compare(item, Self.shared.appending(path: path), .data)
  }

  static let recorded = [
    "index_1min/NIFTY_2023.csv.gz", "index_1min/NIFTY_2021.csv.gz", "index_1min/BANKNIFTY_2022.csv.gz",
    "equity_5min/RELIANCE_5min_2025.csv.gz",
  ].filter { FileManager.default.fileExists(atPath: shared.appending(path: $0).path) }

  /// The days before which more than three sessions are missing.
  private func restarts(_ setup: BacktestSetup) -> [String] {
    let missing = MissingBars(setup.instruments[0], calendar: setup.calendar).stretches.filter { $0.days > 3 }
    let bars = setup.instruments[0].bars
    return missing.flatMap { stretch in
      let next = bars.index(from: Timestamp(day: stretch.last.advanced(by: 1), time: TimeOfDay(0, 0)))
      return ["--restart", "\(bars.start(next).istDay)"]
    }
  }

  private func compare(_ item: ReferenceCase, _ file: URL, _ sessions: SessionSource) throws {
    let bars = try #require(try HistoryLoader().bars([file]).series.first)
    let setup = try item.setup(bars, sessions)
    let result = try Backtest.run(setup)
    let ours = TradesCSV.text(TradeLedger(result: result, instruments: setup.instruments)).split(separator: "\n")
    let charges = Self.checkout.appending(path: "Sources/Market/Data/charges.csv")
    let output = try Python.run(
      "reference.py", [file.path] + item.arguments(symbol: bars.symbol, charges: charges) + restarts(setup))
    let theirs = String(decoding: output, as: UTF8.self).split(separator: "\n")
    for (index, line) in zip(ours, theirs).enumerated() where line.0 != line.1 {
      Issue.record("\(sessions.rawValue), trade \(index)\n  ours:   \(line.0)\n  theirs: \(line.1)")
      break
    }
    #expect(ours.count == theirs.count)
    #expect(ours.count > 9, "hardly any trades")
  }
}
