import Foundation
import TestSupport
import Testing

@Suite("A backtest from the command line")
struct BacktestTests {
  private static let strategy = ["backtest", "--strategy", "ema-crossover"]

  private struct Document: Decodable {
    struct Statistics: Decodable { var capital, finalEquity, netProfit: String }
    struct Lookahead: Decodable {
      var isClean: Bool
      var wishesCompared, fillsCompared: Int
    }
    var statistics: Statistics
    var lookahead: Lookahead?
  }

  /// Four days of one-minute candles of a share, as a random walk in ticks of five paise.
  private func prices(in scratch: Scratch, _ change: (inout [String]) -> Void = { _ in }) throws -> String {
    var random = Seeded(7)
    var price = 4000
    var lines = ["timestamp,open,high,low,close,volume"]
    for day in 3...6 {
      for minute in 555..<930 {
        let open = price + Int.random(in: -2...2, using: &random)
        price = open + Int.random(in: -5...5, using: &random)
        let high = max(open, price) + Int.random(in: 0...3, using: &random)
        let low = min(open, price) - Int.random(in: 0...3, using: &random)
        let cells = [open, high, low, price].map { "\($0 / 20).\(String(100 + $0 % 20 * 5).dropFirst())" }
        let time = "\(String(100 + minute / 60).dropFirst()):\(String(100 + minute % 60).dropFirst()):00"
        lines.append("2024-06-0\(day) \(time),\(cells.joined(separator: ",")),1000")
      }
    }
    change(&lines)
    let file = scratch.url.appending(path: "SBIN.csv")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    return file.path
  }

  @Test("prints JSON and writes trades and a report that agree with it; no decision looks ahead")
  func endToEnd() throws {
    let scratch = try Scratch()
    let trades = scratch.url.appending(path: "trades.csv")
    let page = scratch.url.appending(path: "report.html")
    let result = try Program.run(
      Self.strategy + [
        "--bars", prices(in: scratch), "--set", "fast=5", "--set", "slow=13", "--quantity", "100", "--json",
        "--trades", trades.path, "--report", page.path, "--check-lookahead", "--data", scratch.data,
      ])
    try #require(result.status == 0, "\(result.errors)")
    let document = try JSONDecoder().decode(Document.self, from: Data(result.output.utf8))
    let gain = exact(document.statistics.finalEquity) - exact(document.statistics.capital)
    let nets = try column("net", of: trades)
    #expect(nets.count > 20)
    #expect(nets.reduce(0) { $0 + exact($1) } == gain)
    #expect(exact(document.statistics.netProfit) == gain)
    #expect(try column("equity_after", of: trades).last.map(exact) == exact(document.statistics.finalEquity))
    let check = try #require(document.lookahead)
    #expect(check.isClean && check.wishesCompared > 100 && check.fillsCompared > 100)
    let report = try String(contentsOf: page, encoding: .utf8)
    #expect(report.contains("id=\"chart\"") || report.contains("built without its chart library"))
    #expect(report.contains("ema-crossover") && report.contains("SBIN"))
    let listed = try Program.run(["backtests", "list", "--data", scratch.data])
    #expect(listed.status == 0 && listed.output.contains("ema-crossover"))
  }

  private func column(_ name: String, of file: URL) throws -> [String] {
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let place = try #require(lines.first?.split(separator: ",").firstIndex { $0 == name })
    return lines.dropFirst().map { String($0.split(separator: ",", omittingEmptySubsequences: false)[place]) }
  }

  @Test("the fast and the full driver make the same file of trades")
  func drivers() throws {
    let scratch = try Scratch()
    let bars = try prices(in: scratch)
    let files = try ["runner", "full"].map { driver in
      let file = scratch.url.appending(path: "\(driver).csv")
      let result = try Program.run(
        Self.strategy + [
          "--bars", bars, "--driver", driver, "--quantity", "100", "--stop-percent", "0.5", "--trades", file.path,
          "--no-save", "--json", "--data", scratch.data,
        ])
      try #require(result.status == 0, "\(result.errors)")
      return try String(contentsOf: file, encoding: .utf8)
    }
    #expect(files[0] == files[1] && files[0].split(separator: "\n").count > 20)
  }

  @Test(
    "a wrong call is a usage error that names the option",
    arguments: [
      (["--set", "fast=30"], "slow"), (["--set", "fats=3"], "'fast'"), (["--quantity=-1"], "--quantity"),
      (["--from", "2024-13-01"], "--from"), (["--fill", "ticks"], "--driver full"),
      (["--latency", "50"], "--driver full"),
      (["--slippage", "ticks:x"], "--slippage"), (["--interval", "7q"], "--interval"),
    ])
  func wrongCall(_ options: [String], _ word: String) throws {
    let scratch = try Scratch()
    let result = try Program.run(
      Self.strategy + ["--bars", prices(in: scratch), "--data", scratch.data] + options)
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.errors.contains(word), "\(result.errors)")
  }

  @Test(
    "wrong prices are data errors that name file, line and column",
    arguments: [
      ("2024-06-03 09:23:00,abc,101,99,100,5", ["line 10", "column open", "abc"]),
      ("2024-06-03 09:23:00,100,99,101,100,5", ["line 10", "column high"]),
      ("2024-06-33 09:23:00,100,101,99,100,5", ["line 10", "column timestamp"]),
      ("2024-06-03 09:23:00,100,101,99", ["line 10"]),
    ])
  func wrongPrices(_ line: String, _ words: [String]) throws {
    let scratch = try Scratch()
    let bars = try prices(in: scratch) { $0[9] = line }
    let result = try Program.run(Self.strategy + ["--bars", bars, "--data", scratch.data])
    #expect(result.status == 65, "\(result.errors)")
    for word in words + ["SBIN.csv"] { #expect(result.errors.contains(word), "\(result.errors)") }
  }

  @Test(
    "what the prices do not have is a data error that says so",
    arguments: [
      (["--from", "2025-01-01"], "2024-06-03"), (["--costs", "zeroda"], "zerodha"),
      (["--bars", "/nowhere/x.csv"], "x.csv"),
    ])
  func missing(_ options: [String], _ word: String) throws {
    let scratch = try Scratch()
    let bars = options[0] == "--bars" ? [] : ["--bars", try prices(in: scratch)]
    let result = try Program.run(Self.strategy + bars + ["--data", scratch.data] + options)
    #expect(result.status == 65, "\(result.errors)")
    #expect(result.errors.contains(word), "\(result.errors)")
  }
}
