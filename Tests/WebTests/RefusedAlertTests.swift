import Desk
import Market
import Storage
import Testing
import Trading

@testable import Web

@Suite("An alert that is not acted on because of what it says")
struct RefusedAlertTests {
  @Test(
    "is kept with link, field, what was seen and the fix",
    arguments: [
      (#"{"action":"BUYY","symbol":"A"}"#, "action", "BUYY"), ("BUY RELIANCE", "body", "BUY RELIANCE"),
      (#"{"action":"BUY","symbol":"A","quantity":"many"}"#, "quantity", "many"),
    ])
  func kept(_ body: String, _ field: String, _ seen: String) async throws {
    let desk = FakeDesk()
    desk.holdNothing()
    try await Served.webhook(desk) { (client) async throws in
      #expect(try await client.alert(body).status == 400)
      let kept = try #require(desk.kept.first)
      #expect(kept.link == LinkID(1) && kept.field == field && kept.seen == seen && !kept.fix.isEmpty)
      #expect(desk.kept.count == 1)
    }
  }

  @Test(
    "what looks like a secret is not kept",
    arguments: [
      ("passphrase=hunter2 BUY RELIANCE", "hunter2"), ("token: abc123 {", "abc123"),
      ("BUY a8Xk3mPq9Lw2Zr7Tn5Vb1Cy6", "3mPq9Lw2Zr7Tn5Vb1Cy6"),
      (#"{"action":"a8Xk3mPq9Lw2Zr7Tn5Vb1Cy6","symbol":"A"}"#, "3mPq9Lw2Zr7Tn5Vb1Cy6"),
    ])
  func secrets(_ body: String, _ secret: String) async throws {
    let desk = FakeDesk()
    try await Served.webhook(desk) { (client) async throws in
      _ = try await client.alert(body)
      let kept = try #require(desk.kept.first)
      #expect(!kept.seen.contains(secret) && !kept.problem.contains(secret), "\(kept)")
    }
  }

  @Test("the name of a contract is no secret")
  func contract() async throws {
    let desk = FakeDesk()
    try await Served.webhook(desk) { (client) async throws in
      _ = try await client.alert(#"{"action":"BUY","symbol":"NFO:BANKNIFTY24DEC2447200CE?"}"#)
      #expect(desk.kept.first?.seen == "NFO:BANKNIFTY24DEC2447200CE?")
    }
  }

  @Test(
    "one that may close what the link holds is heard for that alone, whatever is wrong with its entry",
    arguments: [
      (#"{"action":"SHORT","symbol":"A","stop":"abc"}"#, Side.buy, "stop"),
      (#"{"action":"BUY","symbol":"A","quantity":"many"}"#, .sell, "quantity"),
      (#"{"action":"BUY","symbol":"A","exchange":"NASDAQ"}"#, .sell, "exchange"),
      (#"{"action":"BUY","symbol":"NASDAQ:A"}"#, .sell, "symbol"),
      (#"{"action":"SELL_CALL","symbol":"NIFTY","time":"noon"}"#, .buy, "time"),
    ])
  func onlyCloses(_ body: String, _ held: Side, _ field: String) async throws {
    let desk = FakeDesk()
    desk.update {
      for account in $0.accounts.indices {
        for place in $0.accounts[account].openPositions.indices {
          $0.accounts[account].openPositions[place].link = "Breakout"
          $0.accounts[account].openPositions[place].direction = held
        }
      }
    }
    try await Served.webhook(desk) { (client) async throws in
      #expect(try await client.alert(body).status == 200)
      #expect(desk.alerts.first?.unreadEntry?.contains(field) == true)
      #expect(desk.kept.isEmpty)
    }
  }

  @Test("one that may only enter is refused, and so is one against nothing that is held")
  func onlyEnters() async throws {
    let desk = FakeDesk()
    desk.holdNothing()
    try await Served.webhook(desk) { (client) async throws in
      for action in ["BUY", "SHORT", "BUY_CALL"] {
        #expect(try await client.alert(#"{"action":"\#(action)","symbol":"A","stop":"abc"}"#).status == 400)
      }
      #expect(desk.alerts.isEmpty && desk.kept.count == 3)
    }
  }

  @Test("one that is too large is kept as such")
  func tooLarge() async throws {
    let desk = FakeDesk()
    try await Served.webhook(desk) { (client) async throws in
      #expect(try await client.alert(String(repeating: "x", count: 70_000)).status == 413)
      #expect(desk.kept.first?.field == "body")
    }
  }

  @Test("another strategy than the link's is answered 200, kept and not decided; its own and none are decided")
  func otherStrategy() async throws {
    let desk = FakeDesk()
    desk.setStrategy("Supertrend 5m")
    try await Served.webhook(desk) { (client) async throws in
      for (number, name) in ["Breakout", "{{strategy.name}}", "Super trend 5m"].enumerated() {
        let answer = try await client.alert(#"{"action":"EXIT","id":"\#(number)","strategy":"\#(name)"}"#)
        #expect(answer.status == 200 && answer.text.contains(#""status":"ignored""#), "\(answer.text)")
        #expect(answer.text.contains("Supertrend 5m"))
      }
      #expect(desk.alerts.isEmpty && desk.kept.count == 3)
      #expect(desk.kept.allSatisfy { $0.field == "strategy" })
      for fields in [#","strategy":"SUPERTREND 5M""#, #","strategy":" Supertrend 5m ""#, #","strategy":"""#, ""] {
        let answer = try await client.alert(#"{"action":"BUY","symbol":"A","id":"x\#(fields.count)"\#(fields)}"#)
        #expect(answer.text.contains(#""status":"accepted""#), "\(fields): \(answer.text)")
      }
      #expect(desk.alerts.count == 4)
    }
  }

  @Test("a link without a strategy takes every name")
  func anyStrategy() async throws {
    try await Served.webhook(FakeDesk()) { (client) async throws in
      let answer = try await client.alert(#"{"action":"BUY","symbol":"A","strategy":"Any"}"#)
      #expect(answer.text.contains(#""status":"accepted""#))
    }
  }

  @Test("the page's activity and /api/logs show it with field and fix")
  func shown() async throws {
    var history = FakeHistory()
    let alert = RefusedAlert(
      link: LinkID(1), field: "quantity", seen: "<b>", problem: "is not a number", fix: "Send whole units.",
      time: SampleDay.time(9, 20))
    history.refusedRows = [RefusedAlertRow(number: 7, alert: alert, linkName: "Breakout")]
    let desk = FakeDesk()
    try await Served.desk(desk, history) { (client) async throws in
      let logs = try await client.get("/api/logs").text
      #expect(logs.contains(#""refused_alerts":[{"number":7,"link":"Breakout","field":"quantity""#), "\(logs)")
      #expect(logs.contains(#""fix":"Send whole units.""#))
      var events = try await client.events().makeAsyncIterator()
      var later = alert
      later.field = "symbol"
      desk.send(.alertRefused(later, link: "Breakout"))
      var html = ""
      while let event = try await events.next() {
        if event.name == "activity", event.data.contains("symbol: ") {
          html = event.data
          break
        }
      }
      #expect(html.contains("Not acted on: an alert for Breakout"))
      #expect(html.contains("Send whole units.") && !html.contains("<b>\""))
    }
  }

  @Test("answers of the webhook are not to be stored or guessed at")
  func headers() async throws {
    try await Served.webhook(FakeDesk()) { (client) async throws in
      for body in [#"{"action":"BUY","symbol":"A"}"#, "x"] {
        let answer = try await client.alert(body)
        #expect(answer.header("Cache-Control") == "no-store")
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
      }
    }
  }

  @Test("a body in thousands of pieces is refused before it has cost much")
  func pieces() async throws {
    let desk = FakeDesk()
    try await Served.webhook(desk) { (client) async throws in
      let head =
        "POST /webhook/\(FakeDesk.secret) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      let answer = try await RawConnection.exchange(
        port: client.port, [head, String(repeating: "1\r\nx\r\n", count: 20_000), "0\r\n\r\n"])
      #expect(answer.hasPrefix("HTTP/1.1 413 "), "\(answer.prefix(80))")
    }
  }
}
