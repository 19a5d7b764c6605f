import Desk
import Market
import NIOCore
import Testing
import Trading
import Web

@Suite("The webhook listener")
struct WebhookTests {
  static let body = "{\"action\":\"BUY\",\"symbol\":\"NSE:RELIANCE\",\"qty\":10}"

  @Test("a decided alert answers 200 with the decision; a repeat has the same number")
  func repeated() async throws {
    let desk = FakeDesk()
    try await Served.webhook(desk) { (client) async throws in
      let first = try await client.alert(Self.body)
      #expect(first.status == 200)
      #expect(
        first.text
          == #"{"status":"accepted","decision":1,"account":1,"reason":"10 \"RELIANCE\" at the market"}"#)
      for _ in 0..<3 {
        let again = try await client.alert(Self.body + "\r\n")
        #expect(again.status == 200)
        #expect(again.text.hasPrefix(#"{"status":"duplicate","decision":1,"#))
      }
      #expect(try await client.alert(#"{"action":"EXIT"}"#).text.contains(#""decision":2"#))
    }
  }

  @Test("several accounts answer with a list")
  func several() async throws {
    try await Served.webhook(FakeDesk(accounts: 2)) { (client) async throws in
      let answer = try await client.alert(Self.body)
      #expect(answer.text.hasPrefix("[{") && answer.text.contains(#""account":2"#))
    }
  }

  @Test("a denied alert is decided and answers 200")
  func denied() async throws {
    try await Served.webhook(FakeDesk(.denies())) { (client) async throws in
      let answer = try await client.alert(Self.body)
      #expect(answer.status == 200)
      #expect(answer.text.hasPrefix(#"{"status":"denied""#) && answer.text.contains(#""code":"session_closed""#))
      #expect(!answer.text.contains(#""fix""#))
    }
  }

  @Test("a denial that an option of the link would lift names the option")
  func fix() async throws {
    let denial = Denial(.shortNotAllowed, "Breakout may not sell short")
    try await Served.webhook(FakeDesk(.denies(denial))) { (client) async throws in
      #expect(try await client.alert(Self.body).text.contains(#""fix":"Add the link with --may-short to sell short.""#))
    }
  }

  @Test("what cannot be promised is 503, to be sent again")
  func unavailable() async throws {
    try await Served.webhook(FakeDesk(.unavailable("the entry lane is full"))) { (client) async throws in
      let answer = try await client.alert(Self.body)
      #expect(answer.status == 503)
      #expect(answer.header("Retry-After") == "5")
      #expect(answer.text.contains("the entry lane is full"))
    }
  }

  @Test("a desk that does not answer is 503 at the deadline")
  func deadline() async throws {
    let desk = FakeDesk(.silent)
    var options = WebhookListener.Options()
    options.deadline = .milliseconds(30)
    try await Served.webhook(desk, options) { (client) async throws in
      let answer = try await client.alert(Self.body)
      #expect(answer.status == 503)
      #expect(desk.alerts.count == 1)
      desk.release()
    }
  }

  @Test("an alert that cannot be read answers 400 and names the field; the desk never sees it")
  func unreadable() async throws {
    let desk = FakeDesk()
    desk.holdNothing()
    try await Served.webhook(desk) { (client) async throws in
      let answer = try await client.alert(#"{"action":"BUY","symbol":"A","qty":"many \"lots\""}"#)
      #expect(answer.status == 400)
      #expect(answer.text.hasPrefix(#"{"status":"error","field":"qty","message":"qty: \"many \"lots\"\" is not"#))
      #expect(desk.alerts.isEmpty)
    }
  }

  @Test("an unknown secret looks exactly like any other wrong address")
  func unknownSecret() async throws {
    let desk = FakeDesk()
    try await Served.webhook(desk) { (client) async throws in
      let reference = try await client.post("/", Self.body)
      #expect(reference.status == 404 && reference.text.isEmpty)
      for path in [
        "/webhook/wrong", "/webhook/", "/webhook", "/webhook/\(FakeDesk.secret)/x", "/webhook//\(FakeDesk.secret)",
        "/other/\(FakeDesk.secret)", "/webhook/\(FakeDesk.secret.uppercased())", "/events", "/metrics",
      ] {
        let answer = try await client.post(path, Self.body)
        #expect(answer.status == 404 && answer.text.isEmpty)
        #expect(answer.headerNames == reference.headerNames)
      }
      for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"] {
        let answer = try await client.send(method, "/webhook/" + FakeDesk.secret)
        #expect(answer.status == 404 && answer.text.isEmpty)
      }
      #expect(desk.alerts.isEmpty)
      #expect(try await client.post("/webhook/\(FakeDesk.secret)?x=1", Self.body).status == 200)
    }
  }

