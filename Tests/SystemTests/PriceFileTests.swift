import Foundation
import TestSupport
import Testing

@Suite("Price files from outside, on the command line")
struct PriceFileTests {
  private static let strategy = [
    "backtest", "--no-save", "--strategy", "ema-crossover", "--set", "fast=3", "--set", "slow=5",
  ]

  private func write(_ text: String, to name: String, in scratch: Scratch) throws -> String {
    let file = scratch.url.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  /// Five-minute candles from 09:15 on, of the day `date`.
  private func candles(_ date: String, _ head: String = "timestamp,open,high,low,close,volume") -> String {
    let rows = (0..<30).map { index -> String in
      let minute = 555 + 5 * index
      let time = "\(String(100 + minute / 60).dropFirst()):\(String(100 + minute % 60).dropFirst())"
      let price = 200 + (index % 7) * 2
      return "\(date) \(time),\(price),\(price + 1),\(price - 1),\(price),500\n"
    }
    return head + "\n" + rows.joined()
  }

  @Test("doubtful dates are asked about, and the option that the message names works")
  func dates() throws {
    let scratch = try Scratch()
    let days = ["01/02/2024", "01/03/2024", "01/04/2024", "01/05/2024", "01/08/2024", "01/09/2024", "01/10/2024"]
    let text = "Date,Open,High,Low,Close,Volume\n" + days.map { "\($0),500,510,490,505,1000\n" }.joined()
    let bars = try write(text, to: "SBIN.csv", in: scratch)
    let asked = try Program.run(Self.strategy + ["--bars", bars, "--data", scratch.data])
    #expect(asked.status == 65 && asked.errors.contains("look month first"), "\(asked.errors)")
    #expect(asked.errors.contains("--dates month-first"))
    let told = try Program.run(Self.strategy + ["--bars", bars, "--data", scratch.data, "--dates", "month-first"])
    #expect(told.status == 0 && told.output.contains("2024-01-02 to 2024-01-10"), "\(told.errors)")
  }

  @Test("a contract under a broker's name is that contract, with its lot")
  func contracts() throws {
    let scratch = try Scratch()
    for (name, day, words) in [
      ("NIFTY24NOV23500CE.csv", "2024-11-26", "option 23500.00 CE, expires 2024-11-28, on NFO; lot 25"),
      ("BANKNIFTY_2019-06-27_31000CE.csv", "2019-06-20", "lot 20"), ("NIFTY-I_2021.csv", "2021-06-01", "lot 75"),
    ] {
      let bars = try write(candles(day), to: name, in: scratch)
      let result = try Program.run(Self.strategy + ["--bars", bars, "--data", scratch.data])
      let text = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(result.status == 0 && text.contains(words), "\(name): \(result.errors) \(text)")
    }
  }

  @Test("an indicator begins again behind a hole, as in a backtest, and the hole is said")
  func hole() throws {
    let scratch = try Scratch()
    let header = candles("2020-06-05").prefix { $0 != "\n" } + "\n"
    let days = ["2020-06-01", "2020-06-02", "2020-06-22", "2020-06-23"]
    let rows = days.map { candles($0).drop { $0 != "\n" }.dropFirst() }.joined()
    let bars = try write(header + rows, to: "INFY.csv", in: scratch)
    func table(_ arguments: [String]) throws -> Program.Result {
      try Program.run(
        ["indicators", "--bars", bars, "--indicator", "ema:3", "--data", scratch.data] + arguments)
    }
    let whole = try table([])
    let behind = try table(["--from", "2020-06-22"])
    let rest = behind.output.split(separator: "\n").dropFirst()
    #expect(whole.status == 0 && !rest.isEmpty, "\(whole.errors)")
    #expect(whole.output.split(separator: "\n").suffix(rest.count) == rest)
    #expect(whole.errors.contains("warm up again after the hole 2020-06-03"))
  }

  @Test("an indicator sees the candles of the sessions only, and what is left out is said")
  func preOpen() throws {
    let scratch = try Scratch()
    let plain = try write(candles("2020-06-05"), to: "INFY.csv", in: scratch)
    let early = candles("2020-06-05").replacingOccurrences(
      of: "volume\n", with: "volume\n2020-06-05 09:07,900,900,900,900,85000\n")
    let spoiled = try write(early, to: "INFY_early.csv", in: scratch)
    let results = try [plain, spoiled].map {
      try Program.run([
        "indicators", "--bars", $0, "--indicator", "vwap", "--indicator", "atr:3", "--data", scratch.data,
      ])
    }
    #expect(results.allSatisfy { $0.status == 0 } && results[0].output == results[1].output)
    #expect(results[1].errors.contains("1 of 31 candles"), "\(results[1].errors)")
  }

  @Test("a row of another symbol does not stop the one that was asked for")
  func others() throws {
    let scratch = try Scratch()
    let days = (3...7).map { "2024-06-0\($0)" }
    let good = days.map { "RELIANCE,\($0),100,101,99,100,10\n" }.joined()
    let bars = try write(
      "symbol,date,open,high,low,close,volume\n\(good)SBIN,2024-06-03,x,1,1,1,1\n", to: "all.csv", in: scratch)
    let result = try Program.run(Self.strategy + ["--bars", bars, "--symbol", "RELIANCE", "--data", scratch.data])
    #expect(result.status == 0, "\(result.errors)")
    let all = try Program.run(Self.strategy + ["--bars", bars, "--data", scratch.data])
    #expect(all.status == 65 && all.errors.contains("line 7, column open"), "\(all.errors)")
  }

  @Test("a session whose hours nobody wrote down is not a closed day, and a daily bar has no hours")
  func muhurat() throws {
    let scratch = try Scratch()
    let evening = candles("2019-10-27").replacingOccurrences(of: "2019-10-27 09:15,", with: "2019-10-27 18:15,")
    let day = try write(candles("2019-10-25") + evening.split(separator: "\n")[1] + "\n", to: "NIFTY.csv", in: scratch)
    let rows = ["2022-10-20", "2022-10-21", "2022-10-24", "2022-10-25"].map { "\($0),100,101,99,100,5\n" }
    let daily = try write("date,open,high,low,close,volume\n" + rows.joined(), to: "SBIN.csv", in: scratch)
    for bars in [day, daily] {
      let result = try Program.run(Self.strategy + ["--bars", bars, "--json", "--data", scratch.data])
      #expect(result.status == 0 && result.output.contains("\"barsOutsideSessions\" : 0"), "\(result.errors)")
    }
    let said = try Program.run(Self.strategy + ["--bars", day, "--data", scratch.data])
    #expect(said.output.contains("the hours of 2019-10-27 (Muhurat trading"), "\(said.output)")
  }

  /// A line a minute of `day` from `minute` on.
  private func minutes(_ day: String, _ minute: Int, _ prices: [(open: String, close: String)]) -> String {
    let rows = prices.enumerated().map { index, price -> String in
      let at = minute + index
      let time = "\(String(100 + at / 60).dropFirst()):\(String(100 + at % 60).dropFirst())"
      let (low, high) = price.open < price.close ? (price.open, price.close) : (price.close, price.open)
      return "\(day) \(time),\(price.open),\(high),\(low),\(price.close),500\n"
    }
    return "timestamp,open,high,low,close,volume\n" + rows.joined()
  }

  private func breakout(_ bars: String, _ options: [String], in scratch: Scratch) throws -> [[Substring]] {
    let fills = scratch.url.appending(path: "fills.csv")
    let result = try Program.run(
      [
        "backtest", "--no-save", "--strategy", "opening-range-breakout", "--set", "minutes=1", "--set", "stop=none",
        "--set", "target=0", "--bars", bars, "--exchange", "MCX", "--square-off", "22:00", "--fills", fills.path,
        "--data", scratch.data,
      ] + options)
    #expect(result.status == 0, "\(result.errors)")
    return try String(contentsOf: fills, encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  @Test("a lot of crude earns its 100 barrels, and a stop in natural gas fills at a step of 10 paise")
  func commodities() throws {
    let scratch = try Scratch()
    let crude = try write(
      minutes(
        "2026-07-23", 540,
        [("8500", "8500"), ("8500", "8501")] + Array(repeating: ("8529", "8529"), count: 300)
          + Array(repeating: ("8544", "8544"), count: 538)), to: "CRUDEOIL.csv", in: scratch)
    let bought = try breakout(crude, ["--lot", "100", "--lots", "1", "--set", "until=14:30"], in: scratch)
    #expect(bought.map { "\($0[2]) \($0[3]) \($0[5])" } == ["BUY 100 8529.00", "SELL 100 8544.00"])
    let gas = try write(
      minutes(
        "2023-04-20", 600,
        [("190.00", "190.00"), ("190.00", "190.10")] + Array(repeating: ("190.30", "190.30"), count: 6)
          + [("190.20", "185.00")] + Array(repeating: ("185.00", "185.00"), count: 40)), to: "NATURALGAS.csv",
      in: scratch)
    let stopped = try breakout(gas, ["--lot", "1250", "--stop-percent", "1"], in: scratch)
    let prices = stopped.map { "\($0[2]) \($0[5]) \($0[7])" }
    #expect(prices.prefix(2) == ["BUY 190.30 ", "SELL 188.30 stop_loss"])
  }
}
