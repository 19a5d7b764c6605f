import Foundation
import Testing

/// A demo day that plays while alerts of one's own come in, over HTTP, as a charting site sends them.
struct PlayedDay {
  let demo: Program.Running
  private let page: String
  let webhook: String
  let secrets: [String: String]

  /// - Parameters:
  ///   - links: options of `link add` by the link's name.
  ///   - speed: recorded seconds played in one.
  init(_ scratch: Scratch, links: [String: [String]], speed: Int = 5) async throws {
    try #require(try Program.run(["demo", "--prepare", "--data", scratch.data]).status == 0)
    var secrets: [String: String] = [:]
    for (name, options) in links {
      let added = try Program.run(["link", "add", "--name", name, "--json", "--data", scratch.data] + options)
      try #require(added.status == 0, "\(added.errors)")
      struct Output: Decodable { var url: String }
      let url = try JSONDecoder().decode(Output.self, from: Data(added.output.utf8)).url
      secrets[name] = String(try #require(url.split(separator: "/").last))
    }
    self.secrets = secrets
    let demo = try Program.Running(["demo", "--speed", String(speed), "--port", "0", "--data", scratch.data])
    self.demo = demo
    var page = ""
    var webhook = ""
    let isUp = demo.awaitLines(1) { line in
      for word in line.split(separator: " ") where word.contains("http://127.0.0.1:") {
        guard let start = word.range(of: "http://")?.lowerBound else { continue }
        let address = "http://" + (word[start...].split(separator: "/").dropFirst().first ?? "")
        if word.contains("/webhook/") { webhook = address } else { page = address }
      }
      return !webhook.isEmpty && !page.isEmpty
    }
    try #require(isUp)
    self.page = page
    self.webhook = webhook
    // The story's first alert: from then on there are prices.
    try #require(demo.awaitLines(1) { $0.contains("ALERT") })
  }

  /// - Returns: HTTP status and the answer's `status`.
  func post(_ link: String, _ body: String) async throws -> (UInt, String, String) {
    let answer = try await ServedDesk.post(body, to: webhook, secret: try #require(secrets[link]))
    struct Status: Decodable { var status: String }
    let word = try JSONDecoder().decode(Status.self, from: Data(answer.1.utf8)).status
    return (answer.0, word, answer.1)
  }

  struct Held: Decodable, Equatable {
    var link: String
    var direction: String
    var quantity: Int
    var averageEntry: String
    var stop: String?
    var target: String?
  }

  func held(_ link: String) async throws -> [Held] {
    let answer = try await ServedDesk.get(page + "/api/positions")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode([Held].self, from: Data(answer.1.utf8)).filter { $0.link == link }
  }

  /// Asks until the link holds what is expected; gives up when the day has moved on for long.
  func awaitHeld(_ link: String, _ expected: [String]) async throws {
    var seen: [String] = []
    for _ in 0..<4000 {
      seen = try await held(link).map { "\($0.direction) \($0.quantity)" }
      if seen == expected { return }
      await Task.yield()
    }
    Issue.record("\(link) holds \(seen), expected \(expected)")
  }

  func end() {
    demo.send(SIGKILL)
    _ = demo.finish()
  }
}

@Suite("Alerts as charting sites send them, to a desk whose day plays", .serialized)
struct AlertCaseTests {
  @Test("prices with the noise of binary numbers are rounded to the tick; none refuses an exit")
  func floatNoise() async throws {
    let day = try await PlayedDay(try Scratch(), links: ["S": ["--quantity", "10"]])
    defer { day.end() }
    let price = try await quote(day, "S")
    let stop = "\(price * 0.97 - 0.0000000000001)"
    let target = "\(price * 1.03 + 0.0000000000004)"
    let entry = try await day.post("S", #"{"action":"buy","symbol":"SBIN","stop":"\#(stop)","target":\#(target)}"#)
    #expect(entry.0 == 200 && entry.1 == "accepted", "\(entry)")
    try await day.awaitHeld("S", ["BUY 10"])
    let held = try #require(try await day.held("S").first)
    for level in [held.stop, held.target] {
      let paise = try #require(level.flatMap { Double($0) }) * 100
      #expect(Int(paise.rounded()) % 5 == 0, "\(level ?? "none") is not on the tick")
    }
    let exit = try await day.post(
      "S", #"{"action":"sell","symbol":"SBIN","position":"flat","price":"1499.9499999999998","tp":1522.6000000000004}"#)
    #expect(exit.0 == 200 && exit.1 == "accepted", "\(exit)")
    try await day.awaitHeld("S", [])
  }

  @Test("two closes of one instant leave nothing and never turn the position; one close of a part leaves the rest")
  func parts() async throws {
    let day = try await PlayedDay(
      try Scratch(), links: ["B": ["--quantity", "10", "--may-short"], "Q": ["--quantity", "10"]])
    defer { day.end() }
    for link in ["B", "Q"] {
      #expect(try await day.post(link, #"{"action":"BUY","symbol":"SBIN","order_id":"L1"}"#).1 == "accepted")
      try await day.awaitHeld(link, ["BUY 10"])
    }
    let (webhook, secret) = (day.webhook, try #require(day.secrets["B"]))
    async let first = ServedDesk.post(
      #"{"action":"sell","symbol":"SBIN","order_id":"close L1","qty":"6"}"#, to: webhook, secret: secret)
    async let second = ServedDesk.post(
      #"{"action":"sell","symbol":"SBIN","order_id":"close L2","qty":"4"}"#, to: webhook, secret: secret)
    let answers = try await [first, second]
    #expect(answers.allSatisfy { $0.0 == 200 && $0.1.contains("accepted") }, "\(answers)")
    try await day.awaitHeld("B", [])
    let part = try await day.post("Q", #"{"action":"SELL","symbol":"SBIN","order_id":"b","quantity":"4"}"#)
    #expect(part.1 == "accepted" && part.2.contains("closing 4 of 10"), "\(part)")
    try await day.awaitHeld("Q", ["BUY 6"])
    #expect(try await day.post("Q", #"{"action":"SELL","symbol":"SBIN","qty_percent":50}"#).1 == "accepted")
    try await day.awaitHeld("Q", ["BUY 3"])
    #expect(try await day.held("B").isEmpty)
  }

  @Test("exit and entry of one instant end as on the chart, with and without --reverses")
  func exitAndEntry() async throws {
    let day = try await PlayedDay(
      try Scratch(),
      links: [
        "N": ["--quantity", "10"], "C": ["--quantity", "10", "--may-short"],
        "R": ["--quantity", "10", "--may-short", "--reverses"],
      ], speed: 8)
    defer { day.end() }
    // The story buys SBIN four minutes later, half a minute of this play: two links on two sides would net in one account.
    for (link, enter, leave) in [("N", "BUY", "SELL"), ("C", "SHORT", "COVER"), ("R", "SHORT", "COVER")] {
      func alert(_ action: String, _ id: String) -> String {
        #"{"action":"\#(action)","symbol":"SBIN","order_id":"\#(link)\#(id)"}"#
      }
      #expect(try await day.post(link, alert(enter, "1")).1 == "accepted")
      try await day.awaitHeld(link, [enter == "BUY" ? "BUY 10" : "SELL 10"])
      #expect(try await day.post(link, alert(leave, "2")).1 == "accepted")
      let entry = try await day.post(link, alert("BUY", "3"))
      #expect(["accepted", "waiting"].contains(entry.1), "\(entry)")
      try await day.awaitHeld(link, ["BUY 10"])
      // The account nets its links: the next one starts flat.
      #expect(try await day.post(link, #"{"action":"EXIT"}"#).1 == "accepted")
      try await day.awaitHeld(link, [])
    }
  }

  @Test("the same words again are a new signal once another was acted on; the same id never is")
  func sameWords() async throws {
    let day = try await PlayedDay(try Scratch(), links: ["W": ["--quantity", "10"]])
    defer { day.end() }
    let buy = #"{"action":"BUY","symbol":"SBIN"}"#
    #expect(try await day.post("W", buy).1 == "accepted")
    try await day.awaitHeld("W", ["BUY 10"])
    #expect(try await day.post("W", #"{"action":"SELL","symbol":"SBIN"}"#).1 == "accepted")
    try await day.awaitHeld("W", [])
    #expect(try await day.post("W", buy).1 == "accepted")
    try await day.awaitHeld("W", ["BUY 10"])
    #expect(try await day.post("W", #"{"action":"EXIT"}"#).1 == "accepted")
    try await day.awaitHeld("W", [])
    let named = #"{"action":"BUY","symbol":"SBIN","id":"bar-7"}"#
    #expect(try await day.post("W", named).1 == "accepted")
    #expect(try await day.post("W", named).1 == "duplicate")
  }

  @Test("fractions of a share: an entry takes whole ones, less than one is refused, an exit closes all the same")
  func fractions() async throws {
    let day = try await PlayedDay(try Scratch(), links: ["F": ["--quantity", "20"]])
    defer { day.end() }
    #expect(try await day.post("F", #"{"action":"buy","symbol":"SBIN","contracts":"0.045"}"#).0 == 400)
    #expect(try await day.post("F", #"{"action":"buy","symbol":"SBIN","contracts":"10.0"}"#).1 == "accepted")
    try await day.awaitHeld("F", ["BUY 10"])
    #expect(try await day.post("F", #"{"action":"sell","symbol":"SBIN","contracts":"12.5"}"#).1 == "accepted")
    try await day.awaitHeld("F", [])
  }

  @Test(
    "names as charting sites write them mean the same share",
    arguments: [("M&M", "M_M"), ("BAJAJ-AUTO", "BAJAJ_AUTO"), ("RELIANCE", "NSE:RELIANCE"), ("RELIANCE", "reliance")])
  func tickers(_ listed: String, _ written: String) async throws {
    let scratch = try Scratch()
    let secret = try ServedDesk.addLink(scratch)
    let desk = try ServedDesk(scratch, environment: try SmallMaster.write(into: scratch, symbol: listed))
    for exchange in ["NSE", "NSE_DLY"] {
      let body = #"{"action":"BUY","symbol":"\#(written)","exchange":"\#(exchange)","id":"\#(exchange)"}"#
      let answer = try await desk.post(body, secret: secret)
      #expect(answer.0 == 200 && !answer.1.contains("unknown_symbol"), "\(answer)")
    }
    #expect(desk.stop())
  }

  /// What SBIN costs, by the entry of a trade that is closed again.
  private func quote(_ day: PlayedDay, _ link: String) async throws -> Double {
    #expect(try await day.post(link, #"{"action":"BUY","symbol":"SBIN","id":"first look"}"#).1 == "accepted")
    try await day.awaitHeld(link, ["BUY 10"])
    let price = try #require(try await day.held(link).first.flatMap { Double($0.averageEntry) })
    #expect(try await day.post(link, #"{"action":"EXIT","symbol":"SBIN"}"#).1 == "accepted")
    try await day.awaitHeld(link, [])
    return price
  }
}
