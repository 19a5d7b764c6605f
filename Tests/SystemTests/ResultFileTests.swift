import Foundation
import Testing

@Suite("Results of a backtest")
struct ResultFileTests {
  private let scratch: Scratch
  private let prices: URL

  init() throws {
    scratch = try Scratch()
    prices = scratch.url.appending(path: "SBIN.csv")
    var lines = ["timestamp,open,high,low,close,volume"]
    for minute in 555..<675 {
      let clock = "\(String(100 + minute / 60).dropFirst()):\(String(100 + minute % 60).dropFirst()):00"
      let price = 400 + (minute * 7) % 11
      lines.append("2024-06-03 \(clock),\(price),\(price + 2),\(price - 2),\(price + 1),1000")
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: prices)
  }

  private func run(_ options: [String]) throws -> Program.Result {
    try Program.run(
      [
        "backtest", "--strategy", "ema-crossover", "--bars", prices.path, "--set", "fast=3", "--set", "slow=8",
        "--quantity", "10", "--data", scratch.data,
      ] + options)
  }

  private func path(_ name: String) -> String { scratch.url.appending(path: name).path }

  @Test("never replace the prices they are made from, under whatever name")
  func inputs() throws {
    let before = try Data(contentsOf: prices)
    try FileManager.default.createSymbolicLink(atPath: path("link.csv"), withDestinationPath: prices.path)
    #expect(link(prices.path, path("hard.csv")) == 0)
    for name in ["SBIN.csv", "../\(scratch.url.lastPathComponent)/SBIN.csv", "link.csv", "hard.csv"] {
      for option in ["--report", "--trades", "--fills"] {
        let result = try run([option, path(name)])
        #expect(result.status == 1, "\(option) \(name)")
        #expect(result.errors.contains("would replace"), "\(result.errors)")
      }
    }
    #expect(try Data(contentsOf: prices) == before)
  }

  @Test("never replace the corporate actions that the prices are adjusted by")
  func corporateActions() throws {
    let actions = scratch.url.appending(path: "splits.csv")
    let text = "symbol,ex_date,new_shares,old_shares\nSBIN,2014-11-20,10,1\n"
    try Data(text.utf8).write(to: actions)
    let result = try run(["--corporate-actions", actions.path, "--trades", actions.path])
    #expect(result.status == 1 && result.errors.contains("would replace"), "\(result.errors)")
    #expect(try String(contentsOf: actions, encoding: .utf8) == text)
  }

  @Test("never replace what another desk keeps, there or to come")
  func otherDesk() throws {
    let other = try Scratch()
    _ = try ServedDesk.addLink(other)
    let database = URL(filePath: other.data).appending(path: "sarathi.sqlite")
    let before = try Data(contentsOf: database)
    for option in ["--report", "--trades", "--fills"] {
      let result = try run([option, database.path])
      #expect(result.status == 1 && result.errors.contains("would replace"), "\(option): \(result.errors)")
    }
    #expect(try Data(contentsOf: database) == before)
    let toCome = try run(["--trades", path("sarathi.sqlite")])
    #expect(toCome.status == 1 && toCome.errors.contains("would replace"), "\(toCome.errors)")
  }

  @Test("two options that name one file are refused before anything is written")
  func twins() throws {
    let result = try run(["--report", path("out"), "--trades", path("./out")])
    #expect(result.status == 1)
    #expect(result.errors.contains("--report and --trades name the same file"), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: path("out")))
  }

  @Test("never replace what the desk keeps")
  func dataFolder() throws {
    _ = try ServedDesk.addLink(scratch)
    let database = scratch.data + "/sarathi.sqlite"
    let before = try Data(contentsOf: URL(filePath: database))
    let result = try run(["--trades", database])
    #expect(result.status == 1 && result.errors.contains("data folder"), "\(result.errors)")
    #expect(try Data(contentsOf: URL(filePath: database)) == before)
  }

  @Test("a link stays a link and its target gets the result; a device stays a device")
  func inPlace() throws {
    try Data("old".utf8).write(to: URL(filePath: path("target.csv")))
    try FileManager.default.createSymbolicLink(atPath: path("link.csv"), withDestinationPath: path("target.csv"))
    let result = try run(["--trades", path("link.csv"), "--fills", "/dev/null", "--report", "/dev/null"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path("link.csv")) == path("target.csv"))
    #expect(try String(contentsOfFile: path("target.csv"), encoding: .utf8).contains("entry"))
    let device = try FileManager.default.attributesOfItem(atPath: "/dev/null")
    #expect(device[.type] as? FileAttributeType == .typeCharacterSpecial)
  }

  @Test("have the rights of the person's other files; what the desk keeps is its owner's alone")
  func rights() throws {
    #expect(try run(["--trades", path("trades.csv")]).status == 0)
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("Umask:") })
    let mask = try #require(Int(line.split(separator: "\t").last ?? "", radix: 8))
    #expect(try mode(path("trades.csv")) == 0o666 & ~mask)
    for name in try FileManager.default.subpathsOfDirectory(atPath: scratch.data) {
      #expect(try (mode(scratch.data + "/" + name) ?? 0) & 0o077 == 0, "\(name)")
    }
  }

  @Test("a pipe as price file is refused at once")
  func pipe() throws {
    #expect(mkfifo(path("pipe.csv"), 0o600) == 0)
    let result = try Program.run(
      ["backtest", "--strategy", "ema-crossover", "--bars", path("pipe.csv"), "--symbol", "SBIN"], patience: 60)
    #expect(!result.hung && result.status == 65, "\(result.errors)")
  }

  @Test("a name that a spreadsheet would calculate is written as text")
  func formulas() throws {
    let trades = path("formula.csv")
    let result = try run(["--symbol", "@SBIN", "--trades", trades])
    #expect(result.status == 0, "\(result.errors)")
    let rows = try String(contentsOfFile: trades, encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(!rows.isEmpty && rows.allSatisfy { $0.contains("'@SBIN") && !$0.contains(",@SBIN") })
  }
}
