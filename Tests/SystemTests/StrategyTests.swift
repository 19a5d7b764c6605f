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
    let quiet = try Program.run(["report", "--day", "2021-05-31", "--data", scratch.data])
    #expect(quiet.output.contains("Nothing is recorded of"), "\(quiet.output)")
    #expect(quiet.output.contains("on 2021-05-31. Its latest day is 2021-06-01."), "\(quiet.output)")
    let replay = try Program.run(["replay", "2021-06-01", "--data", scratch.data])
    #expect(replay.status == 0, "\(replay.output)")
  }

  @Test("a folder that only backtests have used is a data folder like any other")
  func afterBacktest() throws {
    let scratch = try Scratch()
    let kept = URL(filePath: scratch.data).appending(path: "backtests")
    try FileManager.default.createDirectory(at: kept, withIntermediateDirectories: true)
    let result = try Program.run([
      "strategy", "deploy", "ema-crossover", "--symbol", "SBIN", "--interval", "5m", "--quantity", "10", "--data",
      scratch.data,
    ])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("a link made for it is named after what it trades, no two alike")
  func names() throws {
    let scratch = try Scratch()
    let deploy = [
      "strategy", "deploy", "ema-crossover", "--interval", "5m", "--quantity", "10", "--data", scratch.data,
    ]
    let first = try Program.run(deploy + ["--symbol", "SBIN"])
    #expect(first.output.contains("\"ema-crossover SBIN\""), "\(first.output)")
    #expect(first.errors.contains("whether NSE:SBIN exists shows when the desk starts"), "\(first.errors)")
    let second = try Program.run(deploy + ["--symbol", "TCS", "--symbol", "INFY"])
    #expect(second.output.contains("\"ema-crossover TCS +1\""), "\(second.output)")
    let again = try Program.run(deploy + ["--symbol", "SBIN"])
    #expect(again.output.contains("\"ema-crossover SBIN 2\""), "\(again.output)")
  }

  @Test("a name that the instrument file does not list is refused, with the nearest one")
  func unlisted() throws {
    let scratch = try Scratch()
    let master = scratch.url.appending(path: "instruments.csv")
    try """
    instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,\
    instrument_type,segment,exchange
    1,1,RELIANCE,RELIANCE,0,,0,0.05,1,EQ,NSE,NSE

    """.write(to: master, atomically: true, encoding: .utf8)
    let settings = scratch.url.appending(path: "sarathi.toml")
    try "[files]\ninstruments = \"\(master.path)\"\n".write(to: settings, atomically: true, encoding: .utf8)
    let deploy = [
      "strategy", "deploy", "ema-crossover", "--interval", "5m", "--quantity", "10", "--data", scratch.data,
      "--config", settings.path,
    ]
    let wrong = try Program.run(deploy + ["--symbol", "RELAINCE"])
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("NSE:RELAINCE is not in the instrument file of today"), "\(wrong.errors)")
    #expect(wrong.errors.contains("NSE:RELIANCE?"), "\(wrong.errors)")
    let right = try Program.run(deploy + ["--symbol", "RELIANCE"])
    #expect(right.status == 0 && !right.errors.contains("exists shows"), "\(right.errors)")
  }

  @Test("is warmed up by the files of its own symbols, named after them")
  func history() throws {
    let scratch = try Scratch()
    func candles(_ name: String, from price: Int) throws -> String {
      let file = scratch.url.appending(path: name)
      let rows = (0..<60).map { minute in
        let time = "2021-05-31 \(10 + minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60):00"
        return "\(time),\(price),\(price + 1),\(price - 1),\(price),100"
      }
      try ("timestamp,open,high,low,close,volume\n" + rows.joined(separator: "\n") + "\n")
        .write(to: file, atomically: true, encoding: .utf8)
      return file.path
    }
    let (sbin, tcs) = (try candles("sbin.csv", from: 400), try candles("TCS_may.csv", from: 3000))
    let deploy = [
      "strategy", "deploy", "ema-crossover", "--interval", "5m", "--quantity", "10", "--data", scratch.data,
    ]
    let wrong = try Program.run(deploy + ["--symbol", "SBIN", "--history", tcs])
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("no history of SBIN is in TCS_may.csv, only of TCS"), "\(wrong.errors)")
    let both = try Program.run(
      deploy + ["--symbol", "SBIN", "--symbol", "TCS", "--history", sbin, "--history", tcs])
    #expect(both.status == 0, "\(both.errors)")
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
