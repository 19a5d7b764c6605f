import Foundation
import Testing

@Suite("A deployed strategy")
struct StrategyTests {
  private static let deployment = [
    "strategy", "deploy", "ema-crossover", "--symbol", "NSE:RELIANCE", "--interval", "1m", "--quantity", "10",
    "--may-short", "--reverses", "--set", "fast=5", "--set", "slow=13", "--name", "Crossover",
  ]

  @Test("trades the demo day through its link, beside the day's alerts")
  func demo() throws {
    let scratch = try Scratch()
    try #require(try Program.run(["demo", "--prepare", "--data", scratch.data]).status == 0)
    let deployed = try Program.run(Self.deployment + ["--data", scratch.data])
    try #require(deployed.status == 0, "\(deployed.errors)")
    #expect(deployed.output.contains("Deployment 1 is ready: paper trading."))
    let demo = ["demo", "--headless", "--json", "--port", "0", "--data", scratch.data]
    let result = try Program.run(demo)
    try #require(result.status == 0, "\(result.errors)")
    let report = try DemoReport(result.output)
    let own = report.trades.filter { $0.link == "Crossover" }
    #expect(own.count > 5)
    #expect(Set(own.map(\.symbol)) == ["NSE:RELIANCE"])
    #expect(Set(own.map(\.quantity)) == [10])
    #expect(Set(own.map(\.direction)) == ["long", "short"])
    #expect(Set(report.trades.map(\.link)).isSuperset(of: ["Trend", "Scalp", "Swing"]))
    #expect(try Program.run(demo).output == result.output)
    let replay = try Program.run(["replay", "2021-06-01", "--data", scratch.data])
    #expect(replay.status == 0, "\(replay.output)")
  }

  @Test(
    "is refused with what is wrong and what to do",
    arguments: [
      (["--interval", "1m", "--quantity", "10"], Int32(1), "--symbol"),
      (["--symbol", "NSE:NIFTY", "--interval", "1m", "--quantity", "10"], 1, "an index"),
      (["--symbol", "SBIN", "--interval", "7q", "--quantity", "10"], 64, "7q"),
      (["--symbol", "SBIN", "--interval", "1m", "--quantity", "10", "--set", "fats=3"], 1, "fast"),
      (["--symbol", "SBIN", "--interval", "1m"], 64, "--quantity"),
    ])
  func refused(_ options: [String], _ status: Int32, _ word: String) throws {
    let scratch = try Scratch()
    let result = try Program.run(["strategy", "deploy", "ema-crossover", "--data", scratch.data] + options)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(word), "\(result.errors)")
  }
}
