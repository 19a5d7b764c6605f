import Foundation
import Testing

@Suite("The demo day")
struct DemoTests {
  private static let headless = ["demo", "--headless", "--port", "0"]

  @Test("trades, charges and result can be computed again from the printed fills")
  func recomputes() throws {
    let result = try Program.run(Self.headless + ["--json"])
    try #require(result.status == 0, "\(result.errors)")
    let report = try DemoReport(result.output)
    #expect(report.trades.count >= 5)
    for trade in report.trades {
      let fills = report.fills.filter { $0.position == trade.position }
      let entrySide = trade.direction == "long" ? "BUY" : "SELL"
      let entered = fills.filter { $0.side == entrySide }.reduce(0) { $0 + $1.quantity }
      let left = fills.filter { $0.side != entrySide }.reduce(0) { $0 + $1.quantity }
      #expect(entered == trade.quantity)
      #expect(left == trade.quantity)
      let cash = fills.reduce(0) { $0 + ($1.side == "SELL" ? 1 : -1) * exact($1.price) * $1.quantity }
      #expect(cash == exact(trade.gross))
      let charges = fills.reduce(0) { $0 + exact($1.charges.total) }
      #expect(charges == exact(trade.charges))
      #expect(exact(trade.gross) - charges == exact(trade.net))
    }
    let gross = report.trades.reduce(0) { $0 + exact($1.gross) }
    #expect(gross == exact(report.summary.gross))
    let accrued = report.fills.reduce(0) { $0 + exact($1.charges.total) }
    let noteDifference = exact(report.summary.charges.rounding) + exact(report.summary.charges.dp)
    #expect(accrued + noteDifference == exact(report.summary.charges.total))
    #expect(gross - exact(report.summary.charges.total) == exact(report.summary.net))
  }

