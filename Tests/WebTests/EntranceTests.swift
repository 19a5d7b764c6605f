import Testing

@testable import Desk
@testable import Engine
@testable import Web

@Suite("The link that gives a browser the buttons")
struct EntranceTests {
  private static let hint = "open the newest link that Sarathi printed"

  @Test("without it the page shows everything, and has neither token nor buttons")
  func reading() async throws {
    try await Served.desk(FakeDesk()) { (client) async throws in
      for headers in [[], [("Cookie", "sarathi_\(client.port)=\(Served.token)")], [("Cookie", "sarathi_1=; ;=x;")]] {
        let page = try await client.get("/", headers).text
        #expect(page.contains("NFO:NIFTY03JUN2115600CE") && page.contains(Self.hint))
        #expect(!page.contains(Served.token) && !page.contains("data-command") && !page.contains("sarathi-token"))
        var events = try await client.events("/events?commands", headers).makeAsyncIterator()
        for _ in 1...2 { #expect(try await events.next()?.data.contains("data-command") == false) }
      }
    }
  }

  @Test("opening it leads to the page with token and buttons, which command")
  func commanding() async throws {
    let desk = FakeDesk()
    let links = EntryLinks()
    try await Served.desk(desk, links: links) { (client) async throws in
      #expect(links.all.first?.address == "http://127.0.0.1:\(client.port)" + links.path)
      let answer = try await client.get(links.path)
      #expect(answer.status == 303 && answer.header("Location") == "/")
      let cookie = try #require(answer.header("Set-Cookie")).split(separator: ";").map { $0.drop { $0 == " " } }
      #expect(cookie.dropFirst() == ["HttpOnly", "SameSite=Strict", "Path=/"])
      #expect(cookie.first?.hasPrefix("sarathi_\(client.port)=") == true)
      // Cookies of other programs on this machine come along.
      let headers = [("Cookie", "theme=dark; \(cookie[0]);other")]
      let page = try await client.get("/", headers).text
      #expect(page.contains("/command/square-off/4?account=1") && page.contains("/command/emergency-stop"))
      #expect(page.contains("content=\"\(Served.token)\"") && !page.contains(Self.hint))
      var events = try await client.events("/events?commands", headers).makeAsyncIterator()
      for _ in 1...2 { #expect(try await events.next()?.data.contains("data-command") == true) }
      // A page that has no token, as after a link from another site, gets no buttons either.
      var plain = try await client.events("/events", headers).makeAsyncIterator()
      for _ in 1...2 { #expect(try await plain.next()?.data.contains("data-command") == false) }
      #expect(try await client.command("pause", headers).status == 200)
      #expect(desk.commands == [.init(command: .pause)])
    }
  }

  @Test("a cookie alone commands nothing: a page of another site could send it")
  func cookieAlone() async throws {
    let desk = FakeDesk()
    let links = EntryLinks()
    try await Served.desk(desk, links: links) { (client) async throws in
      let cookie = try await client.enter(links)
      #expect(try await client.post("/command/emergency-stop", "", [cookie]).status == 403)
      #expect(desk.commands.isEmpty)
    }
  }

  @Test("the API and the other answers never show the token")
  func tokenStaysInThePage() async throws {
    let links = EntryLinks()
    try await Served.desk(FakeDesk(), links: links) { (client) async throws in
      let cookie = try await client.enter(links)
      let names = ["status", "positions", "orders", "trades", "pnl", "logs", "token"].map { "/api/" + $0 }
      for path in names + ["/metrics", "/healthz", "/readyz", "/assets/desk.js", links.path] {
        let answer = try await client.get(path, [cookie])
        #expect(!answer.text.contains(Served.token) && !"\(answer.headers)".contains(Served.token), "\(path)")
      }
    }
  }

  @Test("it works once; a new one is announced, and the old one says what to do and is counted")
  func once() async throws {
    let links = EntryLinks()
    try await Served.desk(FakeDesk(), links: links) { (client) async throws in
      let path = links.path
      let cookie = try await client.enter(links)
      #expect(links.all.map(\.reason) == [.start, .opened] && links.path != path)
      let again = try await client.get(path)
      #expect(again.status == 403 && again.header("Set-Cookie") == nil)
      #expect(again.header("Content-Type") == "text/html; charset=utf-8" && again.text.contains("open the newest"))
      #expect(try await refusals(client) == "1")
      // The browser that is in may open it again: from the history, or by a reload.
      let known = try await client.get(path, [cookie])
      #expect(known.status == 303 && known.header("Set-Cookie") == nil)
      #expect(try await refusals(client) == "1")
      _ = try await client.enter(links)
      #expect(links.all.map(\.reason) == [.start, .opened, .opened])
    }
  }

  @Test("what only looks ahead does not use it up")
  func lookingAhead() async throws {
    let links = EntryLinks()
    try await Served.desk(FakeDesk(), links: links) { (client) async throws in
      for (name, value) in [
        ("Sec-Purpose", "prefetch"), ("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch"),
        ("X-Purpose", "preview"), ("X-Moz", "prefetch"),
      ] {
        let answer = try await client.get(links.path, [(name, value)])
        #expect(answer.status == 403 && answer.header("Set-Cookie") == nil)
      }
      for method in ["HEAD", "POST", "PUT", "OPTIONS"] {
        let answer = try await client.send(method, links.path)
        #expect(answer.status == 405 && answer.header("Set-Cookie") == nil)
      }
      #expect(links.all.count == 1)
      #expect(try await refusals(client) == "0")
      _ = try await client.enter(links)
    }
  }

  @Test("after five wrong codes there is a new one")
  func wrongCodes() async throws {
    let links = EntryLinks()
    try await Served.desk(FakeDesk(), links: links) { (client) async throws in
      let path = links.path
      for number in 1...5 {
        #expect(links.all.count == 1)
        #expect(try await client.get(path + "\(number)").status == 403)
      }
      #expect(links.all.map(\.reason) == [.start, .wrongTries])
      #expect(try await client.get(path).status == 403)
      #expect(try await refusals(client) == "6")
      _ = try await client.enter(links)
    }
  }

  @Test("strangers do not come as far as the code, right or wrong")
  func strangers() async throws {
    let links = EntryLinks()
    try await Served.desk(FakeDesk(), links: links) { (client) async throws in
      let strangers: [[(String, String)]] = [
        [("Host", "evil.example:\(client.port)")], [("Origin", "http://evil.example")],
        [("X-Forwarded-For", "1.2.3.4")],
        [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")],
        [("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Mode", "no-cors")],
      ]
      for headers in strangers {
        let right = try await client.get(links.path, headers)
        #expect(right.status == 403 && right.header("Set-Cookie") == nil)
        for _ in 1...5 { #expect(try await client.get("/enter/wrong", headers).status == 403) }
      }
      for path in ["/enter", "/enter/", links.path + "/x"] { #expect(try await client.get(path).status == 404) }
      #expect(links.all.count == 1)
      #expect(try await refusals(client) == "0")
      _ = try await client.enter(links)
    }
  }

  /// What `/metrics` counts of wrong codes.
  private func refusals(_ client: Client) async throws -> String? {
    let start = #"sarathi_requests_refused_total{listener="desk",reason="wrong_code"} "#
    return try await client.get("/metrics").text.split(separator: "\n").first { $0.hasPrefix(start) }
      .map { String($0.dropFirst(start.count)) }
  }
}