  @Test("a body above the limit is 413, announced or not, and the next request is served")
  func largeBody() async throws {
    let desk = FakeDesk()
    try await Served.webhook(desk) { (client) async throws in
      let announced = try await RawConnection.exchange(
        port: client.port,
        [
          "POST /webhook/\(FakeDesk.secret) HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n",
          String(repeating: "a", count: 200_000),
        ])
      #expect(announced.hasPrefix("HTTP/1.1 413 "))
      let chunk = "10000\r\n" + String(repeating: "a", count: 0x10000) + "\r\n"
      let chunked = try await RawConnection.exchange(
        port: client.port,
        ["POST /webhook/\(FakeDesk.secret) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", chunk, chunk])
      #expect(chunked.hasPrefix("HTTP/1.1 413 "))
      #expect(try await client.alert(Self.body).status == 200)
      #expect(desk.alerts.count == 1)
    }
  }

  @Test("ten megabytes are answered 413 by a client that sends them all")
  func tenMegabytes() async throws {
    let desk = FakeDesk()
    try await Served.webhook(desk) { (client) async throws in
      // A sender that writes on after the answer may see a reset instead; either way nothing was submitted.
      let answer = try? await client.alert(String(repeating: " ", count: 10_000_000) + Self.body)
      #expect(answer.map { $0.status == 413 } ?? true)
      #expect(try await client.alert(Self.body).status == 200)
      #expect(desk.alerts.count == 1)
    }
  }

  @Test("broken, oversized and half-sent requests leave the listener alive")
  func hostileRequests() async throws {
    let desk = FakeDesk()
    try await Served.webhook(desk) { (client) async throws in
      let huge = "X-Big: " + String(repeating: "b", count: 100_000) + "\r\n"
      for request in [
        "GET / HTTP/1.1\r\n\(huge)\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "POST /webhook/x HTTP/9.9\r\n\r\n",
        "POST /webhook/\(FakeDesk.secret) HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST /webhook/\(FakeDesk.secret) HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        String(repeating: "A", count: 200_000),
      ] {
        let answer = try await RawConnection.exchange(port: client.port, [request])
        #expect(!answer.hasPrefix("HTTP/1.1 200"))
      }
      try await RawConnection.abandon(port: client.port, "POST /webhook/\(FakeDesk.secret) HTTP/1.1\r\nHost:")
      #expect(try await client.alert(Self.body).status == 200)
    }
  }

  @Test("a body that dribbles in is cut off")
  func slowBody() async throws {
    let desk = FakeDesk()
    var options = WebhookListener.Options()
    options.deadline = .milliseconds(30)
    try await Served.webhook(desk, options) { (client) async throws in
      let answer = try await RawConnection.exchange(
        port: client.port, ["POST /webhook/\(FakeDesk.secret) HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"])
      #expect(answer.isEmpty)
      #expect(desk.alerts.isEmpty)
    }
  }

  @Test("guesses beyond the rate are 429, whatever the forwarding headers say, and use up nothing of a right secret")
  func guesses() async throws {
    let desk = FakeDesk()
    var options = WebhookListener.Options()
    options.strangersPerSecond = 0.001
    options.strangerBurst = 3
    try await Served.webhook(desk, options) { (client) async throws in
      var statuses: [Int] = []
      for number in 0..<6 {
        let headers = [("X-Forwarded-For", "10.0.0.\(number)"), ("Forwarded", "for=10.0.0.\(number)")]
        statuses.append(try await client.post("/webhook/guess\(number)", Self.body, headers).status)
      }
      #expect(statuses == [404, 404, 404, 429, 429, 429])
      #expect(try await client.alert(Self.body).status == 200)
      #expect(desk.alerts.count == 1)
    }
  }