  @Test("once the day is over the page shows what it adds up to, as the printed report does")
  func pageAfterTheDay() async throws {
    let demo = try Program.Running(["demo", "--speed", "100000", "--port", "0"])
    var page = ""
    #expect(
      demo.awaitLines(1) { line in
        guard let address = line.firstMatch(of: /The page stays up on (http:[^ ]+[0-9])/) else { return false }
        page = String(address.output.1)
        return true
      })
    let (status, text) = try await ServedDesk.get(page + "/")
    #expect(status == 200)
    #expect(text.contains("<dt>Trades</dt><dd class=\"num flat\">7</dd>") && text.contains("<dt>Won</dt>"), "\(text)")
    #expect(text.contains("Charges: brokerage ") && !text.contains("account_name"))
    demo.send(SIGTERM)
    #expect(demo.finish().status == 0)
  }

  @Test("a second run into a fresh folder prints the same bytes")
  func sameBytes() throws {
    let first = try Program.run(Self.headless + ["--json"])
    let second = try Program.run(Self.headless + ["--json"])
    #expect(first.status == 0)
    #expect(first.output == second.output)
  }

  @Test("contains a stop, target, trailing exit, break-even, square-off, denial, duplicate and partial fill")
  func everyKind() throws {
    let scratch = try Scratch()
    let told = try Program.run(Self.headless + ["--data", scratch.data])
    try #require(told.status == 0, "\(told.errors)")
    #expect(told.output.contains("DUPLICATE"))
    #expect(told.output.contains("Not traded") && told.output.contains("an index is"), "a report says what was refused")
    let lines = told.output.split(separator: "\n").drop { !$0.hasPrefix("DAY REPORT") }
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines)")
    #expect(!told.output.contains("₹-"))
    let report = try DemoReport(try Program.run(["report", "--json", "--data", scratch.data]).output)
    let reasons = Set(report.trades.map(\.exit_reason))
    #expect(reasons.isSuperset(of: ["stop_loss", "target", "trailing_stop", "break_even", "square_off", "signal"]))
    let outcomes = Set(report.decisions.map(\.outcome))
    #expect(outcomes.isSuperset(of: ["accepted", "denied", "nothing_to_do"]))
    #expect(report.fills.count > 2 * report.trades.count, "some orders fill in parts")
  }

  @Test("a finished folder prints its report again")
  func again() throws {
    let scratch = try Scratch()
    let arguments = Self.headless + ["--json", "--data", scratch.data]
    let first = try Program.run(arguments)
    let second = try Program.run(arguments)
    #expect(first.status == 0)
    #expect(first.output == second.output)
  }

  @Test("replay reproduces every trigger and effect; a flipped byte in the journal is found")
  func replayAndVerify() throws {
    let scratch = try Scratch()
    try #require(try Program.run(Self.headless + ["--json", "--data", scratch.data]).status == 0)
    let replay = try Program.run(["replay", "2021-06-01", "--data", scratch.data])
    #expect(replay.status == 0, "\(replay.output)")
    #expect(replay.output.contains("Every trigger and every effect is the same."))
    // Orders of the day: what is told must add up to signal, numbers, sending, the broker and fills.
    let why = try Program.run(["replay", "2021-06-01", "--why", "0", "--data", scratch.data])
    #expect(why.status == 0, "\(why.errors)")
    for word in [
      "SIGNAL", "BUY RELIANCE", "PRICES", "CHECKS", " of 30 s", "positions open", "ACCEPTED", "sent:", "BROKER",
      "FILL",
    ] {
      #expect(why.output.contains(word), "\(word): \(why.output)")
    }
    let story = why.output.split(separator: "\n").prefix { !$0.hasPrefix("Account ") }
    #expect(story.allSatisfy { $0.count <= 80 }, "\(why.output)")
    let unknown = try Program.run(["replay", "2021-06-01", "--why", "99999", "--data", scratch.data])
    #expect(unknown.output.contains("order 99999 is not of this day"))
    #expect(try Program.run(["journal", "verify", "--data", scratch.data]).status == 0)
    try flipByteOfARecord(in: scratch.data)
    let verify = try Program.run(["journal", "verify", "--data", scratch.data])
    #expect(verify.status == 1, "\(verify.output) \(verify.errors)")
  }

  /// In the database file, inside the text of a recorded signal.
  private func flipByteOfARecord(in folder: String) throws {
    for name in ["sarathi.sqlite", "sarathi.sqlite-wal"] {
      let file = URL(filePath: folder).appending(path: name)
      guard var bytes = try? Data(contentsOf: file) else { continue }
      var position = bytes.startIndex
      while let found = bytes.range(of: Data("bodyDigest".utf8), in: position..<bytes.endIndex) {
        bytes[found.lowerBound] ^= 1
        position = found.upperBound
      }
      try bytes.write(to: file)
    }
  }

  @Test(
    "refuses bad options with a usage error",
    arguments: [["--speed", "0"], ["--speed", "nan"], ["--port", "-1"], ["--port", "70000"], ["--speed", "x"]])
  func badOptions(_ options: [String]) throws {
    #expect(try Program.run(["demo", "--headless"] + options).status == 64)
  }

  @Test("a missing, empty or damaged sample is named, and nothing is traded")
  func badSample() throws {
    let scratch = try Scratch()
    let cases: [(name: String, content: String)] = [
      ("empty.csv", ""), ("header.csv", "a,b\n"),
      ("order.csv", "time,symbol,price,cum_volume\n09:16:00,TCS,1,1\n09:15:00,TCS,1,1\n"),
      ("price.csv", "time,symbol,price,cum_volume\n09:15:00,TCS,NaN,1\n"),
    ]
    for (name, content) in cases {
      let file = scratch.url.appending(path: name)
      try Data(content.utf8).write(to: file)
      let result = try Program.run(Self.headless + ["--sample", file.path])
      #expect(result.status == 1)
      #expect(result.errors.contains(name), "\(result.errors)")
    }
    #expect(try Program.run(Self.headless + ["--sample", "/nowhere/x.csv.gz"]).status == 1)
  }
}