  @Test("behind a trusted proxy each sender has its own rate, by the last address the proxy did not invent")
  func trustedProxy() async throws {
    var options = WebhookListener.Options()
    options.strangersPerSecond = 0.001
    options.strangerBurst = 1
    options.trustedProxies = try #require(TrustedProxies(["127.0.0.0/8", "10.0.0.0/8"]))
    try await Served.webhook(FakeDesk(), options) { (client) async throws in
      func guess(_ forwarded: String) async throws -> Int {
        try await client.post("/webhook/guess", Self.body, [("X-Forwarded-For", forwarded)]).status
      }
      #expect(try await guess("192.0.2.1") == 404)
      #expect(try await guess("192.0.2.1") == 429)
      #expect(try await guess("192.0.2.2, 192.0.2.1") == 429, "what stands before is the sender's own word")
      #expect(try await guess("192.0.2.1, 192.0.2.3") == 404)
      #expect(try await guess("192.0.2.4, 10.1.2.3") == 404)
      #expect(try await guess("192.0.2.4:4711") == 429)
      #expect(try await guess("2001:db8::1") == 404)
      #expect(try await guess("[2001:db8::2]:4711") == 429, "one household")
    }
  }

  @Test("a link over its rate is told to send again; what closes always passes")
  func linkRate() async throws {
    let desk = FakeDesk()
    desk.update { $0.accounts[0].openPositions = [] }
    var options = WebhookListener.Options()
    options.alertsPerSecond = 0.001
    options.alertBurst = 2
    try await Served.webhook(desk, options) { (client) async throws in
      func alert(_ action: String, _ number: Int) async throws -> Client.Answer {
        try await client.alert(#"{"action":"\#(action)","symbol":"SBIN","id":"\#(action)\#(number)"}"#)
      }
      for number in 0..<2 { #expect(try await alert("BUY", number).status == 200) }
      for action in ["BUY", "SHORT", "BUY_CALL", "BUY_PUT"] {
        let refused = try await alert(action, 9)
        #expect(refused.status == 503, "\(action)")
        #expect(refused.header("Retry-After") != nil)
      }
      for action in ["EXIT", "SELL", "COVER", "SELL_CALL", "SELL_PUT"] {
        for number in 0..<5 { #expect(try await alert(action, number).status == 200, "\(action)") }
      }
    }
  }

  @Test("what covers a short or sells a long is not refused for its rate either")
  func reversal() async throws {
    let desk = FakeDesk()
    desk.update { $0.accounts[0].openPositions.removeAll { $0.direction == .buy } }
    var options = WebhookListener.Options()
    options.alertsPerSecond = 0.001
    options.alertBurst = 0
    try await Served.webhook(desk, options) { (client) async throws in
      #expect(try await client.alert(#"{"action":"BUY","symbol":"SBIN"}"#).status == 200)
      #expect(try await client.alert(#"{"action":"SHORT","symbol":"SBIN"}"#).status == 503)
    }
  }

  @Test("500 alerts at once from one address over many connections: each gets its decision")
  func manyAtOnce() async throws {
    let desk = FakeDesk()
    var options = WebhookListener.Options()
    options.alertBurst = 1000
    options.deadline = .seconds(30)
    try await Served.webhook(desk, options) { (client) async throws in
      let answers = try await withThrowingTaskGroup(of: String.self) { group in
        for number in 0..<500 {
          let action = number % 5 == 0 ? "EXIT" : "BUY"
          group.addTask {
            let body = #"{"action":"\#(action)","symbol":"SBIN","id":"\#(number)"}"#
            return try await RawConnection.alert(port: client.port, body)
          }
        }
        return try await group.reduce(into: [String]()) { $0.append($1) }
      }
      #expect(answers.count == 500)
      #expect(answers.first { !$0.hasPrefix("HTTP/1.1 200 ") } == nil)
    }
  }
}
